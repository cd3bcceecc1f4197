import { Writable } from "node:stream";
import { coreOf } from "../core/attach.ts";
import type { Core } from "../core/core.ts";
import { levelRanked } from "../core/logs/levels.ts";
import type { RequestScope } from "../core/request-scope.ts";
import type { Vigie } from "../core/vigie.ts";

/** What winston hands its transports: level and message, and whatever came with them. */
interface Info {
  level: string;
  message: unknown;
  [name: string | symbol]: unknown;
}

interface Logger extends NodeJS.ReadableStream {
  levels?: Record<string, number>;
  level?: string;
  write: (this: unknown, info: Info, ...rest: unknown[]) => boolean;
}

/** The level as it was given: formats may colour the other one. */
const LEVEL = Symbol.for("level");
const SPLAT = Symbol.for("splat");
/** The request in which a log was written. */
const SCOPE = Symbol("vigie scope");
const TOLD = new Set(["level", "message", "timestamp", "ms"]);
const TOLD_OF_ERRORS = new Set([...TOLD, "stack", "cause", "name"]);

/** What may be set of a transport of winston's. */
export interface VigieWinstonOptions {
  /** What matters less is not kept for Vigie. Default: the logger's level. */
  level?: string;
}

/**
 * A transport of winston 3 that keeps what is logged for Vigie, with the request in which it was logged. Formats of the logger apply
 * before; `format.errors({ stack: true })` and errors among the metadata keep their stack and causes.
 *
 * @example
 * import { createLogger, transports } from "winston";
 * import { vigieWinston } from "@vigie/node/winston";
 * const logger = createLogger({ transports: [new transports.Console(), vigieWinston(vigie)] });
 */
export function vigieWinston(vigie: Vigie, options: VigieWinstonOptions = {}): VigieTransport {
  return new VigieTransport(coreOf(vigie), options);
}

class VigieTransport extends Writable {
  /** What winston asks its transports for; it sets the last two itself. */
  level?: string;
  silent?: boolean;
  parent?: Logger;
  levels?: Record<string, number>;
  readonly #core: Core;
  readonly #restore = new Map<unknown, () => void>();

  constructor(core: Core, { level }: VigieWinstonOptions) {
    super({ objectMode: true });
    this.#core = core;
    if (level !== undefined) this.level = level;
    this.on("pipe", (logger) => core.guard(() => this.#watch(logger as unknown as Logger)));
    this.on("unpipe", (logger) => core.guard(() => this.#restore.get(logger)?.()));
  }

  /** winston takes nothing without it for a transport. */
  log(info: unknown, next: () => void): void {
    this.#core.guard(() => this.#keep(info as Info));
    next();
  }

  override _write(info: unknown, _encoding: string, next: () => void): void {
    this.log(info, next);
  }

  /** A logger that is held up by another transport hands its lines on later, in nobody's request: so the request is noted before. */
  #watch(logger: Logger): void {
    this.levels = logger.levels;
    this.parent = logger;
    const { write } = logger;
    const core = this.#core;
    logger.write = function writeScoped(this: unknown, info, ...rest) {
      core.guard(() => {
        const scope = core.scope();
        if (scope !== undefined && typeof info === "object" && info !== null && Object.isExtensible(info)) {
          info[SCOPE] = scope;
        }
      });
      return write.call(this, info, ...rest);
    };
    const wrapped = logger.write;
    this.#restore.set(logger, () => {
      this.#restore.delete(logger);
      if (logger.write === wrapped) logger.write = write;
    });
  }

  #keep(info: Info): void {
    if (this.silent || typeof info !== "object" || info === null) return;
    const name = String(info[LEVEL] ?? info.level);
    const ranks = this.levels ?? {};
    const least = this.level ?? this.parent?.level;
    if (least !== undefined && rankOf(ranks, name) > rankOf(ranks, least)) return;
    const given = { level: levelRanked(name, ranks), message: info.message, attributes: info };
    const errors = errorsOf(info);
    const without = errors.length > 0 ? TOLD_OF_ERRORS : TOLD;
    this.#core.log({ ...given, without, errors }, (info[SCOPE] as RequestScope | undefined) ?? this.#core.scope());
  }
}

function rankOf(ranks: Readonly<Record<string, number>>, name: string): number {
  return Object.hasOwn(ranks, name) ? (ranks[name] ?? 0) : 0;
}

/**
 * The errors of a log: it may be one itself, or have come with some. What `format.errors` or winston itself made of one has its
 * message and stack, and is one where nothing else is.
 */
function errorsOf(info: Info): unknown[] {
  if (info instanceof Error) return [info];
  const splat = info[SPLAT];
  const given = Array.isArray(splat) ? splat.filter((one) => one instanceof Error) : [];
  if (given.length > 0 || info.message instanceof Error || typeof info.stack !== "string") return given;
  return [{ message: String(info.message), stack: info.stack, cause: info.cause }];
}
