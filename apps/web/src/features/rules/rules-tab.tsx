import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { failureOf } from "../../lib/failure.ts";
import { useMe } from "../../lib/me.ts";
import type { ListedRule } from "../../lib/trpc.ts";
import { Note } from "../../ui/note.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { RuleEditor } from "./rule-editor.tsx";
import { ruleMetricsOptions } from "./rules.query.ts";
import { RulesPanel } from "./rules-panel.tsx";

interface RulesTabProps {
  rules: readonly ListedRule[] | undefined;
  error: unknown;
  /** Names of the services there are. */
  services: readonly string[];
  /** As the URL has it: `new`, `7`, `copy-7`; undefined for the list. */
  edit: string | undefined;
  onDone: () => void;
}

/** The list of rules, or one that is written. */
export function RulesTab({ edit, ...rest }: RulesTabProps) {
  const role = useMe()?.role;
  // A link to a rule that somebody may not write leads to the list of all.
  if (edit === undefined || role === "viewer") return <RulesPanel rules={rest.rules} error={rest.error} />;
  return <Editor key={edit} edit={edit} {...rest} />;
}

function Editor({ rules, error, services, edit, onDone }: RulesTabProps & { edit: string }) {
  const metrics = useQuery(ruleMetricsOptions());
  /** Another number shows the rule anew, as it is now. */
  const [loads, setLoads] = useState(0);
  const isCopy = edit.startsWith("copy-");
  const id = edit === "new" ? null : Number(edit.replace("copy-", ""));
  const found = id === null ? null : rules?.find((rule) => rule.id === id);
  const failed = (!rules && error) || (!metrics.data && metrics.error);

  if (failed)
    return (
      <Note
        className="border border-inner bg-panel p-4"
        reason={failureOf(failed).message}
        remedy={failureOf(failed).remedy}
      />
    );
  if (!rules || !metrics.data) return <Skeleton className="h-96" />;
  // One that is being removed leaves the list before the form leaves the page.
  if (found === undefined)
    return (
      <p className="border border-inner bg-panel p-4">
        There is no rule {id}.{" "}
        <button type="button" className="text-accent underline" onClick={onDone}>
          All rules
        </button>
      </p>
    );
  return (
    <RuleEditor
      key={loads}
      rule={found}
      isCopy={isCopy}
      metrics={metrics.data}
      services={services}
      onDone={onDone}
      onLoadNewer={() => setLoads(loads + 1)}
    />
  );
}
