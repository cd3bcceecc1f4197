import { findServices, type KnownService, OWN_SERVICE, type Store } from "@vigie/storage";
import { alertText } from "../../alerting/text.ts";
import { FIGURES, type FigureKey } from "../../figures/catalogue.ts";
import { computeFigure, countSamples, type Samples } from "../../figures/compute.ts";
import type { FigureDefinition, Part, State } from "../../figures/definition.ts";
import { describeBreach, JUDGED_KEYS, judge } from "../../figures/judge.ts";
import { readSamples, readSampleWindows } from "../../figures/samples.ts";
import { isoTime, lastMinute } from "../../period.ts";
import type { ApiContext } from "../../trpc.ts";
import { type RunningRelease, readPresence, readStandingAlerts, type StandingAlert } from "./query.ts";

export interface Reason {
  /** Null where it is not a figure: a service that went silent, a target that does not answer. */
  figure: FigureKey | null;
  /** Null for the targets and the machine. */
  service: string | null;
  state: "warning" | "critical";
  value: number | null;
  threshold: number | null;
  /** To the minute, at most an hour back. */
  since: string;
  text: string;
  /** The alert that says so, where one does. */
  alert: number | null;
}

export interface Status {
  /** `unknown`: no service has sent anything yet. */
  state: "operational" | "degraded" | "critical" | "unknown";
  /** Since when the state is what it is; null when it did not change in the last hour. */
  since: string | null;
  /** The server's clock. */
  now: string;
  /** The worst first, of these the oldest. */
  reasons: Reason[];
  releases: RunningRelease[];
  /** Vigie's own version. */
  version: string;
}

const MINUTE = 60;
/** How far back the beginning of a state is looked for. */
const LOOK_BACK_SECONDS = 3_600;
/** A service that was heard of in the last day, and then not for this long, is silent. */
const SILENT_AFTER_MS = 120_000;
const SILENT_UNTIL_MS = 86_400_000;
const TARGET_PARTS: readonly Part[] = ["redis", "postgres", "system"];

const belongsToService = (key: FigureKey) =>
  key.startsWith("api.") || key.startsWith("system.eventLoop") || key.startsWith("system.process");
const SERVICE_KEYS = JUDGED_KEYS.filter(belongsToService);
const TARGET_KEYS = JUDGED_KEYS.filter((key) => !belongsToService(key));

/** How things stand in the last whole minute, since when, and which figures make it so. */
export async function evaluateStatus(ctx: ApiContext, serviceName: string | undefined): Promise<Status> {
  const nowMs = ctx.now();
  const services = await findServices(ctx.store, serviceName);
  const [presence, alerts, ...scopes] = await Promise.all([
    readPresence(ctx.store, services),
    readStandingAlerts(ctx.store, { service: serviceName, nowMs }),
    evaluateScope(ctx.store, { keys: TARGET_KEYS, service: null, nowMs }),
    ...services.map((service) => evaluateScope(ctx.store, { keys: SERVICE_KEYS, service, nowMs })),
  ]);
  const seen = [
    ...unreachableTargets(ctx),
    // What a service sends is not stored meanwhile: that is not silence.
    ...(ctx.room().state === "full" ? [] : silentServices(presence.lastSeen, nowMs)),
    ...scopes.flatMap((scope) => scope.reasons),
  ];
  const ofRoom = roomReasons(ctx);
  const judged = withAlerts(seen, alerts).sort(byGravity);
  // That nothing is stored comes before all that is known from what is.
  const reasons = ctx.room().state === "full" ? [...ofRoom, ...judged] : [...judged, ...ofRoom].sort(byGravity);
  const worst = reasons[0];
  const lastBreach = Math.max(...scopes.map((scope) => scope.lastBreachEnd ?? 0));
  return {
    state: worst
      ? worst.state === "critical"
        ? "critical"
        : "degraded"
      : services.length > 0
        ? "operational"
        : "unknown",
    since: worst ? worst.since : lastBreach > 0 ? isoTime(lastBreach) : null,
    now: new Date(nowMs).toISOString(),
    reasons,
    releases: presence.releases,
    version: ctx.version,
  };
}

interface Scope {
  keys: readonly FigureKey[];
  /** Null: the targets and the machine. */
  service: KnownService | null;
  nowMs: number;
}

async function evaluateScope(
  store: Store,
  { keys, service, nowMs }: Scope,
): Promise<{ reasons: Reason[]; lastBreachEnd: number | null }> {
  const minute = lastMinute(nowMs);
  const toSeconds = Math.floor(minute.toSeconds / MINUTE) * MINUTE;
  const reading = { keys, services: service ? [service] : [], nowMs };
  const [current, history] = await Promise.all([
    readSamples(store, { ...reading, period: minute }),
    readSampleWindows(store, {
      ...reading,
      stepSeconds: MINUTE,
      period: { fromSeconds: toSeconds - LOOK_BACK_SECONDS, toSeconds },
    }),
  ]);
  const starts = [...history.keys()].sort((a, b) => b - a);
  const breaches = (key: FigureKey, samples: Samples) =>
    isBreach(judge(key, computeFigure(key, samples), countSamples(key, samples)));

  const reasons = keys.flatMap((key): Reason[] => {
    const value = computeFigure(key, current);
    const state = judge(key, value, countSamples(key, current));
    if (value === null || !isBreach(state)) return [];
    let since = minute.fromSeconds;
    for (const start of starts) {
      const samples = history.get(start);
      if (start < since - MINUTE || !samples || !breaches(key, samples)) break;
      since = Math.min(since, start);
    }
    if (service) since = Math.max(since, Math.floor(Date.parse(service.firstSeen) / 1000));
    const { threshold }: FigureDefinition = FIGURES[key];
    const text = `${service ? `${service.name}: ` : `${PART_NAMES[FIGURES[key].part]}: `}${describeBreach(key, value, state)}`;
    return [
      {
        figure: key,
        service: service?.name ?? null,
        state,
        value,
        threshold: threshold?.[state] ?? null,
        since: isoTime(since),
        text,
        alert: null,
      },
    ];
  });
  const lastBreached = starts.find((start) => {
    const samples = history.get(start);
    return samples !== undefined && keys.some((key) => breaches(key, samples));
  });
  return { reasons, lastBreachEnd: lastBreached === undefined ? null : lastBreached + MINUTE };
}

const PART_NAMES: Record<Part, string> = { api: "API", redis: "Redis", postgres: "Postgres", system: "This machine" };

function isBreach(state: State | "unknown"): state is "warning" | "critical" {
  return state === "warning" || state === "critical";
}

function unreachableTargets(ctx: ApiContext): Reason[] {
  return TARGET_PARTS.flatMap((part): Reason[] => {
    const problem = ctx.collectorProblem(part);
    if (problem?.code !== "UNREACHABLE") return [];
    return [
      {
        figure: null,
        service: null,
        state: "critical",
        value: null,
        threshold: null,
        since: problem.since,
        text: problem.reason,
        alert: null,
      },
    ];
  });
}

/** The worst first, of these the oldest. */
function byGravity(a: Reason, b: Reason): number {
  return a.state === b.state ? a.since.localeCompare(b.since) : a.state === "critical" ? -1 : 1;
}

/** Whether there is room for what comes. */
function roomReasons({ room }: ApiContext): Reason[] {
  const { state, since, reason, remedy } = room();
  if (state === "enough") return [];
  const told = { figure: null, service: null, value: null, threshold: null, alert: null };
  return [{ ...told, state: state === "full" ? "critical" : "warning", since, text: `${reason} ${remedy}` }];
}

function silentServices(lastSeen: readonly { service: string; lastSeen: string }[], nowMs: number): Reason[] {
  return lastSeen.flatMap((row): Reason[] => {
    const silentMs = nowMs - Date.parse(row.lastSeen);
    if (row.service === OWN_SERVICE || silentMs < SILENT_AFTER_MS || silentMs > SILENT_UNTIL_MS) return [];
    const text = `${row.service}: nothing heard for ${Math.floor(silentMs / 60_000)} min`;
    return [
      {
        figure: null,
        service: row.service,
        state: "critical",
        value: null,
        threshold: null,
        since: row.lastSeen,
        text,
        alert: null,
      },
    ];
  });
}

/** What alerts say beside what is seen right now: of one thing the alert gives its severity and its beginning, which it knows to ten seconds, and is told once. */
function withAlerts(seen: readonly Reason[], alerts: readonly StandingAlert[]): Reason[] {
  const reasons = [...seen];
  for (const { id, rule, severity, labels, value, since } of alerts) {
    const { metric } = rule;
    const figure = metric.kind === "figure" ? metric.figure : null;
    const service = labels.service ?? null;
    const isWhole = labels.route === undefined && labels.release === undefined;
    const at = reasons.findIndex(
      (reason) =>
        isWhole &&
        reason.alert === null &&
        reason.service === service &&
        (metric.kind === "silence"
          ? reason.figure === null && service !== null
          : figure !== null && reason.figure === figure),
    );
    const known = reasons[at];
    if (known === undefined) {
      const text = alertText({ rule, labels, value });
      reasons.push({ figure, service, state: severity, value, threshold: rule.threshold, since, text, alert: id });
    } else {
      const state = known.state === "critical" ? "critical" : severity;
      reasons[at] = { ...known, state, since, alert: id };
    }
  }
  return reasons;
}
