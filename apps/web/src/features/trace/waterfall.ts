import type { LogLine, Span, Trace } from "../../lib/trpc.ts";
import { gapsIn } from "./own-code.ts";

interface Place {
  /** Unique in the trace. */
  id: string;
  parentId: string | null;
  /** 0 at the top. */
  depth: number;
  /** Milliseconds since the trace's beginning. */
  startMs: number;
  durationMs: number;
  service: string;
}

/** A step, with what it consists of. */
export interface SpanRow extends Place {
  kind: "span";
  span: Span;
  /** Rows right below it, when it is open. */
  childCount: number;
  isOpen: boolean;
}

/** Time of a request or of a step of own code that no other step accounts for. */
export interface GapRow extends Place {
  kind: "gap";
  /** Steps of the same request are not kept: some of this may be theirs. */
  isUnsure: boolean;
}

/** A log, at its moment; `durationMs` is 0. */
export interface LogRow extends Place {
  kind: "log";
  log: LogLine;
}

export type WaterfallRow = SpanRow | GapRow | LogRow;

interface Shown {
  /** Ids of steps whose inside is not shown. */
  closed: ReadonlySet<string>;
  /** To be put between the steps, in any order. */
  logs: readonly LogLine[];
}

/** Own code below this share of the trace is seen in the bars, and gets no row. */
const LEAST_SHARE = 0.02;

/**
 * The rows of a trace from top to bottom: below each step what it consists of, in the order in which that began, with the gaps of own
 * code and the logs among the steps. A step whose parent is not kept stands at the top.
 */
export function waterfallRows(trace: Trace, { closed, logs }: Shown): WaterfallRow[] {
  const { roots, childrenOf } = treeOf(trace.spans);
  const logsOf = placeLogs(trace, childrenOf, logs);
  const incomplete = new Set(
    // A request without a span of its own stands in the trace by its id.
    trace.requests.flatMap(({ id, spanId, spansLeftOut }) => (spansLeftOut > 0 ? [spanId ?? id] : [])),
  );
  const leastMs = trace.durationMs * LEAST_SHARE;
  const rows: WaterfallRow[] = [];

  const add = (span: Span, parentId: string | null, depth: number, isUnsure: boolean) => {
    const { id, startMs, durationMs, service } = span;
    const unsure = span.kind === "request" ? incomplete.has(id) : isUnsure;
    const spans = childrenOf.get(id) ?? [];
    const below = { parentId: id, depth: depth + 1, service };
    const inside: (WaterfallRow | Span)[] = [
      ...spans,
      ...ownGaps(span, spans, leastMs).map(
        (gap): GapRow => ({ kind: "gap", id: `gap:${id}:${gap.startMs}`, isUnsure: unsure, ...below, ...gap }),
      ),
      ...(logsOf.get(id) ?? []).map((log) => logRow(log, trace, below)),
    ].sort(byStart);
    const isOpen = !closed.has(id);
    rows.push({
      kind: "span",
      id,
      parentId,
      depth,
      startMs,
      durationMs,
      service,
      span,
      childCount: inside.length,
      isOpen,
    });
    if (!isOpen) return;
    for (const each of inside) {
      if (isRow(each)) rows.push(each);
      else add(each, id, depth + 1, unsure);
    }
  };

  const top: (LogRow | Span)[] = [
    ...roots,
    ...(logsOf.get(null) ?? []).map((log) => logRow(log, trace, { parentId: null, depth: 0, service: log.service })),
  ].sort(byStart);
  for (const each of top) {
    if (isRow(each)) rows.push(each);
    else add(each, null, 0, false);
  }
  return rows;
}

/** Steps by what they are a part of. What is its own ancestor, as only a broken sender can have it, stands at the top. */
function treeOf(spans: readonly Span[]) {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const roots: Span[] = [];
  const childrenOf = new Map<string, Span[]>();
  for (const span of byId.values()) {
    const parent = span.parentId === null ? undefined : byId.get(span.parentId);
    if (!parent || leadsBack(span, byId)) roots.push(span);
    else push(childrenOf, parent.id, span);
  }
  return { roots, childrenOf };
}

function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function leadsBack(span: Span, byId: ReadonlyMap<string, Span>): boolean {
  const seen = new Set([span.id]);
  let at = span.parentId;
  while (at !== null && byId.has(at)) {
    if (seen.has(at)) return true;
    seen.add(at);
    at = byId.get(at)?.parentId ?? null;
  }
  return false;
}

/** Of a wait, what its parts leave is the way there and back; only own code has gaps of its own code. */
function ownGaps(span: Span, parts: readonly Span[], leastMs: number) {
  if (parts.length === 0 || (span.kind !== "request" && span.kind !== "own")) return [];
  return gapsIn(span, parts, leastMs);
}

/**
 * A log names its trace and service but no step: it was logged in the request of its service that began last before it, within the
 * innermost step of own code of that moment.
 */
function placeLogs(
  trace: Trace,
  childrenOf: ReadonlyMap<string, readonly Span[]>,
  logs: readonly LogLine[],
): Map<string | null, LogLine[]> {
  const requests = trace.spans.filter(({ kind }) => kind === "request");
  const placed = new Map<string | null, LogLine[]>();
  for (const log of logs) {
    const atMs = momentOf(log, trace);
    const own = requests.filter(({ service }) => service === log.service);
    // Clocks of logs are whole milliseconds: one of the first may seem to come before the beginning.
    let step = own.findLast(({ startMs }) => startMs <= atMs + 1) ?? own[0];
    for (let inner = step; inner; inner = innerStep(inner, atMs)) step = inner;
    const id = step?.id ?? null;
    push(placed, id, log);
  }
  return placed;

  function innerStep({ id }: Span, atMs: number): Span | undefined {
    return (childrenOf.get(id) ?? []).findLast(
      ({ kind, startMs, durationMs }) => kind === "own" && startMs <= atMs && atMs <= startMs + durationMs,
    );
  }
}

/** When it was logged, milliseconds since the trace's beginning; below 0 where clocks differ. */
export function momentOf(log: LogLine, trace: Pick<Trace, "time">): number {
  return Date.parse(log.time) - Date.parse(trace.time);
}

function logRow(
  log: LogLine,
  trace: Trace,
  place: { parentId: string | null; depth: number; service: string },
): LogRow {
  return { kind: "log", id: logId(log), log, startMs: momentOf(log, trace), durationMs: 0, ...place };
}

/** What is not stored yet has no id; its moment and text do. */
export function logId({ id, time, message }: LogLine): string {
  return `log:${id ?? `${time} ${message.slice(0, 40)}`}`;
}

function isRow<T extends WaterfallRow>(each: T | Span): each is T {
  return each.kind === "log" || each.kind === "gap";
}

/** What begins at the same moment keeps its order; a log of that moment follows, for something happened before it was told. */
function byStart(one: { startMs: number; kind: string }, other: { startMs: number; kind: string }): number {
  return one.startMs - other.startMs || Number(one.kind === "log") - Number(other.kind === "log");
}
