/** What went wrong and what to do, from an error of any query. */
export interface Failure {
  code: string;
  message: string;
  remedy: string;
}

const NO_ANSWER: Failure = {
  code: "NO_ANSWER",
  message: "Vigie does not answer.",
  remedy: "Look whether its process runs; this page tries again by itself.",
};

/** Vigie's own errors carry code, message and remedy in `data.vigie`; whatever else happened was no answer of Vigie's. */
export function failureOf(error: unknown): Failure {
  const vigie = path(path(error, "data"), "vigie");
  const code = path(vigie, "code");
  const message = path(vigie, "message");
  const remedy = path(vigie, "remedy");
  if (typeof code === "string" && typeof message === "string") {
    return { code, message, remedy: typeof remedy === "string" ? remedy : "" };
  }
  const status = path(path(error, "data"), "httpStatus");
  if (typeof status === "number") {
    return {
      code: status === 401 ? "UNAUTHORIZED" : "SERVER_ERROR",
      message: error instanceof Error ? error.message : "Vigie answered with an error.",
      remedy: "Vigie's log says more; this page tries again by itself.",
    };
  }
  return NO_ANSWER;
}

export function isUnauthorized(error: unknown): boolean {
  return error !== null && failureOf(error).code === "UNAUTHORIZED";
}

function path(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
