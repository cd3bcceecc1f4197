import type { Scenario } from "../scenario.ts";

const STOP_LIMIT_MS = 10_000;

/** Three times killed while batches arrive. */
export const serverKilled: Scenario = {
  name: "server-killed",
  what: "kill -9 of the server under load, away for a while, started again; three times",
  async fault(world, stage) {
    for (let kill = 0; kill < stage.times; kill++) {
      if (kill > 0) await stage.lasting({ long: 3, short: 1.2 });
      await world.server.stop("SIGKILL");
      await stage.lasting({ long: 3, short: 0.2 });
      await world.startServer();
    }
    return undefined;
  },
};

export const serverStopped: Scenario = {
  name: "server-stopped",
  what: "SIGTERM of the server under load, started again; three times",
  async fault(world, stage) {
    let longestMs = 0;
    for (let stop = 0; stop < stage.times; stop++) {
      if (stop > 0) await stage.lasting({ long: 3, short: 1.2 });
      const began = performance.now();
      const { code, signal } = await world.server.stop("SIGTERM");
      const tookMs = performance.now() - began;
      if (code !== 0) throw new Error(`SIGTERM: it ended with ${code ?? signal}: ${world.server.output()}`);
      if (tookMs > STOP_LIMIT_MS) throw new Error(`SIGTERM: it took ${Math.round(tookMs)} ms`);
      longestMs = Math.max(longestMs, tookMs);
      await world.startServer();
    }
    return `code 0 within ${(longestMs / 1000).toFixed(1)} s`;
  },
};

export const serverFrozen: Scenario = {
  name: "server-frozen",
  what: "SIGSTOP of the server, SIGCONT after 60 s",
  async fault(world, stage) {
    world.server.process.kill("SIGSTOP");
    await stage.lasting({ long: 60, short: 5 });
    world.server.process.kill("SIGCONT");
    return undefined;
  },
};
