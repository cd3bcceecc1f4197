import { coreOf } from "../core/attach.ts";
import { type PinoConfig, PinoLines } from "../core/logs/pino-line.ts";
import type { Vigie } from "../core/vigie.ts";

/** Where pino writes its lines: what `pino.destination()`, `pino.transport()` and `pino.multistream()` return, or any stream. */
export interface PinoDestination {
  write(line: string): unknown;
  flush?(done?: (error?: Error) => void): void;
  flushSync?(): void;
  end?(): void;
  reopen?(file?: string): void;
  emit?(event: string, ...args: unknown[]): unknown;
}

/** A destination for pino, of `destination`'s own abilities. */
export interface VigiePinoDestination extends PinoDestination {
  write(line: string): void;
  flush(done?: (error?: Error) => void): void;
  flushSync(): void;
  end(): void;
  emit(event: string, ...args: unknown[]): boolean;
}

/** What pino sets on a destination that asks for it by this mark, before each line. */
const METADATA = Symbol.for("pino.metadata");
const SET_BY_PINO = ["lastLevel", "lastObj", "lastMsg", "lastTime", "lastLogger"];
/** By which pino asks whether levels may be renamed. */
const IS_MULTISTREAM = Symbol.for("pino.transport.usesMultistream");

/**
 * Where pino writes, for Vigie to read along: each line goes to `destination` as it is, by default to standard output, and is kept
 * for Vigie with the request in which it was written. Knows pino 9 and 10 with whatever message key, levels, timestamps and
 * serializers it is set to. For speed give a `pino.destination()`, as pino itself uses.
 *
 * @example
 * import pino from "pino";
 * import { vigiePino } from "@vigie/node/pino";
 * const logger = pino({ level: "debug" }, vigiePino(vigie, pino.destination(1)));
 */
export function vigiePino(vigie: Vigie, destination: PinoDestination = process.stdout): VigiePinoDestination {
  const core = coreOf(vigie);
  const lines = new PinoLines();
  const stream: VigiePinoDestination & { writable: true } = {
    // By this pino tells a destination that is given alone from options.
    writable: true,
    write(line) {
      core.logLine(line, lines);
      destination.write(line);
    },
    flush(done) {
      if (destination.flush) destination.flush(done);
      else done?.();
    },
    flushSync() {
      destination.flushSync?.();
    },
    end() {
      // Standard output is not for one logger to end.
      if (destination !== process.stdout) destination.end?.();
    },
    emit(event, ...args) {
      core.guard(() => configure(lines, event, args[0]));
      return passOn(destination, event, args);
    },
  };
  if (destination.reopen) stream.reopen = (file) => destination.reopen?.(file);
  core.guard(() => passMarks(stream, destination));
  return stream;
}

/** pino says its settings once, as an event. */
function configure(lines: PinoLines, event: string, message: unknown): void {
  if (event !== "message" || typeof message !== "object" || message === null) return;
  const { code, config } = message as { code?: unknown; config?: unknown };
  if (code === "PINO_CONFIG" && typeof config === "object" && config !== null) lines.configure(config as PinoConfig);
}

/** Only to destinations of pino's own kind: on a stream of Node's an event `message` is nobody's. */
function passOn(destination: PinoDestination, event: string, args: unknown[]): boolean {
  return typeof destination.emit === "function" && destination !== process.stdout
    ? Boolean(destination.emit(event, ...args))
    : false;
}

/** What pino asks of a destination, and sets on it, is the business of the one behind. */
function passMarks(stream: object, destination: object): void {
  const marks = destination as Record<string | symbol, unknown>;
  if (marks[IS_MULTISTREAM] === true) Object.defineProperty(stream, IS_MULTISTREAM, { value: true });
  if (marks[METADATA] !== true) return;
  Object.defineProperty(stream, METADATA, { value: true });
  for (const name of SET_BY_PINO) {
    Object.defineProperty(stream, name, {
      get: () => marks[name],
      set: (value) => {
        marks[name] = value;
      },
    });
  }
}
