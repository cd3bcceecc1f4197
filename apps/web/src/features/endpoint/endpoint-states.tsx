import { Link } from "@tanstack/react-router";
import type { Failure } from "../../lib/failure.ts";
import { LENGTHS, type Length, type Period } from "../../lib/period.ts";
import { SafeText } from "../../ui/safe-text.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import type { EndpointChoice } from "./endpoint.query.ts";

const BOX = "space-y-3 border border-inner bg-panel p-4";
const WAY = "control inline-flex items-center";

/** The endpoint is known, but had no request of what is chosen: what to choose instead. */
export function NoRequests({ choice }: { choice: EndpointChoice }) {
  return (
    <section aria-label="No requests" className={BOX}>
      <p>
        <span className="text-[15px] text-bright">No request in this period.</span>{" "}
        <span className="text-muted">
          The endpoint is known, but no request to it was recorded. Look at a longer period
          {choice.release !== undefined || choice.instance !== undefined ? ", or at all of its processes." : "."}
        </span>
      </p>
      <Ways choice={choice} lengths={longerThan(choice.period)} />
    </section>
  );
}

/** Why there is nothing to show, and where to go from here. */
export function EndpointFailure({ failure, choice }: { failure: Failure; choice: EndpointChoice }) {
  return (
    <section aria-label="Problem" className={`${BOX} border-l-4 border-l-critical`}>
      <p role="alert" className="wrap-anywhere">
        <span className="figure text-critical">
          <span aria-hidden="true">■</span> {failure.code}
        </span>{" "}
        <SafeText text={failure.message} className="text-bright" />{" "}
        <SafeText text={failure.remedy} className="text-muted" />
      </p>
      <Ways choice={choice} lengths={failure.code === "PERIOD_INVALID" ? LENGTHS : []} />
    </section>
  );
}

/** The address names no endpoint: a link was cut off. */
export function NoEndpointNamed() {
  return (
    <section aria-label="Problem" className={BOX}>
      <h1 className="text-[15px] text-bright">This address names no endpoint.</h1>
      <p className="text-muted">It takes a service, a method, and a route of at most 512 characters.</p>
      <BackLink />
    </section>
  );
}

/** As high as what comes, so that nothing jumps when it does. */
export function LoadingBody() {
  return (
    <>
      <div className="grid grid-cols-1 gap-3 lg:grid-cols-12" aria-hidden="true">
        <Skeleton className="h-72 lg:col-span-7" />
        <Skeleton className="h-72 lg:col-span-5" />
      </div>
      <Skeleton className="h-64" />
    </>
  );
}

function Ways({ choice, lengths }: { choice: EndpointChoice; lengths: readonly Length[] }) {
  return (
    <div className="flex flex-wrap gap-2">
      {lengths.map((length) => (
        <Link
          key={length}
          to="."
          search={(old) => ({ ...old, period: length, from: undefined, to: undefined })}
          className={WAY}
        >
          last {length}
        </Link>
      ))}
      {choice.release !== undefined && (
        <Link to="." search={(old) => ({ ...old, release: undefined })} className={WAY}>
          all releases
        </Link>
      )}
      {choice.instance !== undefined && (
        <Link to="." search={(old) => ({ ...old, instance: undefined })} className={WAY}>
          all instances
        </Link>
      )}
      <BackLink />
    </div>
  );
}

function BackLink() {
  return (
    <Link
      to="/endpoints"
      search={({ method: _method, route: _route, ...view }) => view}
      className={`${WAY} text-accent!`}
    >
      all endpoints
    </Link>
  );
}

function longerThan(period: Period): readonly Length[] {
  return typeof period === "string" ? LENGTHS.slice(LENGTHS.indexOf(period) + 1) : LENGTHS;
}
