import { changeOf } from "../../lib/change.ts";
import { figureText } from "../../lib/format.ts";
import type { Figure } from "../../lib/trpc.ts";
import { ChangeMark } from "../../ui/change-mark.tsx";
import { StateMark } from "../../ui/state-mark.tsx";

export function FigureRow({ figure }: { figure: Figure }) {
  const { key, label, unit, value, now, previous, threshold } = figure;
  const change = changeOf(figure);
  return (
    <tr data-figure={key} data-value={value ?? ""} className="border-t border-inner hover:bg-inner/40">
      <th scope="row" className="sticky left-0 bg-panel px-3 py-1 text-left font-normal whitespace-nowrap">
        {label}
      </th>
      <Cell className="text-bright">
        {key === "redis.memoryMaxBytes" && value === null ? "no limit" : figureText(value, unit)}
      </Cell>
      <Cell>{now === null ? "" : figureText(now, unit)}</Cell>
      <Cell className="text-muted">{previous === null ? "" : figureText(previous, unit)}</Cell>
      <Cell>{change && change.direction !== "same" ? <ChangeMark change={change} /> : ""}</Cell>
      <td className="figure px-3 py-1 whitespace-nowrap text-muted">{thresholdText(threshold, unit)}</td>
      <td className="px-3 py-1">{threshold && value !== null && <StateMark state={figure.state} />}</td>
    </tr>
  );
}

function Cell({ className = "", children }: { className?: string; children: React.ReactNode }) {
  return <td className={`figure px-3 py-1 text-right whitespace-nowrap ${className}`}>{children}</td>;
}

/** `> 500 ms warning · > 1 000 ms critical` */
function thresholdText(threshold: Figure["threshold"], unit: Figure["unit"]): string {
  if (!threshold) return "";
  const sign = threshold.comparison === "above" ? ">" : "<";
  return (["info", "warning", "critical"] as const)
    .filter((level) => threshold[level] !== undefined)
    .map((level) => `${sign}\u202f${figureText(threshold[level], unit)} ${level}`)
    .join(" · ");
}
