import { Link } from "@tanstack/react-router";
import type { EndpointDetail } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { Ago } from "../../ui/ago.tsx";
import { NameText } from "../../ui/name-text.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import type { EndpointChoice } from "./endpoint.query.ts";

interface EndpointHeaderProps {
  choice: EndpointChoice;
  detail: EndpointDetail | undefined;
  /** Right of the name: what can be done with it. */
  aside?: React.ReactNode;
}

/** Which endpoint this is, of which service and releases, and the way back. */
export function EndpointHeader({ choice, detail, aside }: EndpointHeaderProps) {
  const { service, method, route, release, instance } = choice;
  return (
    <header className="space-y-1">
      <p className="text-xs">
        <Link
          to="/endpoints"
          search={({ method: _method, route: _route, ...view }) => view}
          aria-label="Back to endpoints"
          className="text-accent hover:underline"
        >
          <span aria-hidden="true">←</span> Endpoints
        </Link>
      </p>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <h1
          className={`figure min-w-0 wrap-anywhere whitespace-pre-wrap text-bright ${route.length > 120 ? "text-sm" : "text-lg"}`}
        >
          <span className="text-muted">{visibleText(method)}</span> <SafeText text={route} />
        </h1>
        {aside}
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
        <span className="flex min-w-0 gap-1.5">
          service <NameText name={service} className="figure max-w-80 text-body" />
        </span>
        {detail && (
          <span>
            first seen <Ago time={detail.endpoint.firstSeen} className="text-body" />
          </span>
        )}
        {detail && detail.releases.length > 0 && <ReleaseCount detail={detail} />}
        {release !== undefined && <Filter kind="release" name={release} />}
        {instance !== undefined && <Filter kind="instance" name={instance} />}
      </div>
    </header>
  );
}

function ReleaseCount({ detail }: { detail: EndpointDetail }) {
  const named = detail.releases.filter(({ name }) => name !== "");
  const [only] = named;
  const instances = `${detail.instances.length} ${detail.instances.length === 1 ? "instance" : "instances"}`;
  return (
    <span className="flex min-w-0 gap-1.5">
      {only === undefined ? (
        instances
      ) : named.length === 1 ? (
        <>
          release <NameText name={only.name} className="figure max-w-60 text-body" /> · {instances}
        </>
      ) : (
        `${named.length} releases · ${instances}`
      )}
    </span>
  );
}

/** The page shows a part of the requests: says which, and how to see all of them again. */
function Filter({ kind, name }: { kind: "release" | "instance"; name: string }) {
  return (
    <Link
      to="."
      search={(old) => ({ ...old, [kind]: undefined })}
      resetScroll={false}
      aria-label={`Only ${kind} ${visibleText(name)}; show all`}
      activeProps={{ "aria-current": undefined }}
      className="flex min-w-0 items-baseline gap-1.5 border border-accent px-1.5 text-body hover:text-bright"
    >
      only {kind} <NameText name={name} className="figure max-w-48" /> <span aria-hidden="true">✕</span>
    </Link>
  );
}
