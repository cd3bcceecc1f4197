import { coreOf } from "../core/attach.ts";
import type { Core } from "../core/core.ts";
import type { Place } from "../core/request-scope.ts";
import type { Vigie } from "../core/vigie.ts";
import { WAIT } from "../core/waits.ts";

type Method<This = unknown> = (this: This, ...args: unknown[]) => unknown;

const PLACE = Symbol("vigie place");
const WATCHED = Symbol("vigie watched");

/** What is used of the commands of ioredis: they settle their promise by calling these of their own. */
interface Command {
  readonly name: string;
  resolve: Method;
  reject: Method;
  /** Those of its arguments that are keys. */
  getKeys?(): readonly unknown[];
  /** Whose it is, if it was put into a pipeline. */
  [PLACE]?: Place | undefined;
  /** The `resolve` by which it was last watched. A pipeline that is sent again gives its commands new ones. */
  [WATCHED]?: Method;
}

interface PipelineOfRedis {
  readonly redis?: object;
  sendCommand: Method<PipelineOfRedis>;
}

interface Redis {
  sendCommand: Method;
  connect: Method;
  pipeline: () => PipelineOfRedis;
}

const watchedClients = new WeakMap<object, Core>();
const pipelines = new WeakSet<object>();

/**
 * Records what requests wait for in ioredis 5 and 6: each command, also those of pipelines and transactions, from being sent until its
 * answer. Takes a `Redis` or a `Cluster`, and returns it as it is. What `duplicate()` makes is another client.
 *
 * @example
 * import { Redis } from "ioredis";
 * import { vigieRedis } from "@vigie/node/ioredis";
 * const redis = vigieRedis(vigie, new Redis());
 */
export function vigieRedis<T extends object>(vigie: Vigie, redis: T): T {
  const core = coreOf(vigie);
  // Without it no command can be told to belong to a request.
  if (core.context === undefined) return redis;
  try {
    watchClient(core, redis as unknown as Redis);
  } catch (error) {
    core.settings.problems.tell(
      "recorder",
      "Vigie: vigieRedis() knows ioredis 5 and 6; this client is not watched.",
      error,
    );
  }
  return redis;
}

function watchClient(core: Core, redis: Redis): void {
  const { sendCommand, connect } = redis;
  if (typeof sendCommand !== "function" || typeof connect !== "function") throw new TypeError("no sendCommand()");
  const isNew = !watchedClients.has(redis);
  if (isNew) watchPipelines(Object.getPrototypeOf(redis.pipeline()));
  watchedClients.set(redis, core);
  if (!isNew) return;
  redis.sendCommand = function sendWatched(...args) {
    const current = watchedClients.get(redis) ?? core;
    current.guard(() => watchCommand(current, args[0] as Command));
    return sendCommand.apply(this, args);
  };
  // What a connection says by itself belongs to nobody, also when the first request opens it.
  redis.connect = function connectOutside(...args) {
    return (watchedClients.get(redis) ?? core).outside(() => connect.apply(this, args));
  };
}

/** Automatic pipelines send the commands of many requests on behalf of one of them. */
function watchPipelines(prototype: PipelineOfRedis): void {
  if (pipelines.has(prototype)) return;
  pipelines.add(prototype);
  const { sendCommand } = prototype;
  prototype.sendCommand = function sendWatched(...args) {
    const core = this.redis && watchedClients.get(this.redis);
    core?.guard(() => {
      (args[0] as Command)[PLACE] = core.place();
    });
    return sendCommand.apply(this, args);
  };
}

function watchCommand(core: Core, command: Command): void {
  // It comes here again when it had to wait for the connection.
  if (command[WATCHED] === command.resolve) return;
  const place = PLACE in command ? command[PLACE] : core.place();
  if (place === undefined || place.request.waits?.closed) return;
  const waits = place.request.waiting();
  const { resolve, reject } = command;
  const now = performance.now();
  const span = place.request.spanning().begin("cache", command.name, keyOf(command), place.span, now);
  let isOpen = true;
  const settled = () => {
    if (!isOpen) return;
    isOpen = false;
    const endedAt = performance.now();
    waits.end(WAIT.cache, endedAt);
    span?.end(endedAt);
  };
  command.resolve = function resolveWatched(...args) {
    settled();
    return resolve.apply(this, args);
  };
  command.reject = function rejectWatched(...args) {
    if (isOpen) span?.fail(args[0]);
    settled();
    return reject.apply(this, args);
  };
  command[WATCHED] = command.resolve;
  waits.begin(WAIT.cache, now);
}

/** Its first key. Taken at once, as the command itself would keep all its arguments in memory. */
function keyOf(command: Command): string | undefined {
  try {
    const [key] = command.getKeys?.() ?? [];
    return key === undefined ? undefined : key instanceof Uint8Array ? String(key.subarray(0, 256)) : String(key);
  } catch {
    // Of arguments that the server will refuse, too.
    return undefined;
  }
}
