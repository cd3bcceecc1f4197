import type { ReactNode } from "react";
import { exportAddress } from "../../lib/export-address.ts";
import { figureText } from "../../lib/format.ts";
import type { Selection } from "../../lib/selection.ts";
import type { ErrorGroup, ErrorHotspot, HotspotList } from "../../lib/trpc.ts";
import { ExportLinks } from "../../ui/export-links.tsx";
import { Panel } from "../../ui/panel.tsx";
import { EndpointLink } from "./endpoint-link.tsx";
import { PanelContent } from "./panel-content.tsx";
import { hasSeveralServices } from "./several-services.ts";

type RenderGroups = (groups: ErrorGroup[]) => ReactNode;

interface HotspotsPanelProps {
  hotspots: HotspotList | undefined;
  error: unknown;
  busy: boolean;
  selection: Selection;
  /** How error groups look is told by whoever puts this panel on a page. */
  renderGroups: RenderGroups;
  className?: string;
}

/** Which endpoints fail, how, and what is behind it. */
export function HotspotsPanel({ hotspots, error, busy, selection, renderGroups, className }: HotspotsPanelProps) {
  return (
    <Panel
      id="errors"
      title="Errors, by endpoint"
      busy={busy || !hotspots}
      className={className}
      aside={
        <ExportLinks
          what="Errors by endpoint"
          csv={exportAddress("errors", "csv", selection)}
          json={exportAddress("errors", "json", selection)}
        />
      }
    >
      <PanelContent
        data={hotspots}
        error={error}
        busy={busy}
        isEmpty={({ endpoints }) => endpoints.length === 0}
        empty={{ reason: "No request was answered with an error in this period." }}
      >
        {({ endpoints }) => (
          <ol aria-label="Endpoints with errors, the most 5xx first">
            {endpoints.map((endpoint) => (
              <Hotspot
                key={endpoint.id}
                hotspot={endpoint}
                withService={hasSeveralServices(endpoints)}
                renderGroups={renderGroups}
              />
            ))}
          </ol>
        )}
      </PanelContent>
    </Panel>
  );
}

interface HotspotProps {
  hotspot: ErrorHotspot;
  withService: boolean;
  renderGroups: RenderGroups;
}

function Hotspot({ hotspot, withService, renderGroups }: HotspotProps) {
  const { serverErrorCount, clientErrorCount, requestCount, errorRate, statuses, groups } = hotspot;
  return (
    <li className="border-t border-inner px-3 py-1.5 text-[12px] first:border-t-0">
      <div className="flex items-baseline justify-between gap-4">
        <EndpointLink endpoint={hotspot} withService={withService} />
        <span className="figure shrink-0 whitespace-nowrap">
          <Count name="5xx" count={serverErrorCount} /> <span className="text-muted">·</span>{" "}
          <Count name="4xx" count={clientErrorCount} />
        </span>
      </div>
      <div className="figure flex flex-wrap items-baseline justify-between gap-x-4 pt-0.5 text-[11px] text-muted">
        <span>{`${figureText(errorRate, "ratio")} 5xx of ${figureText(requestCount, "count")}`}</span>
        <ul aria-label="By status" className="flex flex-wrap gap-x-3">
          {statuses.map(({ status, count }) => (
            <li key={status} className="whitespace-nowrap">
              <span className="text-body">{status}</span> × {figureText(count, "count")}
            </li>
          ))}
        </ul>
      </div>
      {groups.length > 0 && (
        <details className="mt-1">
          <summary className="w-fit text-accent hover:underline">
            {groups.length === 1 ? "1 error group" : `${groups.length} error groups`}
          </summary>
          <div className="mt-1">{renderGroups(groups)}</div>
        </details>
      )}
    </li>
  );
}

function Count({ name, count }: { name: string; count: number }) {
  return (
    <span className={count > 0 ? "text-bright" : "text-muted"}>
      {figureText(count, "count")} <span className="text-muted">{name}</span>
    </span>
  );
}
