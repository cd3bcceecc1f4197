import { type MouseEvent, memo } from "react";
import { dayText, preciseClockText } from "../../lib/time.ts";
import type { LogLevel as Level, LogLine } from "../../lib/trpc.ts";
import { LogLevel } from "../../ui/log-level.tsx";
import { MessageText } from "../../ui/message-text.tsx";
import { NameText } from "../../ui/name-text.tsx";
import type { LogDisplay } from "./display.ts";
import { timeTitle } from "./line-text.ts";
import { TraceBadge } from "./trace-badge.tsx";

/** Pixels of a row that is not wrapped. */
export const ROW_HEIGHT = 22;
/** Of one that is wrapped on a phone and has a short message. */
export const WRAPPED_HEIGHT = 40;

/** Of a message in the list; the open line shows the whole. */
const SHOWN = { line: 600, wrapped: 2_000 };

/** What fails stands out, what warns is marked, everything else keeps quiet. */
const GROUND: Record<Level, string> = {
  trace: "border-transparent",
  debug: "border-transparent",
  info: "border-transparent",
  warn: "border-warning",
  error: "border-critical bg-critical/10",
  fatal: "border-critical bg-critical/15",
};
const MESSAGE: Record<Level, string> = {
  trace: "text-muted",
  debug: "text-muted",
  info: "text-body",
  warn: "text-body",
  error: "text-bright",
  fatal: "text-bright font-semibold",
};

interface LogRowProps {
  line: LogLine;
  display: LogDisplay;
  /** As on a phone: time, level and trace stand above the message. */
  narrow: boolean;
  withDay: boolean;
  withService: boolean;
  isOpen: boolean;
  /** The one row that Tab reaches; arrow keys lead from it to the others. */
  isActive: boolean;
  /** The one that the others are shown around. */
  isHere: boolean;
  onToggle: (line: LogLine) => void;
}

/** One line. It is drawn again only when it changes, not with every line that comes. */
export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { line, display, narrow, withDay, withService, isOpen, isActive, isHere, onToggle } = props;
  const { level, message, traceId } = line;
  const shown = display.wrap ? SHOWN.wrapped : SHOWN.line;
  const time = Date.parse(line.time);
  const clock = narrow ? preciseClockText(time).slice(0, 8) : preciseClockText(time);

  const click = (event: MouseEvent<HTMLElement>) => {
    const isControl = event.target instanceof Element && event.target.closest("a, button") !== null;
    // A text that was just selected is to be copied.
    if (!isControl && window.getSelection()?.isCollapsed !== false) onToggle(line);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button in it is the way of the keyboard, and of those who hear the page.
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above.
    <div
      data-level={level}
      onClick={click}
      style={display.wrap ? undefined : { height: ROW_HEIGHT }}
      className={`group flex cursor-pointer items-baseline gap-x-2 border-l-2 pr-2 leading-[22px] ${isHere ? "border-accent bg-accent/15" : `hover:bg-inner ${GROUND[level]} ${isOpen ? "bg-inner!" : ""}`} ${narrow && display.wrap ? "flex-wrap" : ""} ${line.id === null ? "border-dashed" : ""}`}
    >
      <span className="shrink-0">
        <button
          type="button"
          data-row-button
          tabIndex={isActive ? 0 : -1}
          aria-expanded={isOpen}
          aria-label={`${level} ${clock}: details`}
          onClick={() => onToggle(line)}
          className="w-4 text-center text-[10px] text-muted hover:text-bright"
        >
          <span aria-hidden="true">{isOpen ? "▾" : "▸"}</span>
        </button>
      </span>
      {display.time && (
        <span title={timeTitle(line)} className="shrink-0 whitespace-pre text-muted">
          {withDay && `${dayText(time).padStart(6)} `}
          {clock}
        </span>
      )}
      <span className="w-[4.4rem] shrink-0">
        <LogLevel level={level} className={level === "fatal" ? "font-bold" : ""} />
      </span>
      {withService && display.service && (
        <span className="flex w-24 shrink-0 text-muted">
          <NameText name={line.service} />
        </span>
      )}
      <span
        className={`min-w-0 flex-1 ${MESSAGE[level]} ${display.wrap ? "whitespace-pre-wrap wrap-anywhere" : "truncate whitespace-pre"} ${narrow && display.wrap ? "order-last basis-full pl-6 leading-[18px]" : ""}`}
      >
        {line.id === null && (
          <span className="mr-2 border border-dashed border-edge px-1 text-[10px] text-muted">not stored yet</span>
        )}
        <MessageText
          text={message.length > shown ? message.slice(0, shown) : message}
          marks={line.marks}
          colours={display.colours}
          lines={display.wrap}
        />
        {(message.length > shown || line.cutCharacters > 0) && <span className="text-muted"> …</span>}
      </span>
      {display.trace && traceId !== null && (
        <span className={`shrink-0 ${narrow ? "ml-auto" : ""}`}>
          <TraceBadge traceId={traceId} tabIndex={isActive ? 0 : -1} />
        </span>
      )}
    </div>
  );
});
