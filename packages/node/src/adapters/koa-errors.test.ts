import { createServer } from "node:http";
import Router from "@koa/router";
import { type AdapterContract, answerOf, describeErrors, listen, stop, throwing } from "@vigie/testing/adapters";
import Koa from "koa";
import { createVigie } from "../index.ts";
import { vigieKoa } from "./koa.ts";

async function start(contract: AdapterContract | undefined, tells: "by event" | "by order") {
  const vigie = contract && createVigie(contract);
  const app = new Koa();
  app.silent = true;
  if (vigie) app.use(vigieKoa(vigie));
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const status = answerOf(error);
      if (status === undefined) throw error;
      ctx.status = status;
      ctx.body = { handled: (error as Error).message };
      if (tells === "by event") ctx.app.emit("error", error, ctx);
    }
  });
  if (vigie && tells === "by order") app.use(vigieKoa(vigie));
  const router = new Router();
  router.get("/sync", throwing.sync);
  router.get("/async", () => throwing.async());
  router.get("/way", (ctx) => {
    try {
      throwing.first();
    } catch (error) {
      ctx.throw(error as Error);
    }
  });
  const org = new Router();
  org.get("/broken", throwing.nested);
  const nested = new Router();
  nested.use("/:org", org.routes());
  router.use("/nested", nested.routes());
  router.get("/answered/:status", (ctx) => throwing.answered(Number(ctx.params.status)));
  router.get("/line/:line", (ctx) => throwing.line(String(ctx.params.line)));
  router.get("/odd/:what", (ctx) => throwing.odd(String(ctx.params.what)));
  router.get("/two/:which", (ctx) => (ctx.params.which === "first" ? throwing.first() : throwing.second()));
  router.get("/late", (ctx) => {
    ctx.res.writeHead(200);
    ctx.res.write("begun");
    throwing.late();
  });
  router.get("/told", (ctx) => {
    try {
      throwing.second();
    } catch (error) {
      vigie?.error(error);
    }
    ctx.body = "fine";
  });
  router.get("/status/:status", (ctx) => {
    ctx.status = Number(ctx.params.status);
    ctx.body = {};
  });
  app.use(router.routes());
  const server = createServer(app.callback());
  return {
    url: await listen(server),
    flush: async () => vigie?.flush(),
    [Symbol.asyncDispose]: async () => {
      await stop(server);
      await vigie?.close();
    },
  };
}

describeErrors("koa", (contract) => start(contract, "by event"));
describeErrors("koa, with the adapter once more behind what catches", (contract) => start(contract, "by order"));
