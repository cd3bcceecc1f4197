import { type Caller, ROWS_AT_MOST, type Row, type Table } from "./table.ts";

export type AlertInput = Parameters<Caller["alerts"]["history"]>[0];

const PAGE = 500;

/** Every alert that was open in the period, those that opened last first. */
export async function alertTable(alerts: Caller["alerts"], input: AlertInput): Promise<Table> {
  const first = await alerts.history({ ...input, limit: PAGE });
  async function* rows(): AsyncIterable<Row> {
    let count = 0;
    for (let page = first; ; page = await alerts.history({ ...input, limit: PAGE, before: page.next })) {
      for (const { rule, labels, ...alert } of page.alerts) {
        const { service = null, method = null, route = null, release = null, target = null } = labels;
        yield {
          ...alert,
          rule: rule.name,
          comparison: rule.comparison,
          threshold: rule.threshold,
          unit: rule.unit,
          service,
          method,
          route,
          release,
          target,
        };
        count++;
      }
      if (page.next === null || count >= ROWS_AT_MOST) return;
    }
  }
  const { from, to } = first;
  return { from, to, rows: rows() };
}
