// One variant: an app with one route, in a process of its own. Arguments: framework, variant, the receiver's URL.
import { createRequire } from "node:module";
import type { AddressInfo, Server } from "node:net";
import { answer } from "@vigie/testing/child";
import { prepare, type Recorded, recordExpress, recordFastify } from "./recorders.ts";
import type { Framework, Variant } from "./variants.ts";

const require = createRequire(import.meta.url);
const [framework, variant, receiverUrl = ""] = process.argv.slice(2) as [Framework, Variant, string];

/** About 1 KB as JSON. */
const ITEM = {
  name: "A lantern of brass and glass",
  description: "Turns by itself, and is seen from eleven miles away when the air is clear. ".repeat(6),
  tags: ["brass", "glass", "light", "sea", "turning"],
  price: { amount: 1299.5, currency: "EUR" },
  stock: Array.from({ length: 8 }, (_, i) => ({ warehouse: `north-${i}`, count: i * 7, reserved: i })),
};

prepare(variant);

let recorded: Recorded;
let listen: () => Promise<Server>;
if (framework === "Express") {
  const express = require("express") as typeof import("express");
  const app = express();
  recorded = recordExpress(app, variant, receiverUrl);
  app.get("/items/:id", (req, res) => {
    res.json({ id: req.params.id, ...ITEM });
  });
  listen = () =>
    new Promise((done) => {
      const server = app.listen(0, "127.0.0.1", () => done(server));
    });
} else {
  const { fastify } = require("fastify") as typeof import("fastify");
  const app = fastify();
  recorded = await recordFastify(app, variant, receiverUrl);
  app.get<{ Params: { id: string } }>("/items/:id", (request, reply) => {
    reply.send({ id: request.params.id, ...ITEM });
  });
  listen = async () => {
    await app.listen({ port: 0, host: "127.0.0.1" });
    return app.server;
  };
}

const answers = {
  listen: async () => ((await listen()).address() as AddressInfo).port,
  /** User and system time of all threads since the start, microseconds. */
  cpuMicros: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  recorded: () => recorded(),
};
export type ServerAnswers = typeof answers;
answer(answers);
