import { failureOf } from "../../lib/failure.ts";
import { useMayChange } from "../../lib/me.ts";
import type { ListedRule } from "../../lib/trpc.ts";
import { NewLink } from "../../ui/new-link.tsx";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { RuleTable } from "./rule-table.tsx";
import { useEnableRule } from "./use-enable-rule.ts";

interface RulesPanelProps {
  rules: readonly ListedRule[] | undefined;
  error: unknown;
}

/** All rules, and the way to write one. */
export function RulesPanel({ rules, error }: RulesPanelProps) {
  const enable = useEnableRule();
  const mayChange = useMayChange();
  return (
    <Panel id="rules" title="Rules" busy={!rules && !error} aside={mayChange && <NewLink>New rule</NewLink>}>
      {rules ? (
        rules.length === 0 ? (
          <Note
            className="p-4"
            reason="There is no rule."
            remedy="Write one: without rules nothing becomes an alert."
          />
        ) : (
          <RuleTable rules={rules} enable={mayChange ? enable : null} />
        )
      ) : error ? (
        <Note className="p-4" reason={failureOf(error).message} remedy={failureOf(error).remedy} />
      ) : (
        <div className="p-3">
          <Skeleton className="h-64" />
        </div>
      )}
    </Panel>
  );
}
