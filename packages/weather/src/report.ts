import type { Kind } from "./conservation.ts";
import type { RunResult } from "./run-scenario.ts";

/** By then the first batch has to be acknowledged, after the cause has ended. */
const RECOVERED_WITHIN_SECONDS = 5;

const COLUMNS = [
  "scenario",
  "run",
  "requests sent",
  "stored",
  "dropped",
  "logs sent",
  "stored",
  "dropped",
  "lost",
  "twice",
  "recovered s",
  "errors",
  "P99 ms",
  "without",
  "answers",
  "said",
] as const;

export const HEAD = [row(COLUMNS), row(COLUMNS.map(() => "---"))].join("\n");

/** One line of the table. */
export function lineOf(scenario: string, run: number, result: RunResult): string {
  const { requests, logs } = result.balance;
  return row([
    scenario,
    run,
    requests.sent,
    requests.stored,
    requests.dropped,
    logs.sent,
    logs.stored,
    logs.dropped,
    totalOf(result, "lost"),
    totalOf(result, "twice"),
    result.recoveredSeconds?.toFixed(2) ?? "never",
    result.service.errors,
    result.service.p99Ms.toFixed(2),
    result.bare.p99Ms.toFixed(2),
    [...result.serverErrors].map(([status, count]) => `${status} × ${count}`).join(", ") || "–",
    result.said || "–",
  ]);
}

/** What a run must not have; empty when it is well. */
export function faultsOf(result: RunResult): string[] {
  const faults = [...result.problems];
  for (const kind of ["requests", "logs", "metrics"] satisfies Kind[]) {
    const { lost, twice, inTables } = result.balance[kind];
    const tables = inTables === undefined ? "" : ` (the tables hold ${inTables})`;
    if (lost > 0) faults.push(`${lost} ${kind} lost${tables}`);
    if (twice > 0) faults.push(`${twice} ${kind} twice${tables}`);
  }
  const { recoveredSeconds, service, bare } = result;
  if (recoveredSeconds === null || recoveredSeconds > RECOVERED_WITHIN_SECONDS)
    faults.push(`recovered after ${recoveredSeconds?.toFixed(1) ?? "more than 60"} s`);
  if (service.errors > 0)
    faults.push(`${service.errors} callers of the service saw an error, ${bare.errors} of the one without Vigie`);
  return faults;
}

function totalOf({ balance }: RunResult, what: "lost" | "twice"): number {
  return Object.values(balance).reduce((sum, one) => sum + one[what], 0);
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}
