import type { RepeatedStatement, Span, Trace, TraceRequest } from "../../lib/trpc.ts";

/** What is worth saying of a trace before one looks at its steps. */
export type Finding =
  | { kind: "error"; request: TraceRequest; error: NonNullable<TraceRequest["error"]> }
  | { kind: "failed"; span: Span & { error: string } }
  | { kind: "repeated"; statement: RepeatedStatement }
  | { kind: "slow"; span: Span; share: number };

/** From so many calls on, a statement is more likely run in a loop than by intent. */
export const REPEATED_FROM = 5;

/** A single statement that takes this share of its trace, and is no matter of a moment, is where to look. */
const SLOW_SHARE = 0.25;
const SLOW_MS = 20;

/** Steps that failed beyond these are seen in the waterfall. */
const FAILED_SHOWN = 3;

/** The gravest first: what it failed with, the steps that failed, statements that ran many times, the one that took the longest. */
export function findingsOf(trace: Trace): Finding[] {
  const findings: Finding[] = trace.requests.flatMap((request) =>
    request.error ? [{ kind: "error" as const, request, error: request.error }] : [],
  );
  const failed = trace.spans.filter((span): span is Span & { error: string } => span.error !== null && !isWhole(span));
  // A statement says more than the step of own code around it that failed for the same reason.
  failed.sort((one, other) => Number(other.statement !== null) - Number(one.statement !== null));
  for (const span of failed.slice(0, FAILED_SHOWN)) findings.push({ kind: "failed", span });

  const repeated = trace.repeated.filter(({ calls }) => calls >= REPEATED_FROM);
  repeated.sort((one, other) => other.totalMs - one.totalMs);
  for (const statement of repeated) findings.push({ kind: "repeated", statement });

  const told = new Set(repeated.map(({ fingerprint }) => fingerprint));
  const slow = slowestStatement(trace.spans.filter(({ error }) => error === null));
  if (slow?.statement && slow.durationMs >= SLOW_MS && !told.has(slow.statement.fingerprint)) {
    const share = slow.durationMs / trace.durationMs;
    if (share >= SLOW_SHARE) findings.push({ kind: "slow", span: slow, share });
  }
  return findings;
}

function isWhole({ kind }: Span): boolean {
  return kind === "request";
}

function slowestStatement(spans: readonly Span[]): Span | undefined {
  return spans
    .filter(({ statement }) => statement !== null)
    .reduce<Span | undefined>((most, span) => (span.durationMs > (most?.durationMs ?? -1) ? span : most), undefined);
}
