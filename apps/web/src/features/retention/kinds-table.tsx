import { figureText } from "../../lib/format.ts";
import { dayText } from "../../lib/time.ts";
import type { KindKept } from "../../lib/trpc.ts";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { TableHead } from "../../ui/table-head.tsx";
import { isSettable } from "./days-form.ts";
import { DaysInput } from "./days-input.tsx";
import type { SetRetention } from "./use-set-retention.ts";

interface KindsTableProps {
  kinds: readonly KindKept[];
  /** Null for who may only look. */
  set: SetRetention | null;
}

/** What is kept, what it takes, how it grows, and for how long it is kept. */
export function KindsTable({ kinds, set }: KindsTableProps) {
  return (
    <ScrollBox label="What is kept">
      <table className="w-full border-collapse text-xs sm:min-w-3xl">
        <caption className="sr-only">What is kept</caption>
        <thead>
          <tr className="label text-left text-muted">
            <TableHead>Data</TableHead>
            <TableHead right>Size</TableHead>
            <TableHead right wide>
              Grows a day
            </TableHead>
            <TableHead right wide>
              Oldest
            </TableHead>
            <TableHead>Kept for</TableHead>
            <TableHead right wide>
              Levels off at
            </TableHead>
          </tr>
        </thead>
        <tbody>
          {kinds.map((kept) => (
            <Row key={kept.kind} kept={kept} set={set} />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Row({ kept, set }: { kept: KindKept; set: SetRetention | null }) {
  const { kind, label, holds, bytes, estimatedRows, oldest, growthBytesPerDay, levelsOffAtBytes, unknown } = kept;
  const since = oldest === null ? "–" : dayText(Date.parse(oldest));
  return (
    <tr data-kind={kind} className="border-t border-inner align-baseline hover:bg-inner/40">
      <th scope="row" className="px-3 py-2 text-left font-normal max-sm:w-full">
        <span className="text-[13px] text-bright">{label}</span>
        <span className="block text-muted max-sm:hidden">{holds}</span>
        {/* On a phone a row says what has no column there. */}
        <span className="figure block text-muted sm:hidden">
          {[
            oldest !== null && `since ${since}`,
            growthBytesPerDay !== null && `${figureText(growthBytesPerDay, "bytes")} a day`,
            levelsOffAtBytes !== null && `up to ${figureText(levelsOffAtBytes, "bytes")}`,
          ]
            .filter(Boolean)
            .join(", ")}
        </span>
        {unknown !== null && <span className="block text-muted sm:hidden">{unknown}</span>}
      </th>
      <td
        className="figure px-3 py-2 text-right whitespace-nowrap text-bright"
        title={`about ${figureText(estimatedRows, "count")} rows, by Postgres's own estimate`}
      >
        {figureText(bytes, "bytes")}
      </td>
      {growthBytesPerDay === null ? (
        <td className="w-40 px-3 py-2 text-right text-[11px] text-muted max-sm:hidden">{unknown}</td>
      ) : (
        <td className="figure px-3 py-2 text-right whitespace-nowrap max-sm:hidden">
          {figureText(growthBytesPerDay, "bytes")}
        </td>
      )}
      <td className="figure px-3 py-2 text-right whitespace-nowrap max-sm:hidden">{since}</td>
      <td className="w-32 px-3 py-1.5">
        {set && isSettable(kept) ? (
          <DaysInput kept={kept} set={set} />
        ) : (
          <span className={`figure ${kept.days === null ? "text-muted" : ""}`}>{kept.keptFor}</span>
        )}
      </td>
      <td className="figure px-3 py-2 text-right whitespace-nowrap max-sm:hidden">
        {levelsOffAtBytes === null ? <span className="text-muted">–</span> : figureText(levelsOffAtBytes, "bytes")}
      </td>
    </tr>
  );
}
