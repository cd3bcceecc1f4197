import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { figureText } from "../../lib/format.ts";
import { useNow } from "../../lib/now.ts";
import { ageText, momentText, utcText } from "../../lib/time.ts";
import type { Alert } from "../../lib/trpc.ts";
import { SafeText } from "../../ui/safe-text.tsx";
import { ruleText } from "./rule-text.ts";

/** Its values, its times, and the rule that it comes from. */
export function AlertFacts({ alert }: { alert: Alert }) {
  const now = useNow();
  const { rule, value, worstValue, lastValue, lastAt, since, openedAt, resolvedAt, note, labels } = alert;
  const until = resolvedAt === null ? now : Date.parse(resolvedAt);
  return (
    <div className="space-y-3">
      <dl className="grid grid-cols-3 gap-px bg-inner">
        <Value name="When opened" text={figureText(value, rule.unit)} />
        <Value name="Worst" text={figureText(worstValue, rule.unit)} />
        <Value name={resolvedAt === null ? "Last" : "At its end"} text={figureText(lastValue, rule.unit)} />
      </dl>
      <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-xs">
        <Fact name="Rule">
          <Link
            to="."
            search={(old) => ({ ...old, tab: "rules" as const, edit: String(rule.id), alert: undefined })}
            className="text-accent hover:underline"
          >
            <SafeText text={rule.name} />
          </Link>
          <span className="text-muted">: {ruleText(rule)}</span>
        </Fact>
        {Object.entries(labels).map(([name, label]) => (
          <Fact key={name} name={name}>
            <SafeText text={label} className="figure wrap-anywhere" />
          </Fact>
        ))}
        <Fact name="Held since">
          <Moment time={since} now={now} />
        </Fact>
        <Fact name="Opened">
          <Moment time={openedAt} now={now} />
        </Fact>
        {resolvedAt !== null ? (
          <Fact name="Over">
            <Moment time={resolvedAt} now={now} />
          </Fact>
        ) : (
          <Fact name="Last judged">
            <Moment time={lastAt} now={now} />
          </Fact>
        )}
        <Fact name="Lasted">
          <span className="figure">{ageText(until - Date.parse(since))}</span>
        </Fact>
        {note !== null && note !== "" && (
          <Fact name="Note">
            <SafeText text={note} lines className="wrap-anywhere whitespace-pre-wrap" />
          </Fact>
        )}
      </dl>
    </div>
  );
}

function Value({ name, text }: { name: string; text: string }) {
  return (
    <div className="bg-panel px-2 py-1.5">
      <dt className="label text-muted">{name}</dt>
      <dd className="figure text-lg text-bright">{text}</dd>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Moment({ time, now }: { time: string; now: number }) {
  const at = Date.parse(time);
  return (
    <time dateTime={time} title={utcText(at)} className="figure">
      {momentText(at, now)} <span className="text-muted">· {ageText(now - at)} ago</span>
    </time>
  );
}
