const BYTES = (kind: string, count: number) => `[${kind}, ${count.toLocaleString("en")} bytes]`;

/**
 * What is read of an object: an array, an object whose own names are its fields, or what stands for it, a text mostly. May throw,
 * as anything of the host's may.
 */
export function plainOf(value: object): unknown {
  if (Array.isArray(value)) return value;
  const { toJSON, type } = value as { toJSON?: unknown; type?: unknown };
  if (ArrayBuffer.isView(value)) return BYTES(value.constructor.name, value.byteLength);
  // As Buffer.toJSON writes it, and so every logger.
  if (type === "Buffer" && Array.isArray((value as { data?: unknown }).data)) {
    return BYTES("Buffer", (value as { data: unknown[] }).data.length);
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof toJSON === "function") return fromJson(value, toJSON as (this: object) => unknown);
  if (prototype === Object.prototype || prototype === null) return value;
  if (value instanceof Error) return plainError(value);
  if (value instanceof Map) return plainMap(value);
  if (value instanceof Set) return [...value];
  if (value instanceof RegExp) return String(value);
  if (value instanceof ArrayBuffer) return BYTES("ArrayBuffer", value.byteLength);
  if (value instanceof String || value instanceof Number || value instanceof Boolean) return value.valueOf();
  return value;
}

/** A property of somebody else's object. */
export function propertyOf(object: object, name: string | number): unknown {
  try {
    return (object as Record<string | number, unknown>)[name];
  } catch {
    return "[getter threw]";
  }
}

function fromJson(value: object, toJSON: (this: object) => unknown): unknown {
  if (value instanceof Date && Number.isNaN(value.getTime())) return "Invalid Date";
  try {
    return toJSON.call(value);
  } catch {
    return "[toJSON threw]";
  }
}

function plainError(error: Error): object {
  const plain: Record<string, unknown> = { type: error.name, message: error.message, stack: error.stack };
  for (const name of Object.keys(error)) if (!(name in plain)) plain[name] = propertyOf(error, name);
  if (error.cause !== undefined) plain.cause = error.cause;
  return plain;
}

function plainMap(map: ReadonlyMap<unknown, unknown>): object {
  const entries = [...map];
  if (!entries.every(([key]) => typeof key === "string")) return entries;
  const plain: Record<string, unknown> = Object.create(null);
  for (const [key, item] of entries) plain[key as string] = item;
  return plain;
}
