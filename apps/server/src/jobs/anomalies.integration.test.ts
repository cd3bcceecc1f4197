import { createLeadership, openStore, recordSamples, type Store } from "@vigie/storage";
import { createDatabase, until } from "@vigie/testing";
import { expect, test } from "vitest";
import { startAnomalyWatch } from "./anomalies.ts";

const HOUR = 3_600;

/** The machine works quietly for an hour, and then hard. */
async function work(
  store: Store,
  { fromSeconds, toSeconds }: { fromSeconds: number; toSeconds: number },
): Promise<void> {
  let state = 7;
  const samples = [];
  for (let at = fromSeconds; at < toSeconds; at += 10) {
    state = (state * 48_271) % 2_147_483_647;
    const busy = at >= fromSeconds + HOUR ? 0.6 : 0;
    const value = 0.2 + busy + 0.05 * (state / 2_147_483_647);
    samples.push({
      time: (at + 4) * 1000,
      type: "system",
      name: "cpu.utilisation",
      value,
      labels: {},
      instanceId: null,
    });
  }
  await recordSamples(store, samples);
}

test("an episode is told once, and ends, though the leader is lost in the middle of it", async () => {
  await using database = await createDatabase();
  const store = await openStore({ url: database.url });
  const begin = Math.floor(Date.now() / 60_000) * 60 - 5_400;
  let nowMs = (begin + HOUR - 300) * 1000;
  const lines: string[] = [];
  const start = () => {
    const leadership = createLeadership(database.url);
    const report = (line: string) => lines.push(line);
    const job = startAnomalyWatch({ store, leads: () => leadership.leads(), now: () => nowMs, report, everyMs: 20 });
    return { leadership, job };
  };
  await work(store, { fromSeconds: begin, toSeconds: begin + HOUR + 300 });
  const found = () =>
    store.sql<{ id: number; ended: boolean }[]>`SELECT id, ended_at IS NOT NULL AS ended FROM anomalies`;
  const observedTo = async () => {
    const [row] = await store.sql<{ to: number }[]>`
      SELECT coalesce(extract(epoch FROM max(observed_to)), 0)::float8 AS to FROM detector_states`;
    return row?.to ?? 0;
  };

  const first = start();
  await until(async () => (await observedTo()) > 0, "the first keeps what it learned");
  const second = start();
  nowMs = (begin + HOUR + 130) * 1000;
  await until(async () => (await found()).length === 1, "the episode is told");
  const [episode] = await found();
  // The connection with its lock is gone, and nothing of what it learned since was kept.
  await first.leadership.close();
  nowMs = (begin + HOUR + 300 + 6) * 1000;
  // What a service sends again after a break may take half a minute.
  await until(async () => (await observedTo()) >= begin + HOUR + 270, "the second goes on");
  expect(await found()).toEqual([episode]);

  await work(store, { fromSeconds: begin + HOUR + 300, toSeconds: begin + 5_390 });
  nowMs = (begin + 5_396) * 1000;
  await until(async () => (await found())[0]?.ended, "it is over");
  expect(await found()).toEqual([{ ...episode, ended: true }]);
  await Promise.all([first.job.stop(), second.job.stop()]);
  expect(await observedTo()).toBe(begin + 5_390);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^Looking for anomalies failed, trying again: /);
  await second.leadership.close();
  await store.close();
});
