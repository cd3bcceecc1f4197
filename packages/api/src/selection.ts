import { VigieError } from "@vigie/protocol";
import {
  findInstances,
  findServicesAndEndpoints,
  type KnownEndpoint,
  type KnownInstance,
  type KnownService,
  keptFromSeconds,
  type Period,
  readSilences,
  type StaleMarks,
} from "@vigie/storage";
import { watchedSeconds } from "./figures/samples.ts";
import { isoTime, type PeriodInput, resolvePeriod } from "./period.ts";
import type { ApiContext } from "./trpc.ts";

/** Which requests: of all services or of one, one of its releases or instances, over a period. */
export interface SelectionInput {
  service?: string | undefined;
  release?: string | undefined;
  instance?: string | undefined;
  period: PeriodInput;
}

export interface Selection {
  services: readonly KnownService[];
  endpoints: ReadonlyMap<number, KnownEndpoint>;
  /** Undefined when neither release nor instance was chosen. */
  instances: readonly KnownInstance[] | undefined;
  instanceIds: readonly number[] | undefined;
  /** Cut where retention ends. */
  period: Period;
  /** Set when it was cut. */
  keptFrom: string | null;
  nowMs: number;
  serviceName: (serviceId: number) => string;
  /** Seconds of a period in which a service was watched: what its rates are divided by. */
  secondsOf: (serviceId: number, period: Period) => number;
}

/** What was read, and what of the period could not be. */
export interface Coverage {
  /** What was read, in whole windows: ISO 8601. Never shorter than what was asked for, but where retention cut it. */
  from: string;
  to: string;
  /** Set when the period begins before what is still kept: from here on there is data. */
  keptFrom: string | null;
  /** Times within the period in which nothing was heard of any instance of the services: not "no requests" but "not known". */
  gaps: { from: string; to: string }[];
}

/** `of` is what is to be read. Throws SERVICE_UNKNOWN, RELEASE_UNKNOWN, INSTANCE_UNKNOWN or PERIOD_INVALID. */
export async function resolveSelection(
  ctx: Pick<ApiContext, "store" | "now">,
  input: SelectionInput,
  of: "rollups" | "logs" | "requests" = "rollups",
): Promise<Selection> {
  const nowMs = ctx.now();
  const asked = resolvePeriod(input.period, nowMs);
  const kept = keptFromSeconds(ctx.store, nowMs, of);
  const isCut = asked.fromSeconds < kept;
  if (asked.toSeconds <= kept) {
    const problem = `all of it lies before what is still kept, from ${isoTime(kept)} on`;
    throw new VigieError("PERIOD_INVALID", { from: isoTime(asked.fromSeconds), to: isoTime(asked.toSeconds), problem });
  }
  const { services, endpoints } = await findServicesAndEndpoints(ctx.store, input.service);
  if (services.length === 0 && input.service !== undefined)
    throw new VigieError("SERVICE_UNKNOWN", { service: input.service });
  const serviceIds = services.map((service) => service.id);
  const isFiltered = input.release !== undefined || input.instance !== undefined;
  const instances = isFiltered ? await findInstances(ctx.store, { ...input, serviceIds }) : undefined;
  if (instances?.length === 0) {
    throw input.instance === undefined
      ? new VigieError("RELEASE_UNKNOWN", { release: input.release })
      : new VigieError("INSTANCE_UNKNOWN", { instance: input.instance });
  }
  const byId = new Map(services.map((service) => [service.id, service]));
  return {
    services,
    endpoints,
    instances,
    instanceIds: instances?.map((instance) => instance.id),
    period: isCut ? { ...asked, fromSeconds: kept } : asked,
    keptFrom: isCut ? isoTime(kept) : null,
    nowMs,
    serviceName: (id) => byId.get(id)?.name ?? "",
    secondsOf: (id, period) => {
      const service = byId.get(id);
      return watchedSeconds({ services: service ? [service] : services, period, nowMs });
    },
  };
}

/** What was read for a selection, with the times in which nothing was heard of its services. `stale` as in storage. */
export async function coverageOf(
  { store }: ApiContext,
  { services, instanceIds, period, keptFrom, nowMs }: Selection,
  stale?: StaleMarks,
): Promise<Coverage> {
  const silences = await readSilences(store, { services, instanceIds, period, nowMs, stale });
  return {
    from: isoTime(period.fromSeconds),
    to: isoTime(period.toSeconds),
    keptFrom,
    gaps: silences.map(({ fromSeconds, toSeconds }) => ({ from: isoTime(fromSeconds), to: isoTime(toSeconds) })),
  };
}
