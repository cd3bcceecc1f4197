import { formatWithOptions } from "node:util";
import type { LogLevel } from "@vigie/protocol";
import { coreOf } from "../core/attach.ts";
import type { Vigie } from "../core/vigie.ts";

const LEVELS = {
  trace: "trace",
  debug: "debug",
  log: "info",
  info: "info",
  warn: "warn",
  error: "error",
} as const satisfies Record<string, LogLevel>;

type Method = (...args: unknown[]) => void;

/** Whose output a console is that is captured already. */
const captured = new WeakSet<object>();

/**
 * Keeps what the service writes with `console.debug`, `log`, `info`, `warn`, `error` and `trace` for Vigie, with the request in which
 * it was written; errors among the arguments keep their stack and causes. It is written as ever. Returns a function that ends it.
 *
 * @example
 * import { captureConsole } from "@vigie/node/console";
 * const restore = captureConsole(vigie);
 */
export function captureConsole(vigie: Vigie): () => void {
  const core = coreOf(vigie);
  const target = console as unknown as Record<string, Method>;
  if (captured.has(target)) return () => {};
  captured.add(target);
  // What an argument writes while it is formatted, and what a console writes that is itself written with another.
  let isWriting = false;
  const originals = new Map<string, { method: Method; wrapped: Method }>();
  for (const [name, level] of Object.entries(LEVELS)) {
    const method = target[name];
    if (typeof method !== "function") continue;
    const wrapped: Method = function captureCall(this: unknown, ...args) {
      if (isWriting) return method.apply(this, args);
      isWriting = true;
      try {
        core.guard(() => {
          if (isOwnWarning(args)) return;
          const message = formatted(args);
          const trace = name === "trace" ? [traceOf(message, wrapped)] : [];
          core.log({ level: { level, name: undefined }, message, errors: [...args, ...trace] });
        });
        return method.apply(this, args);
      } finally {
        isWriting = false;
      }
    };
    originals.set(name, { method, wrapped });
    target[name] = wrapped;
  }
  return () => {
    captured.delete(target);
    for (const [name, { method, wrapped }] of originals) if (target[name] === wrapped) target[name] = method;
  };
}

/** As the console writes it; what cannot be formatted makes the console's own method throw, as ever. */
function formatted(args: unknown[]): string {
  try {
    return formatWithOptions({ colors: false }, ...args);
  } catch {
    return "[cannot be read]";
  }
}

/** `console.trace` is there for its stack. */
function traceOf(message: string, below: Method): Error {
  const trace = new Error(message);
  trace.name = "Trace";
  Error.captureStackTrace(trace, below);
  return trace;
}

/** Node writes the SDK's warnings to the console; they are about Vigie, not about the service. */
function isOwnWarning(args: readonly unknown[]): boolean {
  return typeof args[0] === "string" && /^\(node:\d+\) (?:\[\w+\] )?VigieWarning: /.test(args[0]);
}
