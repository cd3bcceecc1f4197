import type { Scenario } from "../scenario.ts";
import type { LinkWeather } from "../world/link.ts";

interface LinkTrouble {
  name: string;
  what: string;
  toVigie: LinkWeather;
  toPostgres: LinkWeather;
  /** Of each of its three parts. */
  seconds: { long: number; short: number };
}

/** First between service and Vigie, then between Vigie and Postgres, then both at once. */
function onConnections({ name, what, toVigie, toPostgres, seconds }: LinkTrouble): Scenario {
  return {
    name,
    what: `${what}: to Vigie, then from Vigie to Postgres, then both`,
    async fault(world, stage) {
      world.toVigie.set(toVigie);
      await stage.lasting(seconds);
      world.toVigie.set({});
      world.toPostgres.set(toPostgres);
      await stage.lasting(seconds);
      world.toVigie.set(toVigie);
      await stage.lasting(seconds);
      world.toVigie.set({});
      world.toPostgres.set({});
      return undefined;
    },
  };
}

export const connectionsReset = onConnections({
  name: "connections-reset",
  what: "all connections reset every 0.3 s",
  toVigie: { resetEveryMs: 300 },
  toPostgres: { resetEveryMs: 300 },
  seconds: { long: 6, short: 1 },
});

export const connectionsHung = onConnections({
  name: "connections-hung",
  what: "connections that carry nothing and refuse nothing for 15 s",
  toVigie: { hangs: true },
  toPostgres: { hangs: true },
  seconds: { long: 15, short: 2 },
});

export const connectionsDelayed = onConnections({
  name: "connections-delayed",
  what: "each piece late by 2 s to Vigie, by 0.5 s to Postgres",
  toVigie: { delayMs: 2_000 },
  toPostgres: { delayMs: 500 },
  seconds: { long: 10, short: 2 },
});

export const connectionsCut = onConnections({
  name: "connections-cut",
  what: "reset in the middle of what is sent, two of five times to Vigie, one of ten to Postgres",
  toVigie: { cut: 0.4 },
  toPostgres: { cut: 0.1 },
  seconds: { long: 8, short: 2 },
});

export const answersLost = onConnections({
  name: "answers-lost",
  what: "reset after it arrived and before its answer came back, every other time to Vigie, one of ten to Postgres",
  toVigie: { unanswered: 0.5 },
  toPostgres: { unanswered: 0.1 },
  seconds: { long: 8, short: 2 },
});
