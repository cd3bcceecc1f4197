import { memo } from "react";
import { figureText } from "../../lib/format.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { LogLevel, levelText } from "../../ui/log-level.tsx";
import { MessageText } from "../../ui/message-text.tsx";
import { NameText } from "../../ui/name-text.tsx";
import { toneOf } from "../../ui/parts-bar.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { barAt } from "./axis.ts";
import { BARS_NARROW, BARS_WIDE } from "./axis-lines.tsx";
import { kindWord, partOf, rowName, stepText } from "./step-look.ts";
import type { SpanRow, WaterfallRow } from "./waterfall.ts";

interface StepRowProps {
  id: string;
  row: WaterfallRow;
  place: { position: number; count: number } | undefined;
  totalMs: number;
  /** Pixels from the first row. */
  top: number;
  height: number;
  narrow: boolean;
  isSelected: boolean;
  /** Mark of its service, where there are several. */
  edge: string | undefined;
  /** How often its statement ran in the trace, where that was often. */
  repeats: number | undefined;
  onSelect: (id: string) => void;
  onToggle: (id: string, open: boolean) => void;
}

const INDENT_PX = { wide: 14, narrow: 8 };
/** Deeper ones stand where these do: a name needs room more than its last level is worth. */
const DEEPEST = 12;

/** One line of the waterfall: a step, a gap of own code, or a log. A scroll by one row draws that row alone. */
export const StepRow = memo(function StepRow(props: StepRowProps) {
  const { id, row, place, totalMs, top, height, narrow, isSelected, edge, repeats, onSelect, onToggle } = props;
  const canOpen = row.kind === "span" && row.childCount > 0;
  const indent = Math.min(row.depth, DEEPEST) * INDENT_PX[narrow ? "narrow" : "wide"];
  const isOpen = canOpen ? row.isOpen : undefined;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it takes the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus, and names the selected item as the active one.
    <div
      id={id}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-posinset={place?.position}
      aria-setsize={place?.count}
      aria-expanded={isOpen}
      aria-selected={isSelected}
      aria-label={spoken(row, repeats)}
      data-step={row.kind}
      onClick={() => onSelect(row.id)}
      className={`absolute inset-x-0 cursor-pointer border-b border-inner/60 text-xs ${isSelected ? "bg-inner" : "hover:bg-inner/40"}`}
      style={{ top, height }}
    >
      {edge && <span aria-hidden="true" className={`absolute inset-y-0 left-0 border-l-3 border-muted ${edge}`} />}
      <div
        aria-hidden="true"
        className={
          narrow
            ? "flex h-6 items-center gap-2 px-3"
            : "absolute inset-y-0 left-0 flex w-[calc(min(46%,34rem)+5rem)] items-center gap-2 pr-1 pl-3"
        }
      >
        <div className="flex min-w-0 flex-1 items-baseline gap-1.5" style={{ paddingLeft: indent }}>
          {canOpen ? (
            <button
              type="button"
              tabIndex={-1}
              onClick={(event) => {
                event.stopPropagation();
                onToggle(row.id, !row.isOpen);
              }}
              className="w-3 shrink-0 text-left text-muted hover:text-bright"
            >
              {row.isOpen ? "▾" : "▸"}
            </button>
          ) : (
            <span className="w-3 shrink-0" />
          )}
          <Name row={row} withService={edge !== undefined} />
          {repeats !== undefined && <span className="figure shrink-0 text-warning">×{repeats}</span>}
        </div>
        <span className="figure w-18 shrink-0 text-right whitespace-nowrap text-bright">{rightText(row)}</span>
      </div>
      <div aria-hidden="true" className={narrow ? `${BARS_NARROW} top-6!` : BARS_WIDE}>
        <Bar row={row} totalMs={totalMs} />
      </div>
    </div>
  );
});

function Name({ row, withService }: { row: WaterfallRow; withService: boolean }) {
  switch (row.kind) {
    case "gap":
      return <span className="truncate text-muted italic">own code{row.isUnsure && ", or steps not kept"}</span>;
    case "log":
      return (
        <>
          <LogLevel level={row.log.level} className="shrink-0" />
          <span className={`figure truncate ${levelText(row.log.level)}`}>
            <MessageText text={row.log.message.slice(0, 300)} colours={false} />
          </span>
        </>
      );
    case "span":
      return <SpanName row={row} withService={withService} />;
  }
}

function SpanName({ row: { span, isOpen, childCount }, withService }: { row: SpanRow; withService: boolean }) {
  const isRequest = span.kind === "request";
  return (
    <>
      {!isRequest && <span className="shrink-0 text-muted">{kindWord(span.kind)}</span>}
      {span.error !== null && (
        <span className="shrink-0 text-critical">
          <span aria-hidden="true">■</span> failed
        </span>
      )}
      <span dir="ltr" className={`figure truncate ${isRequest ? "text-bright" : ""}`}>
        <SafeText text={stepText(span)} dir="ltr" />
      </span>
      {withService && isRequest && <NameText name={span.service} className="max-w-32 shrink-0 text-muted" />}
      {!isOpen && childCount > 0 && <span className="shrink-0 text-muted">+{childCount}</span>}
    </>
  );
}

/** Slanted lines: what nothing is known of looks like no step. */
const HATCH = "repeating-linear-gradient(135deg, #484f58 0 2px, transparent 2px 5px)";

function Bar({ row, totalMs }: { row: WaterfallRow; totalMs: number }) {
  const { left, width } = barAt(row, totalMs);
  if (row.kind === "log")
    return (
      <span
        className={`absolute top-1/2 size-2 -translate-1/2 rotate-45 bg-current ${levelText(row.log.level)}`}
        style={{ left: `${left}%` }}
      />
    );
  const place = { left: `min(${left}%, calc(100% - 2px))`, width: `max(2px, ${width}%)` };
  if (row.kind === "gap")
    return (
      <span
        className="absolute top-1/2 h-2.5 -translate-y-1/2 border border-[#484f58]"
        style={{ ...place, background: HATCH }}
      />
    );
  const part = partOf(row.span.kind);
  const failed = row.span.error !== null ? "outline-2 outline-critical" : "";
  return (
    <span
      className={`absolute top-1/2 -translate-y-1/2 ${part === null ? "h-1.5 bg-muted" : `h-2.5 ${toneOf(part)}`} ${failed}`}
      style={place}
    />
  );
}

function rightText(row: WaterfallRow): string {
  if (row.kind !== "log") return figureText(row.durationMs, "ms");
  return `${row.startMs < 0 ? "" : "+"}${figureText(row.startMs, "ms")}`;
}

function spoken(row: WaterfallRow, repeats: number | undefined): string {
  const from = `from ${figureText(row.startMs, "ms")} on`;
  if (row.kind === "log") return visibleText(`${rowName(row)}, at ${figureText(row.startMs, "ms")}`);
  const failed = row.kind === "span" && row.span.error !== null ? ", failed" : "";
  const often = repeats === undefined ? "" : `, one of ${repeats} runs`;
  return visibleText(`${rowName(row)}, ${figureText(row.durationMs, "ms")}, ${from}${failed}${often}`);
}
