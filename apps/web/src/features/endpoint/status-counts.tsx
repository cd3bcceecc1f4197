import { figureText } from "../../lib/format.ts";
import type { EndpointDetail } from "../../lib/trpc.ts";

/** Which statuses from 400 up were answered, and how often. */
export function StatusCounts({ statuses }: { statuses: EndpointDetail["statuses"] }) {
  if (statuses.length === 0) return null;
  return (
    <ul aria-label="Requests by status" className="figure flex flex-wrap gap-x-3 text-[11px] text-muted">
      {statuses.map(({ status, count }) => (
        <li key={status} className="whitespace-nowrap">
          {status}{" "}
          <span className="text-body">
            {figureText(count, "count")}
            {"\u202f×"}
          </span>
        </li>
      ))}
    </ul>
  );
}
