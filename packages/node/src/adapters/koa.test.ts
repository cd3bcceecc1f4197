import { createServer } from "node:http";
import { Readable } from "node:stream";
import Router from "@koa/router";
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
import Koa from "koa";
import { createVigie } from "../index.ts";
import { vigieKoa } from "./koa.ts";

async function start(contract: AdapterContract) {
  const vigie = createVigie(contract);
  const trace = () => vigie.traceId() ?? "";
  const app = new Koa();
  app.silent = true;
  app.use(vigieKoa(vigie));
  const router = new Router();
  router.get("/users/:id", async (ctx) => {
    await pause(1);
    ctx.body = { id: ctx.params.id, trace: trace() };
  });
  router.post("/users", async (ctx) => {
    let text = "";
    for await (const chunk of ctx.req) text += chunk;
    ctx.body = { bytes: text.length, trace: trace() };
  });
  router.get("/wait/:ms", async (ctx) => {
    const before = trace();
    await pause(Number(ctx.params.ms));
    ctx.body = { trace: trace(), before };
  });
  router.get("/throws/sync", () => {
    throw new Error("sync");
  });
  router.get("/throws/async", async () => {
    await pause(1);
    throw new Error("async");
  });
  router.get("/stream", (ctx) => {
    ctx.body = Readable.from(slowChunks());
  });
  router.get("/endless", (ctx) => {
    ctx.body = Readable.from(endlessChunks());
  });
  router.get("/silent", () => new Promise(() => {}));
  router.get("/calls", async (ctx) => {
    await callAround(String(ctx.query.to));
    ctx.body = {};
  });
  router.get("/health", (ctx) => {
    ctx.body = "ok";
  });
  router.get("/assets/app.css", (ctx) => {
    ctx.body = "a{}";
  });
  const org = new Router();
  org.get("/items/:item", (ctx) => {
    ctx.body = { org: ctx.params.org, item: ctx.params.item };
  });
  org.get("/broken", () => {
    throw new Error("nested");
  });
  const api = new Router();
  api.use("/orgs/:org", org.routes());
  router.use("/api", api.routes());
  app.use(router.routes());
  const server = createServer(app.callback());
  return {
    url: await listen(server),
    flush: () => vigie.flush(),
    [Symbol.asyncDispose]: async () => {
      await stop(server);
      await vigie.close();
    },
  };
}

describeAdapter("koa", start);
