import { COLORS } from "../../charts/index.tsx";
import type { Unit } from "../../lib/format.ts";
import type { FigureKey, Part } from "../../lib/trpc.ts";

export interface PanelSeries {
  figure: FigureKey;
  name: string;
  color: string;
  kind?: "area";
  stack?: string;
  axis?: "right";
}

export interface PanelDefinition {
  /** Also the anchor of the navigation. */
  id: "latency" | "throughput" | "redis" | "postgres" | "system";
  part: Part;
  /** Of the panel and of its entry in the navigation. */
  title: string;
  /** What is drawn, for those who hear the page instead of seeing its axes. */
  subject: string;
  series: readonly PanelSeries[];
  units: { left: Unit; right?: Unit };
  /** What was expected of it is drawn behind the lines, in the colour of the line that it belongs to. */
  expected?: { figure: FigureKey; name: string; color: string; axis?: "right" };
  /** Drawn as a limit where the lines come near enough to it to be read beside it. */
  limit?: { figure: FigureKey; name: string };
}

const throughput = { kind: "area", stack: "status" } as const;

export const PANELS: readonly PanelDefinition[] = [
  {
    id: "latency",
    part: "api",
    title: "Latency",
    subject: "Latency",
    units: { left: "ms" },
    series: [
      { figure: "api.p50Ms", name: "P50", color: COLORS.muted },
      { figure: "api.p95Ms", name: "P95", color: COLORS.accent },
      { figure: "api.p99Ms", name: "P99", color: COLORS.warning },
    ],
    expected: { figure: "api.p95Ms", name: "P95 expected", color: COLORS.accent },
  },
  {
    id: "throughput",
    part: "api",
    title: "Throughput",
    subject: "Requests per second by status",
    units: { left: "perSecond" },
    // Errors lie on the floor, where a few of them are seen, and not on top of a total that moves.
    series: [
      { figure: "api.status5xxPerSecond", name: "5xx", color: COLORS.critical, ...throughput },
      { figure: "api.status4xxPerSecond", name: "4xx", color: COLORS.warning, ...throughput },
      { figure: "api.status3xxPerSecond", name: "3xx", color: COLORS.accent, ...throughput },
      { figure: "api.status2xxPerSecond", name: "2xx", color: COLORS.ok, ...throughput },
    ],
    expected: { figure: "api.requestsPerSecond", name: "expected", color: COLORS.body },
  },
  {
    id: "redis",
    part: "redis",
    title: "Redis",
    subject: "Redis memory and hit rate",
    units: { left: "bytes", right: "ratio" },
    series: [
      { figure: "redis.memoryUsedBytes", name: "memory", color: COLORS.accent, kind: "area" },
      { figure: "redis.hitRate", name: "hit rate", color: COLORS.ok, axis: "right" },
    ],
    expected: { figure: "redis.hitRate", name: "expected", color: COLORS.ok, axis: "right" },
    limit: { figure: "redis.memoryMaxBytes", name: "limit" },
  },
  {
    id: "postgres",
    part: "postgres",
    title: "Postgres",
    subject: "Postgres connections",
    units: { left: "count" },
    series: [
      { figure: "postgres.connectionsActive", name: "active", color: COLORS.accent, kind: "area" },
      { figure: "postgres.connectionsIdle", name: "idle", color: COLORS.muted },
      { figure: "postgres.connectionsIdleInTransaction", name: "idle tx", color: COLORS.warning },
      { figure: "postgres.connectionsWaiting", name: "waiting", color: COLORS.critical },
    ],
    limit: { figure: "postgres.connectionsMax", name: "limit" },
  },
  {
    id: "system",
    part: "system",
    title: "System",
    subject: "CPU, memory and event-loop delay",
    units: { left: "ratio", right: "ms" },
    series: [
      { figure: "system.cpuRatio", name: "CPU", color: COLORS.accent },
      { figure: "system.memoryRatio", name: "memory", color: COLORS.muted },
      { figure: "system.eventLoopDelayP99Ms", name: "loop P99", color: COLORS.violet, axis: "right" },
    ],
    expected: { figure: "system.cpuRatio", name: "CPU expected", color: COLORS.accent },
  },
];

export const PANEL_FIGURES: readonly FigureKey[] = PANELS.flatMap(({ series, limit }) => [
  ...series.map(({ figure }) => figure),
  ...(limit ? [limit.figure] : []),
]);

/** Of which what was expected is drawn. */
export const EXPECTED_FIGURES: readonly FigureKey[] = PANELS.flatMap(({ expected }) => expected?.figure ?? []);
