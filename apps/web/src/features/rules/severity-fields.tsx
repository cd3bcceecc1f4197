import type { OfferedMetric, Severity } from "../../lib/trpc.ts";
import { CheckField } from "../../ui/check-field.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { Field } from "../../ui/field.tsx";
import { FieldGroup } from "../../ui/field-group.tsx";
import { STATES } from "../../ui/state.ts";
import { metricKey } from "./metric-key.ts";
import type { PartProps } from "./rule-editor.tsx";
import { suggestedName } from "./rule-form.ts";

interface SeverityFieldsProps extends PartProps {
  metrics: readonly OfferedMetric[];
}

const SEVERITIES: readonly Severity[] = ["critical", "warning", "info"];

/** How grave it is, what it is called, and what to do about it. */
export function SeverityFields({ form, problems, onChange, metrics }: SeverityFieldsProps) {
  const chosen = metrics.find(({ metric }) => metricKey(metric) === form.metric);
  return (
    <FieldGroup title="What it says">
      <ChoiceField
        label="Severity"
        options={SEVERITIES}
        selected={form.severity}
        onSelect={(severity) => onChange({ severity })}
        text={(each) => `${STATES[each].shape} ${each}`}
        className="col-span-2"
      />
      <Field label="Name" problem={problems.name} className="col-span-2">
        {(control) => (
          <input
            {...control}
            value={form.name}
            maxLength={200}
            autoComplete="off"
            placeholder={suggestedName(form, chosen)}
            onChange={(event) => onChange({ name: event.target.value })}
            className="control w-full placeholder:text-muted"
          />
        )}
      </Field>
      <Field label="What to do then" problem={problems.hint} className="col-span-2">
        {(control) => (
          <textarea
            {...control}
            value={form.hint}
            rows={2}
            maxLength={2_000}
            onChange={(event) => onChange({ hint: event.target.value })}
            className="control w-full"
          />
        )}
      </Field>
      <CheckField
        text="The rule is on"
        checked={form.isEnabled}
        onChange={(isEnabled) => onChange({ isEnabled })}
        className="col-span-2"
      />
    </FieldGroup>
  );
}
