import type { FastifyPluginCallback, FastifyReply } from "fastify";
import { coreOf } from "../core/attach.ts";
import type { Vigie } from "../core/vigie.ts";
import { type Framework, noteThrown, watchExchange } from "./exchange.ts";

const TRACE_HEADER = "x-trace-id";
const WATCHED = Symbol("vigie");

/**
 * Records every request of a Fastify 5 app: the plugin applies to the whole app that it is registered in, not to a
 * part of it.
 *
 * @example
 * app.register(vigieFastify(vigie));
 */
export function vigieFastify(vigie: Vigie): FastifyPluginCallback {
  const core = coreOf(vigie);
  const framework: Framework = {
    counting: "response",
    setsHeader: true,
    contentLength: ({ source }) => (source as FastifyReply).getHeader("content-length"),
    endpointOf: ({ source, method, url }) =>
      core.endpoints.of(method, (source as FastifyReply).request.routeOptions.url, url),
  };
  const plugin: FastifyPluginCallback = (app, _options, done) => {
    // Registered before, here or further out.
    if (app.hasDecorator(WATCHED)) return done();
    app.decorate(WATCHED, true);
    // The end is not taken from onResponse, which does not run when the client goes away, and has its price.
    app.addHook("onRequest", (request, reply, next) => {
      const exchange = watchExchange(core, framework, request.raw, reply.raw, reply);
      if (exchange === undefined) return next();
      // Not on the raw response, where it costs about 5 µs more.
      reply.header(TRACE_HEADER, exchange.scope.traceId);
      watchReplies(reply);
      if (core.context === undefined) next();
      else core.context.run(exchange.scope, next);
    });
    done();
  };
  return Object.assign(plugin, {
    [Symbol.for("skip-override")]: true,
    [Symbol.for("fastify.display-name")]: "@vigie/node",
  });
}

const prototypes = new WeakSet<object>();

/** Wraps what all replies share; each part of an app has a prototype of its own, all of them above the same one. */
function watchReplies(reply: FastifyReply): void {
  const own: object = Object.getPrototypeOf(reply);
  if (prototypes.has(own)) return;
  prototypes.add(own);
  let prototype = own;
  while (!Object.hasOwn(prototype, "send")) {
    prototype = Object.getPrototypeOf(prototype);
    if (prototype === null) return;
  }
  if (prototype !== own && prototypes.has(prototype)) return;
  prototypes.add(prototype);
  keepHeaderWhenHijacked(prototype as FastifyReply);
  watchErrors(prototype as FastifyReply, reply);
}

/** A hijacked reply is answered without Fastify, which then does not send the headers that were set on the reply. */
function keepHeaderWhenHijacked(prototype: FastifyReply): void {
  const { hijack } = prototype;
  prototype.hijack = function hijackWithTrace(this: FastifyReply) {
    const traceId = this.getHeader(TRACE_HEADER);
    if (traceId !== undefined && !this.raw.headersSent) this.raw.setHeader(TRACE_HEADER, traceId);
    return hijack.call(this);
  };
}

/**
 * Whatever is thrown, rejected or given to `done` comes to `reply.send`, before any handler of errors. The hook `onError` does not
 * run when the app's own handler answers.
 */
function watchErrors(prototype: FastifyReply, reply: FastifyReply): void {
  // Fastify's mark for what was thrown and is no Error.
  const isError = Object.getOwnPropertySymbols(reply).find(
    ({ description }) => description === "fastify.reply.isError",
  );
  const { send } = prototype as { send: (this: FastifyReply, payload: unknown) => FastifyReply };
  prototype.send = function watchedSend(this: FastifyReply, payload?: unknown) {
    if (payload instanceof Error || (isError !== undefined && (this as never)[isError] === true)) {
      noteThrown(this.request.raw, this.raw, payload);
    }
    return send.call(this, payload);
  };
}
