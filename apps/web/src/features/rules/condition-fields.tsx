import type { OfferedMetric } from "../../lib/trpc.ts";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { Field } from "../../ui/field.tsx";
import { FieldGroup } from "../../ui/field-group.tsx";
import { NumberInput } from "../../ui/number-input.tsx";
import { DurationSelect } from "./duration-select.tsx";
import { metricKey } from "./metric-key.ts";
import type { PartProps } from "./rule-editor.tsx";
import { thresholdUnit } from "./threshold-unit.ts";

interface ConditionFieldsProps extends PartProps {
  metrics: readonly OfferedMetric[];
}

const COMPARISONS = ["above", "below"] as const;
const WINDOWS = [10, 30, 60, 120, 300, 600, 900, 1_800, 3_600] as const;
const HELD = [0, 10, 30, 60, 120, 300, 600, 900, 1_800, 3_600] as const;

/** When it is wrong, and when it is over. */
export function ConditionFields({ form, problems, onChange, metrics }: ConditionFieldsProps) {
  const chosen = metrics.find(({ metric }) => metricKey(metric) === form.metric);
  const isSilence = chosen?.metric.kind === "silence";
  const { word } = thresholdUnit(chosen ?? { metric: { kind: "figure" }, unit: "none" });
  return (
    <>
      <FieldGroup title="When it is wrong">
        <ChoiceField
          label="It is"
          options={COMPARISONS}
          selected={form.comparison}
          onSelect={(comparison) => onChange({ comparison })}
          text={(each) => each}
          problem={problems.comparison}
        />
        <Field label="Threshold" problem={problems.threshold}>
          {(control) => (
            <NumberInput
              control={control}
              value={form.threshold}
              unit={word}
              onChange={(threshold) => onChange({ threshold })}
            />
          )}
        </Field>
        {!isSilence && (
          <Field label="Over the last" problem={problems.windowSeconds}>
            {(control) => (
              <DurationSelect
                control={control}
                seconds={form.windowSeconds}
                choices={WINDOWS}
                onSelect={(windowSeconds) => onChange({ windowSeconds })}
              />
            )}
          </Field>
        )}
        <Field label="And stays so for" problem={problems.forSeconds}>
          {(control) => (
            <DurationSelect
              control={control}
              seconds={form.forSeconds}
              choices={HELD}
              zero="no time: at once"
              onSelect={(forSeconds) => onChange({ forSeconds })}
            />
          )}
        </Field>
        {chosen?.metric.kind === "figure" && (
          <Field
            label="Made of at least"
            problem={problems.minimumSamples}
            hint="Requests or lookups; of fewer it is not judged."
            className="col-span-2"
          >
            {(control) => (
              <NumberInput
                control={control}
                value={form.minimumSamples}
                unit=""
                onChange={(minimumSamples) => onChange({ minimumSamples })}
              />
            )}
          </Field>
        )}
      </FieldGroup>
      <FieldGroup title="When it is over">
        <Field
          label={form.comparison === "above" ? "At or below" : "At or above"}
          problem={problems.clearThreshold}
          hint="Nothing: the threshold. A distance to it keeps one trouble from being many alerts."
        >
          {(control) => (
            <NumberInput
              control={control}
              value={form.clearThreshold}
              unit={word}
              onChange={(clearThreshold) => onChange({ clearThreshold })}
            />
          )}
        </Field>
        <Field label="And stays so for" problem={problems.clearSeconds}>
          {(control) => (
            <DurationSelect
              control={control}
              seconds={form.clearSeconds}
              choices={HELD}
              zero="no time: at once"
              onSelect={(clearSeconds) => onChange({ clearSeconds })}
            />
          )}
        </Field>
      </FieldGroup>
    </>
  );
}
