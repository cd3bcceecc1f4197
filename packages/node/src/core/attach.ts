import type { Core } from "./core.ts";

/** Registered, so that an adapter of one copy of this package finds the core of another. */
const CORE = Symbol.for("@vigie/node core");

/** Ties a public handle to its core without showing it. */
export function attachCore<T extends object>(handle: T, core: Core): T {
  Object.defineProperty(handle, CORE, { value: core });
  return handle;
}

/** The core behind a handle of `createVigie`. Throws TypeError for anything else, when an app is put together. */
export function coreOf(handle: object): Core {
  const core = (handle as Record<symbol, Core | undefined> | undefined)?.[CORE];
  if (core === undefined) throw new TypeError("Give the adapter what createVigie() returned.");
  return core;
}
