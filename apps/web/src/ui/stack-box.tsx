import { CopyButton } from "./copy-button.tsx";
import { SafeText } from "./safe-text.tsx";
import { type StackLine, stackLines } from "./stack-lines.ts";

const BRIGHTNESS: Record<StackLine["kind"], string> = { own: "text-bright", text: "text-body", other: "text-muted" };

/** A stack as it came, frames of the service's own code the brightest; copied with the message that it belongs to. */
export function StackBox({ message, stack }: { message: string; stack: string }) {
  const lines = stackLines(stack);
  if (lines.length === 0) return <p className="text-muted">Its stack is not known.</p>;
  return (
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
        <CopyButton text={`${message}\n${stack}`} what="message and stack" />
      </div>
    </div>
  );
}

/** A recursion has the same frame many times: its place in the stack tells the lines apart. */
function keyed(lines: readonly StackLine[]) {
  return lines.map((line, at) => ({ ...line, key: `${at} ${line.text}` }));
}
