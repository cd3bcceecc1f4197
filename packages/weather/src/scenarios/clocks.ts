import type { Scenario } from "../scenario.ts";

const DAYS_2 = 2 * 86_400_000;

function serviceClock(name: string, shiftMs: number): Scenario {
  return {
    name,
    what: `clock of the service ${shiftMs > 0 ? "+" : "−"}2 days, and back`,
    shiftMs,
    async fault(world, stage) {
      world.turnClock("services");
      await stage.lasting({ long: 10, short: 2 });
      world.turnClock("services");
      return undefined;
    },
  };
}

export const serviceAhead = serviceClock("service-clock-ahead", DAYS_2);
export const serviceBehind = serviceClock("service-clock-behind", -DAYS_2);

function serverClock(name: string, shiftMs: number): Scenario {
  return {
    name,
    what: `clock of the server ${shiftMs > 0 ? "+" : "−"}2 days, and back`,
    shiftMs,
    async fault(world, stage) {
      world.turnClock("server");
      await stage.lasting({ long: 25, short: 3 });
      world.turnClock("server");
      return undefined;
    },
    // What was counted in two days from now is seen in two days.
    ...(shiftMs > 0 && { beforeCount: async (world) => world.turnClock("server") }),
  };
}

export const serverAhead = serverClock("server-clock-ahead", DAYS_2);
export const serverBehind = serverClock("server-clock-behind", -DAYS_2);
