import { useState } from "react";
import { figureText } from "../../lib/format.ts";
import { comparisonsOf, decisiveOf } from "../../lib/trend-words.ts";
import type { Trend } from "../../lib/trpc.ts";
import { ChangeMark } from "../../ui/change-mark.tsx";
import { Popover } from "../../ui/popover.tsx";

/** How the last five minutes compare, in one line that opens to all three comparisons; where nothing can be said, why. */
export function TrendLine({ trend }: { trend: Trend | undefined }) {
  const [open, setOpen] = useState(false);
  if (!trend) return <p>&nbsp;</p>;
  const decisive = decisiveOf(trend);
  return (
    <Popover
      inline
      open={open}
      onOpen={setOpen}
      label={`Trend of ${trend.label}`}
      text={
        decisive ? (
          <>
            <ChangeMark change={decisive.change} /> vs {decisive.against}
          </>
        ) : (
          // Why stands in what opens: on eight cards side by side it would be cut eight times.
          "no trend yet"
        )
      }
    >
      <Comparisons trend={trend} />
    </Popover>
  );
}

function Comparisons({ trend }: { trend: Trend }) {
  return (
    <div className="w-56 space-y-2 text-body">
      <p className="font-sans">
        {trend.label} over the last five minutes: <span className="figure">{figureText(trend.now, trend.unit)}</span>
      </p>
      <table className="w-full">
        <tbody>
          {comparisonsOf(trend).map(({ against, value, change, isDecisive }) => (
            <tr key={against} className={isDecisive ? "text-bright" : "text-muted"}>
              <th scope="row" className="py-0.5 text-left font-normal">
                {against} before{isDecisive && <span className="sr-only">, which decides</span>}
              </th>
              <td className="text-right">{value}</td>
              <td className="pl-2 text-right">{change ? <ChangeMark change={change} /> : "not known"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="font-sans text-muted">{trend.silence === null ? HOW : `No trend: ${trend.silence}.`}</p>
    </div>
  );
}

const HOW =
  "Each is the half hour around the same time. What decides is written in white: the same time of another week, where it is known.";
