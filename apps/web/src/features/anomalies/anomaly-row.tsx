import { Link } from "@tanstack/react-router";
import { changeOf } from "../../lib/change.ts";
import { endpointAddress } from "../../lib/endpoint-address.ts";
import { figureText } from "../../lib/format.ts";
import { useNow } from "../../lib/now.ts";
import { ageText, momentText, utcText } from "../../lib/time.ts";
import type { Anomaly } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { ChangeMark } from "../../ui/change-mark.tsx";
import { NameText } from "../../ui/name-text.tsx";
import { PathText } from "../../ui/path-text.tsx";
import { placeOf, targetOf } from "./place.ts";

export function AnomalyRow({ anomaly }: { anomaly: Anomaly }) {
  const { label, unit, better, onset, endedAt, expected, low, high, worst } = anomaly;
  const now = useNow();
  const from = Date.parse(onset);
  const isOpen = endedAt === null;
  const change = changeOf({ value: worst, previous: expected, unit, better });
  return (
    <tr data-anomaly={anomaly.id} className="border-t border-inner hover:bg-inner/40">
      <td className="px-3 py-1 whitespace-nowrap">
        {isOpen ? (
          <span className="text-warning">
            <span aria-hidden="true">◬</span> going on
          </span>
        ) : (
          <span className="text-muted">
            <span aria-hidden="true">○</span> over
          </span>
        )}
      </td>
      <th scope="row" className="max-w-80 px-3 py-1 text-left font-normal">
        <PlaceLink anomaly={anomaly} now={now}>
          <span className="shrink-0 font-sans">{label}</span>
          <Where anomaly={anomaly} />
        </PlaceLink>
      </th>
      <td className="figure px-3 py-1 text-right whitespace-nowrap text-bright">{figureText(worst, unit)}</td>
      <td
        className="figure px-3 py-1 text-right whitespace-nowrap text-muted"
        title={`between ${figureText(low, unit)} and ${figureText(high, unit)}`}
      >
        {figureText(expected, unit)}
      </td>
      <td className="figure px-3 py-1 text-right whitespace-nowrap">{change && <ChangeMark change={change} />}</td>
      <td className="figure px-3 py-1 whitespace-nowrap">
        <time dateTime={onset} title={utcText(from)}>
          {momentText(from, now)}
        </time>
      </td>
      <td className="figure px-3 py-1 whitespace-nowrap text-muted">
        {ageText((isOpen ? now : Date.parse(endedAt)) - from)}
      </td>
    </tr>
  );
}

/** To the chart that shows it, over the time in which it went on. */
function PlaceLink({ anomaly, now, children }: { anomaly: Anomaly; now: number; children: React.ReactNode }) {
  const { from, to, endpoint, section } = placeOf(anomaly, now);
  const className = "flex min-w-0 items-baseline gap-2 text-bright hover:text-accent";
  if (endpoint)
    return (
      <Link
        to="/endpoint"
        search={(old) => ({ ...endpointAddress(old, endpoint), period: undefined, from, to })}
        aria-label={visibleText(`${anomaly.label} of ${endpoint.method} ${endpoint.route}, ${endpoint.service}`)}
        className={className}
      >
        {children}
      </Link>
    );
  return (
    <Link
      to="/"
      search={(old) => ({ ...old, service: anomaly.service ?? old.service, period: undefined, from, to })}
      hash={section}
      className={className}
    >
      {children}
    </Link>
  );
}

function Where({ anomaly: { figure, service, endpoint } }: { anomaly: Anomaly }) {
  if (endpoint)
    return (
      <span className="figure flex min-w-0 items-baseline gap-1.5 text-[11px] text-muted">
        {endpoint.method} <PathText path={endpoint.route} />
      </span>
    );
  const className = "figure text-[11px] text-muted";
  if (service === null) return <span className={className}>{targetOf(figure)}</span>;
  return <NameText name={service} className={className} />;
}
