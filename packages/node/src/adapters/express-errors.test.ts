import {
  type AdapterContract,
  answerOf,
  call,
  describeErrors,
  listen,
  pause,
  Recording,
  stop,
  throwing,
} from "@vigie/testing/adapters";
import express5 from "express";
// @ts-expect-error: the alias has no types of its own.
import express4 from "express4";
import { describe, expect, it, vi } from "vitest";
import { createVigie } from "../index.ts";
import { vigieExpress } from "./express.ts";

type Express = typeof express5;

async function start(
  contract: AdapterContract | undefined,
  express: Express,
  build: (app: express5.Express, tell: (error: unknown) => void) => void,
) {
  const vigie = contract && createVigie(contract);
  const app = express();
  // In production Express answers without the stack, whose frames differ, and prints it.
  app.set("env", "production");
  const print = vi.spyOn(console, "error").mockImplementation(() => {});
  if (vigie) app.use(vigieExpress(vigie));
  build(app, (error) => vigie?.error(error));
  const server = app.listen(0, "127.0.0.1");
  return {
    app,
    url: await listen(server),
    flush: async () => vigie?.flush(),
    [Symbol.asyncDispose]: async () => {
      await stop(server);
      await vigie?.close();
      print.mockRestore();
    },
  };
}

function routes(express: Express, catchesAsync: boolean) {
  return (app: express5.Express, tell: (error: unknown) => void) => {
    app.get("/sync", throwing.sync);
    app.get("/async", async (_req, _res, next) => {
      // Express 4 does not wait for promises.
      if (catchesAsync) await throwing.async();
      else throwing.async().catch(next);
    });
    app.get("/way", (_req, _res, next) => {
      try {
        throwing.first();
      } catch (error) {
        next(error);
      }
    });
    const org = express.Router({ mergeParams: true });
    org.get("/broken", throwing.nested);
    const nested = express.Router();
    nested.use("/:org", org);
    app.use("/nested", nested);
    app.get("/answered/:status", (req) => throwing.answered(Number(req.params.status)));
    app.get("/line/:line", (req) => throwing.line(req.params.line));
    app.get("/odd/:what", (req) => throwing.odd(req.params.what));
    app.get("/two/:which", (req) => (req.params.which === "first" ? throwing.first() : throwing.second()));
    app.get("/late", (_req, res) => {
      res.write("begun");
      throwing.late();
    });
    app.get("/told", (_req, res) => {
      try {
        throwing.second();
      } catch (error) {
        tell(error);
      }
      res.json("fine");
    });
    app.get("/status/:status", (req, res) => {
      res.status(Number(req.params.status)).json({});
    });
    const answerErrors: express5.ErrorRequestHandler = (error, _req, res, next) => {
      const status = answerOf(error);
      if (status === undefined) next(error);
      else res.status(status).json({ handled: error.message });
    };
    app.use(answerErrors);
  };
}

const four = express4 as unknown as Express;
describeErrors("express 5", (contract) => start(contract, express5, routes(express5, true)));
describeErrors("express 4", (contract) => start(contract, four, routes(four, false)));

describe.each([
  ["5", express5],
  ["4", four],
])("errors of Express %s", (_version, express) => {
  async function launch(build: (app: express5.Express) => void) {
    const recording = new Recording();
    const contract: AdapterContract = {
      service: "errors",
      transport: recording.transport,
      asyncContext: true,
      processMetrics: false,
      flushIntervalMs: 1_000,
    };
    const app = await start(contract, express, build);
    return {
      app: app.app,
      url: app.url,
      async places(requests: number) {
        await recording.until(requests, () => app.flush());
        return recording.errors().map(({ place, count }) => `${/throw\w+/.exec(place)?.[0]} ${count}`);
      },
      [Symbol.asyncDispose]: app[Symbol.asyncDispose],
    };
  }

  it("are known without any error handler, from the first request on", async () => {
    await using app = await launch((target) => target.get("/", throwing.first));
    expect((await call(app.url)).status).toBe(500);
    expect(await app.places(1)).toEqual(["throwFirst 1"]);
  });

  it("are known from a parameter's loader, and from an app that is mounted", async () => {
    await using app = await launch((target) => {
      target.param("id", (_req, _res, next) => {
        try {
          throwing.second();
        } catch (error) {
          next(error);
        }
      });
      target.get("/users/:id", (_req, res) => void res.json({}));
      const inner = express();
      inner.get("/broken", throwing.nested);
      target.use("/inner", inner);
    });
    await call(`${app.url}/users/1`);
    await call(`${app.url}/inner/broken`);
    expect(await app.places(2)).toEqual(["throwSecond 1", "throwNested 1"]);
  });

  it("are known in routes that are added later, and the app does not grow with its requests", async () => {
    await using app = await launch((target) => target.get("/", (_req, res) => void res.json({})));
    await call(app.url);
    app.app.get("/later", throwing.first);
    const stack = (app.app as unknown as Record<string, { stack: unknown[] } | undefined>)[
      express === express5 ? "router" : "_router"
    ]?.stack;
    for (let i = 0; i < 5; i++) await call(`${app.url}/later`);
    const length = stack?.length;
    for (let i = 0; i < 5; i++) await call(`${app.url}/later`);
    expect(stack?.length).toBe(length);
    expect(await app.places(11)).toEqual(["throwFirst 10"]);
  });

  it("are the first of several, which the others wrap", async () => {
    await using app = await launch((target) => {
      target.get("/", throwing.first);
      const wrap: express5.ErrorRequestHandler = (error) => {
        throw new Error("wrapped", { cause: error });
      };
      target.use(wrap);
    });
    await call(app.url);
    await pause(1);
    expect(await app.places(1)).toEqual(["throwFirst 1"]);
  });
});
