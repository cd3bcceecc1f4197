import type { ErrorGroup } from "../../lib/trpc.ts";
import { Ago } from "../../ui/ago.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { StackBox } from "../../ui/stack-box.tsx";
import { TraceLink } from "../../ui/trace-link.tsx";
import { messageParts } from "./message-parts.ts";

type Sample = NonNullable<ErrorGroup["sample"]>;

/** One occurrence: its message, and on demand where it was thrown and in which request. */
export function ErrorSample({ sample }: { sample: Sample }) {
  const { summary, rest } = messageParts(sample.message);
  return (
    <details>
      <summary className="figure w-fit max-w-full text-body hover:text-bright">
        <SafeText text={summary || "(no message)"} className="wrap-anywhere" />
      </summary>
      <div className="mt-2 space-y-2 border-l-2 border-inner pl-3">
        {rest !== "" && (
          <p className="figure wrap-anywhere whitespace-pre-wrap">
            <SafeText text={rest} lines />
          </p>
        )}
        <dl className="flex flex-wrap items-baseline gap-x-4 gap-y-1 text-muted">
          <Fact name="newest kept">
            <Ago time={sample.time} />
          </Fact>
          <Fact name="request">
            <SafeText text={`${sample.method} ${sample.route}`} /> → {sample.status}
          </Fact>
          <Fact name="instance">
            <SafeText text={sample.instance} />
          </Fact>
          {sample.release !== "" && (
            <Fact name="release">
              <SafeText text={sample.release} />
            </Fact>
          )}
          <Fact name="trace">
            <TraceLink traceId={sample.traceId} />
          </Fact>
        </dl>
        <StackBox message={sample.message} stack={sample.stack} />
      </div>
    </details>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex min-w-0 items-baseline gap-1.5">
      <dt>{name}</dt>
      <dd className="figure min-w-0 wrap-anywhere text-body">{children}</dd>
    </div>
  );
}
