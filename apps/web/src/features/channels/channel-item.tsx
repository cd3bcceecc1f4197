import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { actFailureOf } from "../../lib/act-failure.ts";
import { figureText } from "../../lib/format.ts";
import { type Channel, client } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { Ago } from "../../ui/ago.tsx";
import { FailureLine } from "../../ui/failure-line.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { STATES } from "../../ui/state.ts";
import { KIND_NAMES } from "./channel-form.ts";
import { renewChannels } from "./channels.query.ts";
import { TestResult } from "./test-result.tsx";

/** A channel: where it leads, what it lets through, and how it did lately. */
export function ChannelItem({ channel }: { channel: Channel }) {
  const { id, name, settings, target, minimumSeverity, quietHours, isEnabled } = channel;
  const test = useMutation({
    mutationFn: () => client.channels.test.mutate({ id }, { context: { alone: true } }),
    onSettled: renewChannels,
  });
  const { shape, word, text } = STATES[minimumSeverity];
  return (
    <li data-channel={id} className="space-y-1.5 border-inner px-3 py-2.5 not-first:border-t">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1.5">
        <span className="label w-20 shrink-0 text-muted">{KIND_NAMES[settings.kind]}</span>
        <span className="min-w-0 flex-1 basis-60 wrap-anywhere">
          <Link
            to="."
            search={(old) => ({ ...old, edit: String(id) })}
            activeProps={{ "aria-current": undefined }}
            className="text-bright hover:text-accent"
          >
            <SafeText text={name} />
          </Link>{" "}
          <SafeText text={target} className="figure text-xs text-muted" />
        </span>
        <span className="text-xs text-muted">
          {isEnabled ? (
            <>
              from{" "}
              <span className={text}>
                <span aria-hidden="true">{shape}</span> {word}
              </span>{" "}
              on
            </>
          ) : (
            <span className="text-warning">○ switched off</span>
          )}
          {quietHours && (
            <>
              ; quiet{" "}
              <span className="figure text-body">
                {quietHours.from}–{quietHours.to}
              </span>{" "}
              {quietHours.timeZone}
              {quietHours.exceptCritical && ", but for critical"}
            </>
          )}
        </span>
        <button
          type="button"
          className="control"
          aria-label={`Test ${visibleText(name)}`}
          aria-disabled={test.isPending}
          onClick={() => !test.isPending && test.mutate()}
        >
          {test.isPending ? "…" : "Test"}
        </button>
      </div>
      <Health channel={channel} />
      {test.data && <TestResult result={test.data} />}
      {test.error && <FailureLine failure={actFailureOf(test.error)} className="text-xs" />}
    </li>
  );
}

function Health({ channel: { lastSentAt, lastProblem, waiting, suppressed } }: { channel: Channel }) {
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted sm:pl-24">
      <span>
        {lastSentAt === null ? (
          "nothing sent yet"
        ) : (
          <>
            last sent <Ago time={lastSentAt} className="text-body" />
          </>
        )}
      </span>
      {waiting > 0 && (
        <span>
          <span className="figure text-body">{figureText(waiting, "count")}</span> waiting
        </span>
      )}
      {suppressed > 0 && (
        <span>
          <span className="figure text-body">{figureText(suppressed, "count")}</span> suppressed in 24 h
        </span>
      )}
      {lastProblem && (
        <span className="wrap-anywhere">
          <span className="text-critical">
            <span aria-hidden="true">■</span> failed
          </span>{" "}
          <Ago time={lastProblem.at} />: <SafeText text={lastProblem.problem} className="text-body" />
        </span>
      )}
    </p>
  );
}
