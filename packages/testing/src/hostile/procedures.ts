import { appRouter } from "@vigie/api";
import { type JsonTree, treeOf } from "./json-tree.ts";
import type { Random } from "./random.ts";
import { hostileText, hostileValue } from "./values.ts";

/** What of JSON schema the inputs of procedures use. */
interface JsonSchema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  format?: string;
  pattern?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  multipleOf?: number;
  minItems?: number;
  maxItems?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
}

interface InputSchema {
  "~standard": { jsonSchema: { input(options: object): JsonSchema } };
}

export interface Procedure {
  path: string;
  type: "query" | "mutation" | "subscription";
  /** Null: it takes none. */
  input: JsonSchema | null;
}

/** Everything that can be asked, read from the router itself: a new procedure is asked from its first day on. */
export const PROCEDURES: readonly Procedure[] = Object.entries(asRouter(appRouter)).map(([path, { _def }]) => {
  const { type, inputs } = _def;
  const options = { target: "draft-2020-12", libraryOptions: { unrepresentable: "any" } };
  return { path, type, input: inputs[0]?.["~standard"].jsonSchema.input(options) ?? null };
});

interface RouterProcedure {
  _def: { type: Procedure["type"]; inputs: InputSchema[] };
}

/** tRPC says of its procedures what they take and give, but not how: that is there all the same. */
function asRouter(router: unknown): Record<string, RouterProcedure> {
  return (router as { _def: { procedures: Record<string, RouterProcedure> } })._def.procedures;
}

/** Names and times that are there, so that what is asked for is sometimes found. */
const KNOWN: Record<string, readonly string[]> = {
  service: ["hostile-1", "hostile-2", "hostile-3", "vigie", "nobody"],
  query: ["", "level:>=warn", "service:shop duration:>1ms -route:/nope", 'error "exact words"', "/a.*b/", "trace:a"],
  text: ["lev", "level:>=", "service:"],
  method: ["GET", "POST"],
  route: ["/items/:id", "/cart", "/nope"],
  // Nothing that a test creates may lead to anybody.
  url: ["http://127.0.0.1:9/", "https://hooks.invalid/x", "http://[::1]:9/"],
  to: ["nobody@example.invalid"],
  timeZone: ["Europe/Paris", "UTC", "Mars/Olympus"],
  name: ["one", "two"],
};

/** An input that the schema takes; what only code can check may still be wrong. */
export function validInput(random: Random, schema: JsonSchema, nowMs: number, key = ""): JsonTree {
  const isTime = key === "from" || schema.format === "date-time" || (key === "to" && schema.format === undefined);
  if (isTime && schema.type === "string" && schema.pattern?.startsWith("^(?:(?:") !== false)
    return treeOf(new Date(nowMs - random.size(40 * 86_400_000)).toISOString());
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return validInput(random, random.pick(choice), nowMs, key);
  if (schema.const !== undefined) return treeOf(schema.const);
  if (schema.enum) return treeOf(random.pick(schema.enum));
  switch (Array.isArray(schema.type) ? random.pick(schema.type) : schema.type) {
    case "object":
      return validObject(random, schema, nowMs);
    case "array": {
      const least = schema.minItems ?? 0;
      const length = least + random.size(Math.min(schema.maxItems ?? 5, 5));
      const item = schema.items ?? {};
      return { items: Array.from({ length }, () => validInput(random, item, nowMs, key)) };
    }
    case "integer":
    case "number":
      return treeOf(validNumber(random, schema));
    case "boolean":
      return treeOf(random.chance(0.5));
    case "null":
      return { text: "null" };
    case "string":
      return treeOf(validText(random, schema, key));
    default:
      return hostileValue(random);
  }
}

function validObject(random: Random, schema: JsonSchema, nowMs: number): JsonTree {
  const entries = Object.entries(schema.properties ?? {})
    .filter(([name]) => schema.required?.includes(name) || random.chance(0.5))
    .map(([name, part]): [string, JsonTree] => [name, validInput(random, part, nowMs, name)]);
  if (typeof schema.additionalProperties === "object" && random.chance(0.5))
    entries.push([hostileText(random).slice(0, 60), validInput(random, schema.additionalProperties, nowMs)]);
  return { entries };
}

function validNumber(random: Random, { type, minimum, exclusiveMinimum, maximum, multipleOf }: JsonSchema): number {
  const least = minimum ?? (exclusiveMinimum === undefined ? 0 : exclusiveMinimum + 1);
  const most = maximum ?? Number.MAX_SAFE_INTEGER;
  if (random.chance(0.1)) return random.pick([least, most]);
  const near = Math.max(least, 0) + random.size(Math.max(1, Math.min(most - least, 10_000)));
  const number = type === "number" && random.chance(0.3) ? near + 0.5 : near;
  return Math.min(most, multipleOf === undefined ? number : Math.ceil(number / multipleOf) * multipleOf);
}

function validText(random: Random, { pattern, format }: JsonSchema, key: string): string {
  if (format === "uuid") return "01936f6e-7e1a-7000-8000-000000000001";
  if (pattern?.includes("[0-9a-fA-F]{32}")) return "4bf92f3577b34da6a3ce929d0e0e4736";
  if (pattern?.includes("[01]\\d")) return "22:00";
  const known = KNOWN[key];
  if (known && random.chance(0.8)) return random.pick(known);
  return hostileText(random).slice(0, 1 + random.below(120)) || "a";
}
