import { Readable } from "node:stream";
import {
  type AdapterContract,
  callAround,
  describeAdapter,
  endlessChunks,
  listen,
  pause,
  slowChunks,
  stop,
} from "@vigie/testing/adapters";
import express5 from "express";
// @ts-expect-error: the alias has no types of its own.
import express4 from "express4";
import { describe, expect, it } from "vitest";
import { createVigie } from "../index.ts";
import { vigieExpress } from "./express.ts";

async function start(contract: AdapterContract, express: typeof express5, catchAsync: boolean) {
  const vigie = createVigie(contract);
  const trace = () => vigie.traceId() ?? "";
  const app = express();
  app.use(vigieExpress(vigie));
  app.use(express.json({ limit: "1mb" }));
  app.get("/users/:id", async (req, res) => {
    await pause(1);
    res.json({ id: req.params.id, trace: trace() });
  });
  app.post("/users", (req, res) => {
    res.json({ bytes: JSON.stringify(req.body).length, trace: trace() });
  });
  app.get("/wait/:ms", async (req, res) => {
    const before = trace();
    await pause(Number(req.params.ms));
    res.json({ trace: trace(), before });
  });
  app.get("/throws/sync", () => {
    throw new Error("sync");
  });
  app.get("/throws/async", async (_req, _res, next) => {
    await pause(1);
    // Express 4 does not wait for promises.
    if (!catchAsync) return next(new Error("async"));
    throw new Error("async");
  });
  app.get("/stream", (_req, res) => {
    Readable.from(slowChunks()).pipe(res);
  });
  app.get("/endless", (_req, res) => {
    Readable.from(endlessChunks()).pipe(res);
  });
  app.get("/silent", () => {});
  app.get("/calls", async (req, res) => {
    await callAround(String(req.query.to));
    res.json({});
  });
  app.get("/health", (_req, res) => {
    res.send("ok");
  });
  app.get("/assets/app.css", (_req, res) => {
    res.send("a{}");
  });
  const api = express.Router();
  const org = express.Router({ mergeParams: true });
  org.get("/items/:item", (req, res) => {
    const { org, item } = req.params as { org?: string; item?: string };
    res.json({ org, item });
  });
  org.get("/broken", () => {
    throw new Error("nested");
  });
  api.use("/orgs/:org", org);
  app.use("/api", api);
  // Express prints what is thrown, unless this is set.
  app.set("env", "test");
  const server = app.listen(0, "127.0.0.1");
  return {
    url: await listen(server),
    flush: () => vigie.flush(),
    [Symbol.asyncDispose]: async () => {
      await stop(server);
      await vigie.close();
    },
  };
}

describeAdapter("express 5", (contract) => start(contract, express5, true));
describeAdapter("express 4", (contract) => start(contract, express4 as unknown as typeof express5, false));

describe.each([
  ["5", express5],
  ["4", express4 as unknown as typeof express5],
])("templates of Express %s", (_version, express) => {
  async function templatesOf(build: (app: express5.Express) => void, paths: string[]): Promise<string[]> {
    const routes: string[] = [];
    const vigie = createVigie({
      service: "templates",
      processMetrics: false,
      transport: async (batch) => {
        routes.push(...batch.rollups.map((rollup) => rollup.route));
        return { id: batch.id, duplicate: false, serverTime: Date.now() };
      },
    });
    const app = express();
    app.use(vigieExpress(vigie));
    build(app);
    const server = app.listen(0, "127.0.0.1");
    const url = await listen(server);
    for (const path of paths) await (await fetch(url + path)).text();
    while (vigie.stats().recorded < paths.length) await pause(5);
    await vigie.close();
    await stop(server);
    return routes;
  }
  const answer: express5.RequestHandler = (_req, res) => {
    res.send("ok");
  };

  it("of a router that is mounted twice", async () => {
    const router = express.Router();
    router.get("/:id", answer);
    const paths = ["/v1/things/1", "/v2/things/2"];
    expect(
      await templatesOf((app) => {
        app.use("/v1/things", router);
        app.use("/v2/things", router);
      }, paths),
    ).toEqual(["/v1/things/:id", "/v2/things/:id"]);
  });

  it("of a mounted app", async () => {
    const inner = express();
    inner.get("/items/:id", answer);
    expect(await templatesOf((app) => app.use("/shops/:shop", inner), ["/shops/7/items/8"])).toEqual([
      "/shops/:shop/items/:id",
    ]);
  });

  it("of a list of paths and of a regular expression", async () => {
    const build = (app: express5.Express) => {
      app.get(["/a/:x", "/b/:y"], answer);
      app.get(/^\/commits\/(\w+)$/, answer);
    };
    expect(await templatesOf(build, ["/a/1", "/b/2", "/commits/abcdef"])).toEqual(["/a/:x", "/b/:y", "/commits/:0"]);
  });

  it("is the route that answered after others let the request pass", async () => {
    const build = (app: express5.Express) => {
      app.get("/users/:id", (_req, _res, next) => next());
      app.get("/users/me", answer);
    };
    expect(await templatesOf(build, ["/users/me"])).toEqual(["/users/me"]);
  });
});
