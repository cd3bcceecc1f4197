import { type Caller, ROWS_AT_MOST, type Row, type Table } from "./table.ts";

export type LogInput = Parameters<Caller["logs"]["search"]>[0];
export type TraceInput = Parameters<Caller["traces"]["search"]>[0];

const PAGE = 500;

/** Every log that a search finds, newest first, page by page as they are sent. */
export async function logTable(logs: Caller["logs"], input: LogInput): Promise<Table> {
  // The first page is asked for before the answer begins: what is wrong with the search is told by its status.
  const first = await logs.search({ ...input, limit: PAGE });
  async function* rows(): AsyncIterable<Row> {
    let count = 0;
    for (let page = first; ; page = await logs.search({ ...input, limit: PAGE, before: page.next })) {
      for (const { attributes, errors, marks: _, id, ...line } of page.lines) {
        yield {
          ...line,
          attributes: Object.keys(attributes).length > 0 ? JSON.stringify(attributes) : null,
          errors:
            errors.length > 0
              ? errors.map(({ type, message, stack }) => `${type}: ${message}\n${stack}`).join("\n")
              : null,
        };
        if (++count === ROWS_AT_MOST && page.next) return yield cutRow(line);
      }
      if (page.next === null) return;
    }
  }
  const { from, to } = first.coverage;
  return { from, to, rows: rows() };
}

/** Every kept request that a search finds. */
export async function traceTable(traces: Caller["traces"], input: TraceInput): Promise<Table> {
  const first = await traces.search({ ...input, limit: PAGE });
  async function* rows(): AsyncIterable<Row> {
    let count = 0;
    for (let page = first; ; page = await traces.search({ ...input, limit: PAGE, after: page.next })) {
      for (const { parts, id: _, ...request } of page.requests) {
        const { ownMs, poolMs, sqlMs, cacheMs, httpMs } = parts;
        yield { ...request, ownMs, poolMs, sqlMs, cacheMs, httpMs };
        if (++count === ROWS_AT_MOST && page.next) return yield cutRow(request);
      }
      if (page.next !== null) continue;
      // The slowest of a long period, as far as it was searched in time.
      if (!page.done)
        yield { time: `only ${Math.floor(100 * page.share)} % of the period was searched: choose a shorter one` };
      return;
    }
  }
  const { from, to } = first.coverage;
  return { from, to, rows: rows() };
}

/** A row of the same columns that says that there are more. */
function cutRow(like: object): Row {
  const [first = ""] = Object.keys(like);
  return { [first]: `there are more than ${ROWS_AT_MOST} rows: narrow the search or the period` };
}
