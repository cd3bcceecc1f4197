import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { ListedRule, OfferedMetric } from "../../lib/trpc.ts";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { FailureLine } from "../../ui/failure-line.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ConditionFields } from "./condition-fields.tsx";
import { MetricFields } from "./metric-fields.tsx";
import { firedText } from "./preview-data.ts";
import { PreviewPanel } from "./preview-panel.tsx";
import { draftOf, type FormProblems, formOf, type RuleForm, withMetricOf } from "./rule-form.ts";
import { ruleProblems } from "./rule-problems.ts";
import { usePreview } from "./rules.query.ts";
import { ScopeFields } from "./scope-fields.tsx";
import { SeverityFields } from "./severity-fields.tsx";
import { useSaveRule } from "./use-save-rule.ts";

interface RuleEditorProps {
  /** The rule to change, or to begin a copy with; null for an empty one. */
  rule: ListedRule | null;
  isCopy: boolean;
  metrics: readonly OfferedMetric[];
  /** Names of the services there are. */
  services: readonly string[];
  /** It was saved or removed. */
  onDone: () => void;
  /** Shows the rule as it is now, and forgets what was written. */
  onLoadNewer: () => void;
}

/** Parts of a form take it as it is, and change it. */
export interface PartProps {
  form: RuleForm;
  problems: FormProblems;
  onChange: (patch: Partial<RuleForm>) => void;
}

/** Writes a rule, and shows beside it what it would have done. */
export function RuleEditor({ rule, isCopy, services, onDone, onLoadNewer, ...rest }: RuleEditorProps) {
  // The one that was opened: while somebody writes, the list goes on and may bring a newer one.
  const [opened] = useState(rule);
  const [metrics] = useState(() => withMetricOf(rule, rest.metrics));
  const [form, setForm] = useState(() => {
    const begun = formOf(rule, metrics);
    return isCopy ? { ...begun, name: `${begun.name} (copy)` } : begun;
  });
  const [isTried, setTried] = useState(false);
  const written = draftOf(form, metrics);
  const preview = usePreview(written.draft);
  const changed = isCopy ? null : opened;
  const save = useSaveRule(changed, onDone);

  const refused = ruleProblems(save.error ?? preview.error);
  // What is missing is not yet wrong before somebody wanted to save it.
  const problems: FormProblems = { ...(isTried ? written.problems : {}), ...refused.problems };
  const isNewer = !isCopy && opened !== null && rule !== null && rule.version !== opened.version && !save.isPending;
  const onChange = (patch: Partial<RuleForm>) => {
    save.reset();
    setForm((old) => ({ ...old, ...patch }));
  };
  const part = { form, problems, onChange };

  // Not an `action`: after one the browser would set every select back to its first option.
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (written.draft && !save.isPending) save.run(written.draft);
  };

  return (
    <section aria-labelledby="editor-heading" className="space-y-3">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Link
          to="."
          search={(old) => ({ ...old, edit: undefined })}
          activeProps={{ "aria-current": undefined }}
          className="text-xs text-accent hover:underline"
        >
          <span aria-hidden="true">←</span> All rules
        </Link>
        <h2 id="editor-heading" className="min-w-0 text-[15px] wrap-anywhere text-bright">
          {opened && !isCopy ? <SafeText text={opened.name} /> : "A new rule"}
        </h2>
        {opened && !isCopy && (
          <span className="ml-auto flex flex-wrap items-center gap-2">
            <Link
              to="."
              search={(old) => ({ ...old, edit: `copy-${opened.id}` })}
              activeProps={{ "aria-current": undefined }}
              className="control inline-flex items-center"
            >
              Duplicate
            </Link>
            <ConfirmButton
              text="Remove"
              question={removeQuestion(rule ?? opened)}
              confirm="Remove it"
              busy={save.isRemoving}
              onConfirm={save.remove}
            />
          </span>
        )}
      </header>
      {save.removeFailure && <FailureLine failure={save.removeFailure} />}
      <div className="grid grid-cols-1 items-start gap-3 lg:grid-cols-[minmax(0,27rem)_minmax(0,1fr)]">
        <form onSubmit={submit} noValidate aria-label="Rule" className="min-w-0 border border-inner bg-panel">
          <MetricFields {...part} metrics={metrics} />
          <ScopeFields {...part} metrics={metrics} services={services} />
          <ConditionFields {...part} metrics={metrics} />
          <SeverityFields {...part} metrics={metrics} />
          <div className="space-y-2 border-t border-inner p-3">
            {refused.failure && save.error !== null && (
              <FailureLine failure={refused.failure}>
                {refused.failure.code === "RULE_CHANGED" && <LoadNewer onLoad={onLoadNewer} />}
              </FailureLine>
            )}
            {isNewer && refused.failure?.code !== "RULE_CHANGED" && (
              <p role="status">
                <span className="text-warning">
                  <span aria-hidden="true">▲</span> Somebody changed this rule meanwhile.
                </span>{" "}
                <LoadNewer onLoad={onLoadNewer} />
              </p>
            )}
            {isTried && written.problems && (
              <p role="alert" className="text-critical">
                <span aria-hidden="true">■</span> Something is still missing above.
              </p>
            )}
            {/* On a phone the preview stands below, out of sight. */}
            {written.draft && preview.data && !preview.isOld && (
              <p className="text-muted lg:hidden">{firedText(preview.data)}</p>
            )}
            <button type="submit" aria-disabled={save.isPending} className="control border-accent! px-4! text-accent!">
              {save.isPending ? "…" : changed ? "Save" : "Create the rule"}
            </button>
          </div>
        </form>
        <PreviewPanel
          preview={preview}
          // An error that a field shows is not told twice.
          failure={save.error === null ? refused.failure : null}
          isWhole={written.draft !== null}
          form={form}
          metrics={metrics}
        />
      </div>
    </section>
  );
}

function LoadNewer({ onLoad }: { onLoad: () => void }) {
  return (
    <button type="button" className="text-accent underline" onClick={onLoad}>
      Load the newer one; what is written here is lost
    </button>
  );
}

function removeQuestion({ openAlerts }: ListedRule): string {
  if (openAlerts === 0) return "Remove the rule? It has no open alert.";
  return `Remove the rule? Its ${openAlerts === 1 ? "open alert ends" : `${openAlerts} open alerts end`}.`;
}
