import type { Scenario } from "../scenario.ts";

const LIMIT_BYTES = 50 * 1_048_576;
const asMb = (bytes: number) => (bytes / 1_048_576).toFixed(1);

/** What the service needs more is compared with what the same service without Vigie needs more in that time. */
export const outage: Scenario = {
  name: "outage",
  what: "Vigie cannot be reached for ten minutes; memory of the service against before, after a collection",
  async fault(world, stage) {
    const before = { service: await world.service.ask("memory"), bare: await world.bare.ask("memory") };
    world.toVigie.set({ isDown: true });
    await stage.lasting({ long: 600, short: 10 });
    const after = { service: await world.service.ask("memory"), bare: await world.bare.ask("memory") };
    world.toVigie.set({});
    const more = (of: "service" | "bare", what: "rss" | "used") => after[of][what] - before[of][what];
    const said = `${asMb(more("service", "used"))} MB of heap and ${asMb(more("service", "rss"))} MB of RSS more; without Vigie ${asMb(more("bare", "used"))} and ${asMb(more("bare", "rss"))}`;
    if (more("service", "used") > LIMIT_BYTES || more("service", "rss") - more("bare", "rss") > LIMIT_BYTES)
      throw new Error(`the outage cost ${said}`);
    return said;
  },
};
