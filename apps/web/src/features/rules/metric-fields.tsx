import type { OfferedMetric } from "../../lib/trpc.ts";
import { Field } from "../../ui/field.tsx";
import { FieldGroup } from "../../ui/field-group.tsx";
import { metricKey } from "./metric-key.ts";
import type { PartProps } from "./rule-editor.tsx";
import type { Aggregate } from "./rule-form.ts";

interface MetricFieldsProps extends PartProps {
  metrics: readonly OfferedMetric[];
}

const AGGREGATES: readonly { aggregate: Aggregate; text: string }[] = [
  { aggregate: "mean", text: "mean" },
  { aggregate: "max", text: "highest" },
  { aggregate: "sum", text: "sum" },
];

/** What is measured. */
export function MetricFields({ form, problems, onChange, metrics }: MetricFieldsProps) {
  const groups = [...new Set(metrics.map(({ group }) => group))];
  const chosen = metrics.find(({ metric }) => metricKey(metric) === form.metric);
  return (
    <FieldGroup title="What is measured">
      <Field label="Metric" problem={problems.metric} className="col-span-2">
        {(control) => (
          <select
            {...control}
            className="control w-full"
            value={form.metric}
            onChange={({ target: { value } }) => {
              const next = metrics.find(({ metric }) => metricKey(metric) === value);
              // A threshold of another unit would say something else.
              const isOfUnit = next?.unit === chosen?.unit && next?.metric.kind === chosen?.metric.kind;
              onChange({
                metric: value,
                ...(next?.worse ? { comparison: next.worse } : {}),
                ...(isOfUnit ? {} : { threshold: "", clearThreshold: "" }),
                ...(next?.metric.kind === "logs" && form.query === "" ? { query: next.metric.query } : {}),
              });
            }}
          >
            {groups.map((group) => (
              <optgroup key={group} label={group}>
                {metrics
                  .filter((each) => each.group === group)
                  .map(({ metric, label }) => (
                    <option key={metricKey(metric)} value={metricKey(metric)}>
                      {metric.kind === "logs" ? "Logs that match a search" : label}
                    </option>
                  ))}
              </optgroup>
            ))}
          </select>
        )}
      </Field>
      {chosen?.metric.kind === "logs" && (
        <Field
          label="Search"
          problem={problems.query}
          hint="As on the page of logs: level:>=error route:/checkout “payment failed”"
          className="col-span-2"
        >
          {(control) => (
            <input
              {...control}
              value={form.query}
              spellCheck={false}
              autoComplete="off"
              maxLength={1_000}
              onChange={(event) => onChange({ query: event.target.value })}
              className="control w-full"
            />
          )}
        </Field>
      )}
      {chosen?.metric.kind === "sample" && (
        <Field label="Of its samples, the" problem={problems.aggregate} className="col-span-2">
          {(control) => (
            <select
              {...control}
              className="control w-full"
              value={form.aggregate}
              onChange={(event) => {
                const next = AGGREGATES.find(({ aggregate }) => aggregate === event.target.value);
                if (next) onChange({ aggregate: next.aggregate });
              }}
            >
              {AGGREGATES.map(({ aggregate, text }) => (
                <option key={aggregate} value={aggregate}>
                  {text}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </FieldGroup>
  );
}
