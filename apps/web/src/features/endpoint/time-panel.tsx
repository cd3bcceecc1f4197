import { figureText } from "../../lib/format.ts";
import { namedTimeParts } from "../../lib/time-parts.ts";
import type { EndpointDetail } from "../../lib/trpc.ts";
import { Panel } from "../../ui/panel.tsx";
import { PartsBar, PartTone } from "../../ui/parts-bar.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { timeRows } from "./time-rows.ts";

interface TimePanelProps {
  time: NonNullable<EndpointDetail["time"]>;
  requestCount: number;
  busy: boolean;
  className?: string;
}

/** Where the time of a request went: its own code and what it waited for. The parts add up to the mean duration. */
export function TimePanel({ time, requestCount, busy, className }: TimePanelProps) {
  const rows = timeRows(time, requestCount);
  const mean = requestCount > 0 ? time.totalMs / requestCount : null;
  return (
    <Panel id="time" title="Where the time went" busy={busy} className={className}>
      <div className={`space-y-3 p-3 ${busy ? "grayscale-80" : ""}`}>
        <PartsBar label="Where the time went" parts={namedTimeParts(time)} className="h-5!" />
        <ScrollBox label="Where the time of a request went">
          <table className="figure w-full border-collapse text-xs">
            <caption className="sr-only">Per request, by what it went to</caption>
            <thead>
              <tr className="label text-right text-muted">
                <th scope="col" className="py-1 pr-2 text-left font-normal">
                  Part
                </th>
                <th scope="col" className="px-2 font-normal">
                  Per request
                </th>
                <th scope="col" className="px-2 font-normal">
                  Share
                </th>
                <th scope="col" className="pl-2 font-normal">
                  Calls per request
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, msPerRequest, share, callsPerRequest }, at) => (
                <tr
                  key={name}
                  data-part={name}
                  className={`border-t border-inner text-right ${msPerRequest > 0 ? "" : "text-muted"}`}
                >
                  <th scope="row" className="py-1 pr-2 text-left font-normal whitespace-nowrap">
                    <PartTone index={at} /> {name}
                  </th>
                  <td className={`px-2 whitespace-nowrap ${msPerRequest > 0 ? "text-bright" : ""}`}>
                    {figureText(msPerRequest, "ms")}
                  </td>
                  <td className="px-2 whitespace-nowrap">{figureText(share, "ratio")}</td>
                  <td className="pl-2 whitespace-nowrap">{figureText(callsPerRequest, "none")}</td>
                </tr>
              ))}
              <tr className="border-t border-edge text-right">
                <th scope="row" className="py-1 pr-2 text-left font-normal">
                  mean duration
                </th>
                <td className="px-2 whitespace-nowrap text-bright">{figureText(mean, "ms")}</td>
                <td className="px-2" />
                <td className="pl-2" />
              </tr>
            </tbody>
          </table>
        </ScrollBox>
        <p className="text-[11px] text-muted">
          Own code is what is left when all waits are taken off. Waits at the same time share it, so that nothing counts
          twice.
        </p>
      </div>
    </Panel>
  );
}
