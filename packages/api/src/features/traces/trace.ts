import { LOG_LEVELS, type LoggedError, type LogLevel, VigieError } from "@vigie/protocol";
import type { ApiContext } from "../../trpc.ts";
import { readLoggedErrors, readStatements, readTraceLogs, readTraceRequests, type TraceRow } from "./query.ts";
import { toRequest } from "./search.ts";
import type { RepeatedStatement, Span, Trace, TraceRequest } from "./shapes.ts";

/** Everything kept of one trace. Throws TRACE_UNKNOWN. */
export async function traceOf({ store }: ApiContext, traceId: string): Promise<Trace> {
  const [rows, logs, logged] = await Promise.all([
    readTraceRequests(store, traceId),
    readTraceLogs(store, traceId),
    readLoggedErrors(store, traceId),
  ]);
  if (rows.length === 0 && logs.length === 0) {
    const { requests: requestDays, logs: logDays } = store.retention.current.days;
    throw new VigieError("TRACE_UNKNOWN", { traceId, requestDays, logDays });
  }
  const fingerprints = rows.flatMap(({ spans }) => spans?.flatMap(({ statement }) => statement ?? []) ?? []);
  const texts = new Map(
    (await readStatements(store, [...new Set(fingerprints)])).map((row) => [
      key(row.service, row.fingerprint),
      row.text,
    ]),
  );

  const starts = rows.length > 0 ? rows.map((row) => Date.parse(row.time)) : logs.map(({ first }) => Date.parse(first));
  const ends = rows.length > 0 ? rows.map(endOf) : logs.map(({ last }) => Date.parse(last));
  const startMs = Math.min(...starts);
  const durationMs = Math.max(...ends) - startMs;
  const spans = spanTree(rows, startMs, (service, fingerprint) => texts.get(key(service, fingerprint)) ?? "");
  const logCounts = Object.fromEntries(LOG_LEVELS.map((level) => [level, 0])) as Record<LogLevel, number>;
  for (const { level, count } of logs) logCounts[level] += count;
  return {
    traceId,
    time: new Date(startMs).toISOString(),
    durationMs,
    requests: rows.map((row) => toTraceRequest(row, logged)),
    spans,
    repeated: repeatedStatements(spans, durationMs),
    logCounts,
  };
}

const key = (service: string, fingerprint: string) => `${fingerprint} ${service}`;

function endOf({ time, durationMs }: TraceRow): number {
  return Date.parse(time) + durationMs;
}

/** Of an error group a sample is kept each minute; between, what the service logged says what happened. */
function toTraceRequest(row: TraceRow, logged: readonly LoggedError[]): TraceRequest {
  const { errorGroupId, fingerprint, place, message, stack, spans: _, headers, attributes, ...request } = row;
  const type = row.errorType ?? "";
  const inLog = logged.find((error) => type === error.type || type.startsWith(`${error.type} `));
  const isKnown = errorGroupId !== null && fingerprint !== null;
  return {
    ...toRequest(request),
    headers: headers ?? {},
    attributes: attributes ?? {},
    error: isKnown
      ? {
          groupId: errorGroupId,
          fingerprint,
          type,
          place: place ?? "",
          message: message ?? inLog?.message ?? "",
          stack: stack ?? inLog?.stack ?? "",
        }
      : null,
  };
}

type Node = Omit<Span, "depth" | "parentId"> & { parent: string | null };

/** Requests and their steps, parents before children. A step whose parent is not kept hangs below its request. */
function spanTree(
  rows: readonly TraceRow[],
  startMs: number,
  textOf: (service: string, print: string) => string,
): Span[] {
  const nodes = rows.flatMap((row) => nodesOf(row, Date.parse(row.time) - startMs, textOf));
  const known = new Set(nodes.map(({ id }) => id));
  const children = new Map<string | null, Node[]>();
  for (const node of nodes) {
    const parent = node.parent !== null && known.has(node.parent) && node.parent !== node.id ? node.parent : null;
    const siblings = children.get(parent) ?? [];
    siblings.push(node);
    children.set(parent, siblings);
  }
  for (const siblings of children.values()) siblings.sort((a, b) => a.startMs - b.startMs);

  const spans: Span[] = [];
  const seen = new Set<string>();
  // By a list of its own, since what was sent may nest as deep as it likes; or name itself as its own ancestor.
  const open: { node: Node; depth: number; parentId: string | null }[] = [];
  const push = (parentId: string | null, depth: number) => {
    for (const node of (children.get(parentId) ?? []).toReversed()) open.push({ node, depth, parentId });
  };
  const walk = () => {
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { parent: _, ...span } = next.node;
      if (seen.has(span.id)) continue;
      seen.add(span.id);
      spans.push({ ...span, parentId: next.parentId, depth: next.depth });
      push(span.id, next.depth + 1);
    }
  };
  push(null, 0);
  walk();
  for (const node of nodes) {
    if (seen.has(node.id)) continue;
    open.push({ node, depth: 0, parentId: null });
    walk();
  }
  return spans;
}

function nodesOf(row: TraceRow, offsetMs: number, textOf: (service: string, print: string) => string): Node[] {
  const { service, spanId, id } = row;
  const own = spanId ?? id;
  const request: Node = {
    id: own,
    parent: row.parentSpanId,
    kind: "request",
    name: `${row.method} ${row.route}`,
    startMs: offsetMs,
    durationMs: row.durationMs,
    service,
    statement: null,
    error: row.status >= 500 ? (row.errorType ?? `HTTP ${row.status}`) : row.errorType,
    attributes: {},
  };
  const ids = new Set(row.spans?.map((span) => span.id));
  const steps = (row.spans ?? []).map(
    (span): Node => ({
      id: span.id,
      parent: ids.has(span.parent) ? span.parent : own,
      kind: span.kind,
      name: span.name,
      startMs: offsetMs + span.startMs,
      durationMs: span.durationMs,
      service,
      statement:
        span.statement === undefined ? null : { fingerprint: span.statement, text: textOf(service, span.statement) },
      error: span.error ?? null,
      attributes: span.attributes ?? {},
    }),
  );
  return [request, ...steps];
}

/** Statements that ran more than once, those that took longest first. */
function repeatedStatements(spans: readonly Span[], durationMs: number): RepeatedStatement[] {
  const repeated = new Map<string, RepeatedStatement>();
  for (const { statement, service, durationMs: ms } of spans) {
    if (statement === null) continue;
    const of = key(service, statement.fingerprint);
    const sum = repeated.get(of) ?? { ...statement, service, calls: 0, totalMs: 0, share: 0 };
    sum.calls++;
    sum.totalMs += ms;
    repeated.set(of, sum);
  }
  return [...repeated.values()]
    .filter(({ calls }) => calls > 1)
    .map((one) => ({ ...one, share: durationMs > 0 ? Math.min(1, one.totalMs / durationMs) : 0 }))
    .sort((a, b) => b.totalMs - a.totalMs);
}
