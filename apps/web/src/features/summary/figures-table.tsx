import { failureOf } from "../../lib/failure.ts";
import { lengthText, type Period } from "../../lib/period.ts";
import type { Summary } from "../../lib/trpc.ts";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { FigureRow } from "./figure-row.tsx";
import { isNotOk, PARTS, unavailableOf } from "./parts.ts";

interface FiguresTableProps {
  summary: Summary | undefined;
  error: unknown;
  busy: boolean;
  period: Period;
  onlyNotOk: boolean;
  onOnlyNotOk: (only: boolean) => void;
}

/** Every figure of the summary, so that nothing is only to be seen in a chart. */
export function FiguresTable({ summary, error, busy, period, onlyNotOk, onOnlyNotOk }: FiguresTableProps) {
  return (
    <Panel
      id="figures"
      title="Figures"
      busy={busy || !summary}
      aside={
        <label className="flex items-center gap-2 text-xs text-muted">
          <input
            type="checkbox"
            className="accent-accent"
            checked={onlyNotOk}
            onChange={(event) => onOnlyNotOk(event.target.checked)}
          />
          only what is not ok
        </label>
      }
    >
      {summary ? (
        <ScrollBox label="Table of figures" className={busy ? "grayscale-80" : ""}>
          <Table summary={summary} period={period} onlyNotOk={onlyNotOk} />
        </ScrollBox>
      ) : error ? (
        <Note className="p-4" reason={failureOf(error).message} remedy={failureOf(error).remedy} />
      ) : (
        <div className="p-3">
          <Skeleton className="h-96" />
        </div>
      )}
    </Panel>
  );
}

function Table({ summary, period, onlyNotOk }: { summary: Summary; period: Period; onlyNotOk: boolean }) {
  return (
    <table className="w-full min-w-3xl border-collapse text-xs">
      <thead>
        <tr className="label text-left text-muted">
          <Head className="text-left">Figure</Head>
          <Head>Value</Head>
          <Head>Now</Head>
          <Head>{`${lengthText(period)} before`}</Head>
          <Head>Over the period</Head>
          <Head className="text-left">Threshold</Head>
          <Head className="text-left">State</Head>
        </tr>
      </thead>
      {PARTS.map(({ part, title }) => {
        const unavailable = unavailableOf(summary, part);
        const figures = summary.figures.filter(
          (figure) => figure.part === part && (!onlyNotOk || isNotOk(figure.state)),
        );
        return (
          <tbody key={part} className="border-t border-edge">
            <tr>
              <th colSpan={7} scope="rowgroup" className="label px-3 pt-3 pb-1 text-left font-normal text-muted">
                {title}
              </th>
            </tr>
            {unavailable ? (
              <Message>
                <Note {...unavailable} />
              </Message>
            ) : (
              <>
                <Problem summary={summary} part={part} />
                {figures.map((figure) => (
                  <FigureRow key={figure.key} figure={figure} />
                ))}
                {figures.length === 0 && <Message>Nothing here is out of its limits.</Message>}
              </>
            )}
          </tbody>
        );
      })}
    </table>
  );
}

/** The collector fails right now: the figures below are the last that came. */
function Problem({
  summary,
  part,
}: {
  summary: Summary;
  part: keyof Pick<Summary, "redis" | "postgres" | "system" | "api">;
}) {
  const figures = summary[part];
  if (!figures.available || !("problem" in figures) || !figures.problem) return null;
  return (
    <Message>
      <span className="text-warning">▲ </span>
      <Note className="inline" {...figures.problem} />
    </Message>
  );
}

function Head({ className = "text-right", children }: { className?: string; children: string }) {
  return (
    <th scope="col" className={`px-3 py-2 font-normal whitespace-nowrap ${className}`}>
      {children}
    </th>
  );
}

function Message({ children }: { children: React.ReactNode }) {
  return (
    <tr>
      <td colSpan={7} className="px-3 py-1.5 text-muted">
        {children}
      </td>
    </tr>
  );
}
