import type { ErrorGroup } from "../../lib/trpc.ts";
import { Ago } from "../../ui/ago.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { CopyId } from "../../ui/copy-id.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { messageParts } from "./message-parts.ts";
import { type StackLine, stackLines } from "./stack-lines.ts";

type Sample = NonNullable<ErrorGroup["sample"]>;

const BRIGHTNESS: Record<StackLine["kind"], string> = { own: "text-bright", text: "text-body", other: "text-muted" };

/** One occurrence: its message, and on demand where it was thrown and in which request. */
export function ErrorSample({ sample }: { sample: Sample }) {
  const lines = stackLines(sample.stack);
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
            <CopyId id={sample.traceId} what="trace id" />
          </Fact>
        </dl>
        {lines.length === 0 ? (
          <p className="text-muted">Its stack is not known.</p>
        ) : (
          <div className="relative">
            {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls, and a section would be a landmark. */}
            <div
              role="group"
              aria-label="Stack"
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
              tabIndex={0}
              className="max-h-80 overflow-y-auto border border-inner bg-background p-2 sm:pr-20"
            >
              <ol className="figure leading-5">
                {keyed(lines).map(({ key, text, kind }) => (
                  <li
                    key={key}
                    data-frame={kind}
                    className={`pl-5 -indent-5 wrap-anywhere whitespace-pre-wrap ${BRIGHTNESS[kind]}`}
                  >
                    {/* Its own indentation would be lost width where a line wraps. */}
                    <SafeText text={text.trimStart()} lines />
                  </li>
                ))}
              </ol>
            </div>
            <div className="mt-2 sm:absolute sm:top-1.5 sm:right-3 sm:mt-0">
              <CopyButton text={`${sample.message}\n${sample.stack}`} what="message and stack" />
            </div>
          </div>
        )}
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

/** A recursion has the same frame many times: its place in the stack tells the lines apart. */
function keyed(lines: readonly StackLine[]) {
  return lines.map((line, at) => ({ ...line, key: `${at} ${line.text}` }));
}
