import { Link } from "@tanstack/react-router";
import { figureText } from "../../lib/format.ts";
import type { ListedRule } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { FailureLine } from "../../ui/failure-line.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { Switch } from "../../ui/switch.tsx";
import { TableHead } from "../../ui/table-head.tsx";
import { scopeText } from "./scope-text.ts";
import type { useEnableRule } from "./use-enable-rule.ts";

interface RuleTableProps {
  rules: readonly ListedRule[];
  /** Null for those who may only look. */
  enable: ReturnType<typeof useEnableRule> | null;
}

/** Rules, those with open alerts first. */
export function RuleTable({ rules, enable }: RuleTableProps) {
  return (
    <ScrollBox label="Table of rules">
      <table className="w-full sm:min-w-2xl border-collapse text-xs">
        <caption className="sr-only">Rules</caption>
        <thead>
          <tr className="label text-left text-muted">
            <TableHead wide>Severity</TableHead>
            <TableHead>Rule</TableHead>
            <TableHead right>Open</TableHead>
            <TableHead right wide>
              In 7 days
            </TableHead>
            <TableHead>State</TableHead>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <Row key={rule.id} rule={rule} enable={enable} />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Row({ rule, enable }: { rule: ListedRule; enable: RuleTableProps["enable"] }) {
  const { id, name, severity, text, openAlerts, alertsInWeek, isEnabled, problem } = rule;
  const scope = scopeText(rule.scope);
  const failure = enable?.failed?.id === id ? enable.failed.failure : null;
  return (
    <tr
      data-rule={id}
      className={`border-t border-inner align-baseline hover:bg-inner/40 ${isEnabled ? "" : "text-muted"}`}
    >
      <td className={`figure px-3 py-2 whitespace-nowrap max-sm:hidden ${isEnabled ? "" : "grayscale"}`}>
        <StateMark state={severity} />
      </td>
      <td className="px-3 py-2 sm:min-w-72">
        <span className={`figure block sm:hidden ${isEnabled ? "" : "grayscale"}`}>
          <StateMark state={severity} />
        </span>
        {enable ? (
          <Link
            to="."
            search={(old) => ({ ...old, edit: String(id) })}
            activeProps={{ "aria-current": undefined }}
            className="text-[13px] wrap-anywhere text-bright hover:text-accent"
          >
            <SafeText text={name} />
          </Link>
        ) : (
          <SafeText text={name} className="text-[13px] wrap-anywhere text-bright" />
        )}
        <p className="wrap-anywhere text-muted">
          <SafeText text={text} />
          {scope !== "" && (
            <>
              {"; "}
              <SafeText text={scope} className="text-body" />
            </>
          )}
        </p>
        {problem !== null && (
          <p className="wrap-anywhere text-warning">
            <span aria-hidden="true">▲</span> Cannot be evaluated: <SafeText text={problem} />
          </p>
        )}
        {failure && <FailureLine failure={failure} />}
      </td>
      <td className="figure px-3 py-2 text-right">
        {openAlerts === 0 ? (
          <span className="text-muted">0</span>
        ) : (
          <Link
            to="."
            search={(old) => ({ ...old, tab: undefined })}
            activeProps={{ "aria-current": undefined }}
            className="text-accent hover:underline"
          >
            {figureText(openAlerts, "count")}
          </Link>
        )}
      </td>
      <td className="figure px-3 py-2 text-right max-sm:hidden">
        <Link
          to="."
          search={(old) => ({
            ...old,
            tab: "history" as const,
            rule: id,
            severity: undefined,
            period: "7d" as const,
            from: undefined,
            to: undefined,
          })}
          activeProps={{ "aria-current": undefined }}
          className={alertsInWeek === 0 ? "text-muted" : "text-accent hover:underline"}
        >
          {figureText(alertsInWeek, "count")}
        </Link>
      </td>
      <td className="px-3 py-2">
        {enable ? (
          <Switch
            label={`Rule ${visibleText(name)}`}
            checked={isEnabled}
            busy={enable.pending === id}
            onChange={(enabled) => enable.toggle(rule, enabled)}
          />
        ) : isEnabled ? (
          "on"
        ) : (
          "off"
        )}
      </td>
    </tr>
  );
}
