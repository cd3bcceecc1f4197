import { createServer, IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInThisContext } from "node:vm";
import { listen, stop } from "@vigie/testing/adapters";
import express5 from "express";
// @ts-expect-error: the alias has no types of its own.
import express4 from "express4";
import { describe, expect, it } from "vitest";
import { createVigie, type Vigie } from "../index.ts";
import { vigieExpress } from "./express.ts";

interface Exchanged {
  req: IncomingMessage;
  res: ServerResponse;
}

/** Asks V8, which understands the question only while the flag is set and a function is compiled: when it is first called. */
function sameHiddenClass(): (a: object, b: object) => boolean {
  setFlagsFromString("--allow-natives-syntax");
  try {
    const same = runInThisContext("(a, b) => %HaveSameMap(a, b)") as (a: object, b: object) => boolean;
    same({}, {});
    return same;
  } finally {
    setFlagsFromString("--no-allow-natives-syntax");
  }
}

function quietVigie(): Vigie {
  return createVigie({
    service: "shapes",
    processMetrics: false,
    transport: async (batch) => ({ id: batch.id, duplicate: false, serverTime: Date.now() }),
  });
}

/** Asks for the path twice at a time, so that both requests are alive, and gives both as they were when they had been answered. */
async function twoAtOnce(url: string, answered: Exchanged[]): Promise<[Exchanged, Exchanged]> {
  answered.length = 0;
  await Promise.all([fetch(url), fetch(url)].map(async (response) => (await response).text()));
  return answered as [Exchanged, Exchanged];
}

describe.each([
  ["5", express5],
  ["4", express4 as unknown as typeof express5],
])("requests of Express %s", (_version, express) => {
  async function start(vigie: Vigie | undefined) {
    const answered: Exchanged[] = [];
    const app = express();
    app.set("env", "test");
    if (vigie) app.use(vigieExpress(vigie));
    const waiting: (() => void)[] = [];
    app.get("/pairs/:id", (req, res) => {
      waiting.push(() => {
        res.on("finish", () => answered.push({ req, res }));
        res.status(201).json({ id: req.params.id });
      });
      if (waiting.length === 2) for (const answer of waiting.splice(0)) answer();
    });
    app.get("/alone", (req, res) => {
      res.on("finish", () => answered.push({ req, res }));
      res.send("ok");
    });
    const server = app.listen(0, "127.0.0.1");
    const url = await listen(server);
    return {
      app,
      url,
      answered,
      [Symbol.asyncDispose]: async () => {
        await stop(server);
        await vigie?.close();
      },
    };
  }

  it("have one hidden class together from the second on", async () => {
    await using service = await start(quietVigie());
    await (await fetch(`${service.url}/alone`)).text();
    const [one, other] = await twoAtOnce(`${service.url}/pairs/7`, service.answered);
    const same = sameHiddenClass();
    expect([same(one.req, other.req), same(one.res, other.res)]).toEqual([true, true]);
  });

  it("have the properties and values that they have without Vigie", async () => {
    const seen = async (vigie: Vigie | undefined) => {
      await using service = await start(vigie);
      await (await fetch(`${service.url}/alone`)).text();
      const [{ req, res }] = await twoAtOnce(`${service.url}/pairs/7?full=1`, service.answered);
      const { baseUrl, originalUrl, params, query, route } = req as express5.Request;
      return {
        keys: [Object.keys(req).sort(), Object.keys(res).sort()],
        values: [baseUrl, originalUrl, { ...params }, { ...query }, route?.path, res.statusCode, res.statusMessage],
        locals: { ...(res as express5.Response).locals },
      };
    };
    expect(await seen(quietVigie())).toEqual(await seen(undefined));
  });

  it("of another server in the process are left alone", async () => {
    await using service = await start(quietVigie());
    await (await fetch(`${service.url}/alone`)).text();
    const keysOf = async (listener: (tell: (keys: string[][]) => void) => RequestListener) => {
      let server: Server | undefined;
      try {
        const found = new Promise<string[][]>((tell) => {
          server = createServer(listener(tell));
        });
        await (await fetch(await listen((server as unknown as Server).listen(0, "127.0.0.1")))).text();
        return await found;
      } finally {
        if (server) await stop(server);
      }
    };
    const keys = await keysOf((tell) => (req, res) => {
      tell([Object.keys(req), Object.keys(res)]);
      res.end();
    });
    expect(keys.flat()).not.toContain("route");
    expect(keys.flat()).not.toContain("locals");
  });

  it("are answered where a property cannot be written", async () => {
    const vigie = quietVigie();
    const app = express();
    app.use(vigieExpress(vigie));
    app.get("/alone", (_req, res) => {
      res.send("ok");
    });
    class Sealed extends IncomingMessage {
      get route(): undefined {
        return undefined;
      }
    }
    const server = createServer({ IncomingMessage: Sealed }, app).listen(0, "127.0.0.1");
    const url = await listen(server);
    try {
      const bodies = [];
      for (let i = 0; i < 3; i++) bodies.push(await (await fetch(`${url}/alone`)).text());
      expect(bodies).toEqual(["ok", "ok", "ok"]);
    } finally {
      await stop(server);
      await vigie.close();
    }
  });
});
