import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  type AdapterContract,
  answerOf,
  call,
  describeErrors,
  hangUp,
  listen,
  Recording,
  stop,
  throwing,
} from "@vigie/testing/adapters";
import { expect, it } from "vitest";
import { createVigie } from "../index.ts";
import { vigieHttp } from "./http.ts";

const ROUTES: [route: string, pattern: RegExp][] = [
  ["/nested/:org/broken", /^\/nested\/([^/]+)\/broken$/],
  ...["answered/:status", "line/:line", "odd/:what", "two/:which", "status/:status"].map((route): [string, RegExp] => [
    `/${route}`,
    new RegExp(`^/${route.split("/")[0]}/([^/]+)$`),
  ]),
];

async function start(contract: AdapterContract | undefined) {
  const vigie = contract && createVigie(contract);
  const match = (req: IncomingMessage) => {
    const path = req.url ?? "";
    const found = ROUTES.find(([, pattern]) => pattern.test(path));
    return { route: found?.[0] ?? path, value: found?.[1].exec(path)?.[1] ?? "" };
  };
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { route, value } = match(req);
    switch (route) {
      case "/sync":
        return throwing.sync();
      case "/async":
        return await throwing.async();
      case "/way":
        return throwing.first();
      case "/nested/:org/broken":
        return throwing.nested();
      case "/answered/:status":
        return throwing.answered(Number(value));
      case "/line/:line":
        return throwing.line(value);
      case "/odd/:what":
        return throwing.odd(value);
      case "/two/:which":
        return value === "first" ? throwing.first() : throwing.second();
      case "/late":
        res.write("begun");
        return throwing.late();
      case "/told":
        try {
          throwing.second();
        } catch (error) {
          vigie?.error(error);
        }
        break;
      case "/status/:status":
        res.statusCode = Number(value);
        break;
      default:
        res.statusCode = 404;
    }
    res.end("{}");
  };
  const handler = async (req: IncomingMessage, res: ServerResponse) => {
    try {
      await answer(req, res);
    } catch (error) {
      vigie?.error(error);
      if (res.headersSent) return void res.destroy();
      res.statusCode = answerOf(error) ?? 500;
      res.end(JSON.stringify({ handled: error instanceof Error ? error.message : "" }));
    }
  };
  const route = (req: IncomingMessage) => match(req).route;
  const server = createServer(vigie ? vigieHttp(vigie, handler, { route }) : handler);
  return {
    url: await listen(server),
    flush: async () => vigie?.flush(),
    [Symbol.asyncDispose]: async () => {
      await stop(server);
      await vigie?.close();
    },
  };
}

describeErrors("node:http", start, { tellsAll: true });

it("leaves what a handler throws or rejects as it is, and knows it when the process survives", async () => {
  const recording = new Recording();
  const vigie = createVigie({ service: "http", transport: recording.transport, processMetrics: false });
  const handler = (req: IncomingMessage, res: ServerResponse) => {
    setTimeout(() => res.writeHead(500).end(), 20);
    if (req.url === "/sync") throwing.sync();
    return throwing.async();
  };
  const watched = vigieHttp(vigie, handler);
  const seen: unknown[] = [];
  const server = createServer((req, res) => {
    // The listener's type says that it returns nothing.
    const run = watched as (req: IncomingMessage, res: ServerResponse) => Promise<never>;
    try {
      run(req, res).catch((error: unknown) => seen.push(error));
    } catch (error) {
      seen.push(error);
    }
  });
  const url = await listen(server);
  try {
    await call(`${url}/sync`);
    await call(`${url}/async`);
    await recording.until(2, () => vigie.flush());
  } finally {
    await stop(server);
    await vigie.close();
  }
  expect(seen).toMatchObject([{ name: "TypeError" }, { name: "RangeError" }]);
  expect(recording.errors().map(({ type }) => type)).toEqual(["TypeError", "RangeError"]);
});

it("counts no error for a client that left", async () => {
  const recording = new Recording();
  const vigie = createVigie({ service: "http", transport: recording.transport, processMetrics: false });
  const server = createServer(vigieHttp(vigie, (_req, res) => void res.write("x")));
  const url = await listen(server);
  await hangUp(url, "first bytes");
  await recording.until(1, () => vigie.flush());
  await stop(server);
  await vigie.close();
  expect(recording.errors()).toEqual([]);
});
