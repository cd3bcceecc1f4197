import { afterAll, beforeAll, expect, test } from "vitest";
import { runIn } from "./run-scenario.ts";
import { serviceAhead } from "./scenarios/clocks.ts";
import { answersLost } from "./scenarios/connections.ts";
import { postgresStopped } from "./scenarios/databases.ts";
import { serverKilled } from "./scenarios/servers.ts";
import { openWorld, type World } from "./world/world.ts";

/*
 * Of `npm run weather` what ends within seconds, in one world: what is sent is stored or reported as dropped, once, and all goes on. How
 * soon is not judged here, where other tests run beside it.
 */
let world: World;
beforeAll(async () => {
  world = await openWorld({ shiftMs: serviceAhead.shiftMs });
});
afterAll(() => world?.[Symbol.asyncDispose]());

test.each([serverKilled, postgresStopped, answersLost, serviceAhead])(
  "$name: nothing lost, nothing twice, and no caller sees it",
  async (scenario) => {
    const result = await runIn(world, scenario, { isShort: true, requestsPerSecond: 100 });
    expect(result.problems).toEqual([]);
    for (const balance of Object.values(result.balance)) {
      expect(balance.sent).toBeGreaterThan(0);
      expect(balance).toMatchObject({ lost: 0, twice: 0 });
    }
    expect(result.recoveredSeconds).not.toBeNull();
    expect(result.service.errors).toBe(0);
  },
  240_000,
);
