import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { endpointAddress } from "../../lib/endpoint-address.ts";
import { utcText } from "../../lib/time.ts";
import { traceAddress } from "../../lib/trace-address.ts";
import type { LogLine } from "../../lib/trpc.ts";
import { SafeText } from "../../ui/safe-text.tsx";
import { attributeRows } from "./attribute-rows.ts";
import { ValueActions } from "./value-actions.tsx";

/** Where a line comes from, and its attributes: each value a way to more of its kind. */
export function LineFields({ line }: { line: LogLine }) {
  const { service, instance, release, environment, traceId, method, route } = line;
  const { rows, leftOut } = attributeRows(line.attributes);
  return (
    <table className="figure w-full max-w-3xl border-collapse text-[12px]" aria-label="Fields of the line">
      <tbody>
        <Field name="time" value={line.time} searchable={false}>
          {utcText(Date.parse(line.time))}
        </Field>
        <Field name="service" value={service} />
        <Field name="instance" value={instance} />
        <Field name="release" value={release} />
        <Field name="environment" value={environment} />
        {method !== null && route !== null && (
          <Field name="route" value={route}>
            <Link
              to="/endpoint"
              search={(old) => endpointAddress(old, { service, method, route })}
              className="text-accent hover:underline"
            >
              <SafeText text={`${method} ${route}`} dir="ltr" />
            </Link>
          </Field>
        )}
        {traceId !== null && (
          <Field name="trace" value={traceId}>
            <Link
              to="/traces/$traceId"
              params={{ traceId }}
              search={traceAddress}
              className="text-accent hover:underline"
            >
              {traceId}
            </Link>
          </Field>
        )}
        {rows.map(({ path, name, value }) => (
          <tr key={path} className="border-t border-inner align-baseline">
            <Name>
              <SafeText text={path} dir="ltr" />
            </Name>
            <td className="py-1 wrap-anywhere whitespace-pre-wrap">
              {value === "" ? <span className="text-muted">(empty)</span> : <SafeText text={value} lines />}
            </td>
            <td className="w-px py-0.5 pl-2 text-right">
              <ValueActions name={name} value={value} kind="attribute" />
            </td>
          </tr>
        ))}
        {leftOut > 0 && (
          <tr className="border-t border-inner">
            <td colSpan={3} className="py-1 text-muted">
              and {leftOut} more values; “Copy JSON” has all of them
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

interface FieldProps {
  name: string;
  /** Empty: the service does not say, and nothing is shown. */
  value: string;
  searchable?: boolean;
  /** Stands for the value. */
  children?: ReactNode;
}

function Field({ name, value, searchable = true, children }: FieldProps) {
  if (value === "") return null;
  return (
    <tr className="border-t border-inner align-baseline first:border-t-0">
      <Name>{name}</Name>
      <td className="py-1 wrap-anywhere">{children ?? <SafeText text={value} dir="ltr" />}</td>
      <td className="w-px py-0.5 pl-2 text-right">
        {searchable && <ValueActions name={name} value={value} kind="field" />}
      </td>
    </tr>
  );
}

function Name({ children }: { children: ReactNode }) {
  return (
    <th scope="row" className="w-40 py-1 pr-4 text-left font-normal wrap-anywhere text-muted max-sm:w-24">
      {children}
    </th>
  );
}
