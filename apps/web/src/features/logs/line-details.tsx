import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { figureText } from "../../lib/format.ts";
import { traceAddress } from "../../lib/trace-address.ts";
import type { LogLine } from "../../lib/trpc.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { MessageText } from "../../ui/message-text.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { StackBox } from "../../ui/stack-box.tsx";
import { LineFields } from "./line-fields.tsx";
import { lineJson, lineText } from "./line-text.ts";
import { useLogActions } from "./log-actions.ts";

interface LineDetailsProps {
  line: LogLine;
  colours: boolean;
  onClose: () => void;
}

/** All that is known of a line, and where to go from it. Escape closes it. */
export function LineDetails({ line, colours, onClose }: LineDetailsProps) {
  const { onContext } = useLogActions();
  const { traceId, message, cutCharacters, errors } = line;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a key that closes what is open from anywhere inside.
    <div
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
      className="space-y-3 border-l-2 border-accent bg-panel px-3 py-3 font-sans text-[13px] sm:px-6"
    >
      <div className="flex flex-wrap gap-2">
        {traceId !== null && (
          <Link
            to="/traces/$traceId"
            params={{ traceId }}
            search={traceAddress}
            className="control inline-flex items-center border-accent! text-accent!"
          >
            Open request →
          </Link>
        )}
        {line.id !== null && (
          <button type="button" className="control" onClick={() => onContext(line)}>
            Context
          </button>
        )}
        <CopyButton text={lineText(line)} what="the line as text" label="Copy text" />
        <CopyButton text={lineJson(line)} what="the line as JSON" label="Copy JSON" />
        <button type="button" className="control ml-auto" aria-label="Close the details" onClick={onClose}>
          <span aria-hidden="true">✕</span>
        </button>
      </div>
      <Message message={message} marks={line.marks} colours={colours} cut={cutCharacters} />
      {errors.map(({ type, message: problem, stack }, at) => (
        <section key={`${at} ${type}`} aria-label={at === 0 ? "Error" : "Cause"} className="text-[12px]">
          <p className="mb-1 wrap-anywhere">
            {at > 0 && <span className="label text-muted">caused by </span>}
            <SafeText text={type} dir="ltr" className="figure font-semibold text-critical" />{" "}
            <SafeText text={problem} className="text-bright" />
          </p>
          <StackBox message={`${type}: ${problem}`} stack={stack} />
        </section>
      ))}
      <LineFields line={line} />
    </div>
  );
}

interface MessageProps {
  message: string;
  marks: LogLine["marks"];
  colours: boolean;
  cut: number;
}

function Message({ message, marks, colours, cut }: MessageProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What was found may stand far down in a long message.
    const mark = box.current?.querySelector("mark");
    if (box.current && mark) box.current.scrollTop = Math.max(0, mark.offsetTop - box.current.clientHeight / 2);
  }, []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls, and a section would be a landmark.
    <div
      ref={box}
      role="group"
      aria-label="Message"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      className="figure relative max-h-80 overflow-y-auto text-[12px] leading-5 wrap-anywhere whitespace-pre-wrap text-bright"
    >
      <MessageText text={message} marks={marks} colours={colours} lines />
      {cut > 0 && <span className="text-muted"> … {figureText(cut, "count")} characters were cut</span>}
    </div>
  );
}
