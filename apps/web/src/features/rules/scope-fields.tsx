import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { type OfferedMetric, trpc } from "../../lib/trpc.ts";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { Field } from "../../ui/field.tsx";
import { FieldGroup } from "../../ui/field-group.tsx";
import { metricKey } from "./metric-key.ts";
import type { PartProps } from "./rule-editor.tsx";
import { takes } from "./rule-form.ts";

interface ScopeFieldsProps extends PartProps {
  metrics: readonly OfferedMetric[];
  services: readonly string[];
}

const ENDPOINTS = ["all", "each", "one"] as const;
const ENDPOINT_WORDS = { all: "all together", each: "each of them", one: "one" } as const;

/** Of what: only those parts are asked for that the metric takes. */
export function ScopeFields({ form, problems, onChange, metrics, services }: ScopeFieldsProps) {
  const chosen = metrics.find(({ metric }) => metricKey(metric) === form.metric);
  if (!chosen || chosen.scopes.length === 0) return null;
  const isMissing = form.service !== "" && !services.includes(form.service);
  return (
    <FieldGroup title="Of what">
      {takes(chosen, "service") && (
        <Field label="Service" problem={problems.service}>
          {(control) => (
            <select
              {...control}
              className="control w-full"
              value={form.service}
              onChange={(event) => onChange({ service: event.target.value })}
            >
              <option value="">each service</option>
              {isMissing && <option value={form.service}>{form.service}</option>}
              {services.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {takes(chosen, "release") && (
        <Field label="Release" problem={problems.release} hint="Nothing: all of them.">
          {(control) => (
            <input
              {...control}
              value={form.release}
              maxLength={128}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => onChange({ release: event.target.value })}
              className="control w-full"
            />
          )}
        </Field>
      )}
      {takes(chosen, "endpoint") && (
        <ChoiceField
          label="Endpoints"
          options={ENDPOINTS}
          selected={form.endpoint}
          onSelect={(endpoint) => onChange({ endpoint })}
          text={(each) => ENDPOINT_WORDS[each]}
          problem={form.endpoint === "one" ? undefined : problems.endpointName}
          className="col-span-2"
        />
      )}
      {takes(chosen, "endpoint") && form.endpoint === "one" && (
        <EndpointField form={form} problems={problems} onChange={onChange} />
      )}
      {takes(chosen, "labels") && (
        <Field
          label="Labels"
          problem={problems.labels}
          hint="cache=search_results, target=orders. Nothing: each set of labels has an alert of its own."
          className="col-span-2"
        >
          {(control) => (
            <input
              {...control}
              value={form.labels}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => onChange({ labels: event.target.value })}
              className="control w-full"
            />
          )}
        </Field>
      )}
    </FieldGroup>
  );
}

/** So many names are proposed. */
const PROPOSED = 200;

function EndpointField({ form, problems, onChange }: PartProps) {
  const listId = useId();
  const { data } = useQuery({
    ...trpc.endpoints.stats.queryOptions({ service: form.service, period: "24h", limit: PROPOSED }),
    enabled: form.service !== "",
    staleTime: "static",
  });
  return (
    <Field
      label="Endpoint"
      problem={problems.endpointName}
      hint={form.service === "" ? "GET /orders/:id, of a service that is chosen above." : "GET /orders/:id"}
      className="col-span-2"
    >
      {(control) => (
        <>
          <input
            {...control}
            list={listId}
            value={form.endpointName}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ endpointName: event.target.value })}
            className="control w-full"
          />
          <datalist id={listId}>
            {data?.endpoints.map(({ id, method, route }) => (
              <option key={id} value={`${method} ${route}`} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
