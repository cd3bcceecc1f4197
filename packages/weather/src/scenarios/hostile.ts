import { runHostile } from "@vigie/testing/hostile";
import type { Scenario } from "../scenario.ts";

/** Of each run; five of them are the hundred thousand. */
const REQUESTS = { long: 20_000, short: 500 };

export const hostile: Scenario = {
  name: "hostile",
  what: "hostile input of every kind, to every door at once",
  async fault(world, { times }) {
    // Another seed each time: what is found once is found again by its own.
    const seed = Math.floor(Math.random() * 1_000_000);
    const count = times > 1 ? REQUESTS.long : REQUESTS.short;
    const { token } = world.watched;
    const { failures, byStatus, health } = await runHostile({ url: world.server.url, token, count, seed });
    const [first] = failures;
    if (first) throw new Error(`seed ${seed}, request ${first.index} (${first.kind}): ${first.status ?? "no answer"}`);
    if (health.failed > 0) throw new Error(`seed ${seed}: /health failed ${health.failed} times`);
    return `seed ${seed}: ${Object.entries(byStatus)
      .map(([status, times]) => `${status} × ${times}`)
      .join(", ")}`;
  },
};
