import { type IdTerm, type NamedField, type Search, type SearchTerm, termsOf } from "./search.ts";

export type FieldName = "level" | NamedField | IdTerm["field"] | "status" | "duration" | "kept";

export interface FieldDefinition {
  /** What it means for a log. */
  logs: string;
  /** What it means for a trace. */
  traces: string;
  /** What stands after the colon, as a person would say it: `a level` … */
  value: string;
  examples: readonly string[];
  /** Whether `>`, `>=`, `<`, `<=` may stand before the value. */
  compares: boolean;
  /** Whether `*` in a value stands for any text, and alone for any value. */
  wildcards: boolean;
  /** Whether it is known of a log that just arrives. */
  live: boolean;
}

/** Every field, in the order in which they are offered. Any other name before a colon is an attribute. */
export const FIELDS: Record<FieldName, FieldDefinition> = {
  level: {
    logs: "how grave it is",
    traces: "has a log of this level",
    value: "a level",
    examples: ["level:error", "level:>=warn", "level:info,warn"],
    compares: true,
    wildcards: false,
    live: true,
  },
  service: {
    logs: "the service that logged it",
    traces: "the service that handled it",
    value: "the name of a service",
    examples: ["service:shop", "service:shop,cart", "service:shop-*"],
    compares: false,
    wildcards: true,
    live: true,
  },
  route: {
    logs: "route of the request in which it was logged",
    traces: "route of the request",
    value: "a route template",
    examples: ["route:/users/:id", "route:/users/*", "-route:/health"],
    compares: false,
    wildcards: true,
    live: true,
  },
  method: {
    logs: "method of the request in which it was logged",
    traces: "method of the request",
    value: "an HTTP method",
    examples: ["method:POST", "method:PUT,PATCH"],
    compares: false,
    wildcards: true,
    live: true,
  },
  status: {
    logs: "status of the request in which it was logged, when that was kept",
    traces: "status of the answer",
    value: "a status or a class of them",
    examples: ["status:500", "status:5xx", "status:>=400"],
    compares: true,
    wildcards: false,
    live: false,
  },
  duration: {
    logs: "duration of the request in which it was logged, when that was kept",
    traces: "how long the request took",
    value: "a time with its unit: us, ms, s, m or h; ms where none stands",
    examples: ["duration:>1s", "duration:<=250ms"],
    compares: true,
    wildcards: false,
    live: false,
  },
  trace: {
    logs: "trace in which it was logged",
    traces: "its id",
    value: "a trace id or its beginning, hex digits",
    examples: ["trace:4bf92f35", "trace:*"],
    compares: false,
    wildcards: true,
    live: true,
  },
  error: {
    logs: "type of an error that was logged with it",
    traces: "type of the error with which it failed",
    value: "the type of an error",
    examples: ["error:TypeError", "error:*Timeout*"],
    compares: false,
    wildcards: true,
    live: true,
  },
  kept: {
    logs: "why the request in which it was logged was kept",
    traces: "why it was kept",
    value: "error, slow or sample",
    examples: ["kept:slow", "kept:error,slow"],
    compares: false,
    wildcards: false,
    live: false,
  },
  statement: {
    logs: "fingerprint of an SQL statement of the request in which it was logged",
    traces: "fingerprint of an SQL statement that it ran",
    value: "a fingerprint or its beginning, hex digits",
    examples: ["statement:9c4f1d2e"],
    compares: false,
    wildcards: true,
    live: false,
  },
  release: {
    logs: "release that logged it",
    traces: "release that handled it",
    value: "the name of a release",
    examples: ["release:2026.11.3", "release:v2.*"],
    compares: false,
    wildcards: true,
    live: true,
  },
  environment: {
    logs: "environment in which it was logged",
    traces: "environment in which it was handled",
    value: "the name of an environment",
    examples: ["environment:production"],
    compares: false,
    wildcards: true,
    live: true,
  },
  instance: {
    logs: "instance that logged it",
    traces: "instance that handled it",
    value: "the name of an instance",
    examples: ["instance:shop-7d9f-2"],
    compares: false,
    wildcards: true,
    live: true,
  },
};

/** The field that a term asks for; null for free text and attributes. */
function fieldOf(term: SearchTerm): FieldName | null {
  switch (term.kind) {
    case "text":
    case "regex":
    case "attribute":
      return null;
    case "name":
    case "id":
      return term.field;
    case "level":
    case "status":
    case "duration":
    case "kept":
      return term.kind;
  }
}

/** The first term that asks for what is known only when the request has ended; null when a log can be judged as it arrives. */
export function firstNotLive(search: Search): { term: SearchTerm; field: FieldName } | null {
  for (const term of termsOf(search)) {
    const field = fieldOf(term);
    if (field !== null && !FIELDS[field].live) return { term, field };
  }
  return null;
}
