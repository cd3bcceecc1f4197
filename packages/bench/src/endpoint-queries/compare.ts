import type { Sql } from "postgres";
import {
  createClassic,
  type EndpointRow,
  endpointName,
  loadClassic,
  queryClassic,
  WORK_MEM,
  type WorkMem,
} from "./classic.ts";
import type { DayPlan, DaySubject } from "./day.ts";
import { setClock } from "./moments.ts";
import { worstQuantileError } from "./quality.ts";
import { forgetful, timed } from "./timing.ts";
import { readColumns } from "./vigie.ts";

export interface Comparison {
  requests: number;
  classicMs: Record<WorkMem, number[]>;
  /** All calls, also the first ones. */
  vigieMs: number[];
  /** The first call after each classic query, which has driven all else out of the caches. */
  vigieColdMs: number[];
  maxQuantileError: number;
  classicBytes: number;
  workers: string;
}

/** Vigie's calls after each classic query: together they take a hundredth of its time. */
const CALLS = 20;

/**
 * The same requests, the same 24 hours, the same columns, by turns: `rounds` times the classic query with each setting, and after each of
 * them Vigie's reading twenty times, with nothing remembered. Both must count the same, and Vigie's quantiles are judged by SQL's nearest rank.
 */
export async function compareWithClassic(
  sql: Sql,
  { traffic, store, service }: DaySubject,
  { classic: period, detail }: DayPlan,
  { rounds, say }: { rounds: number; say: (line: string) => void },
): Promise<Comparison> {
  say("loading the classic table, its indexes and statistics");
  await createClassic(sql);
  const requests = await loadClassic(sql, traffic, detail.units(period));
  await setClock(store, period.toSeconds);
  say("judging quantiles by percentile_disc");
  const exact = await queryClassic(sql, { ...period, workMem: "256MB", percentile: "disc" });
  const maxQuantileError = judge(await readColumns(store, service, period), { exact, traffic, service });

  const classicMs: Record<WorkMem, number[]> = { "4MB": [], "256MB": [] };
  const vigieMs: number[] = [];
  const vigieColdMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const workMem of WORK_MEM) {
      say(`classic query, work_mem ${workMem}, round ${round + 1} of ${rounds}`);
      classicMs[workMem].push((await timed(() => queryClassic(sql, { ...period, workMem }))).ms);
      for (let call = 0; call < CALLS; call++) {
        const { ms } = await timed(() => readColumns(forgetful(store), service, period));
        vigieMs.push(ms);
        if (call === 0) vigieColdMs.push(ms);
      }
    }
  }
  const [size] = await sql<{ bytes: number }[]>`SELECT pg_total_relation_size('classic')::float8 AS bytes`;
  const [workers] = await sql<{ value: string }[]>`SELECT current_setting('max_parallel_workers_per_gather') AS value`;
  return {
    requests,
    classicMs,
    vigieMs,
    vigieColdMs,
    maxQuantileError,
    classicBytes: size?.bytes ?? 0,
    workers: workers?.value ?? "",
  };
}

function judge(
  answer: Awaited<ReturnType<typeof readColumns>>,
  { exact, traffic, service }: { exact: EndpointRow[] } & Pick<DaySubject, "traffic" | "service">,
): number {
  const byName = new Map(exact.map((row) => [row.endpoint, row]));
  if (answer.endpoints.length !== byName.size)
    throw new Error(`${answer.endpoints.length} endpoints, and ${byName.size} in the classic table`);
  const errors = answer.endpoints.map((found) => {
    const shape = traffic.shapes[service.endpointIds.indexOf(found.id)];
    const name = shape ? endpointName(shape) : "";
    const row = byName.get(name);
    if (row === undefined) throw new Error(`the classic table does not know ${name}`);
    return worstQuantileError(found, row, name);
  });
  return Math.max(...errors);
}
