/** What is wrong with a search, and where: `offset` and `length` in characters of its text. */
export interface SearchProblem {
  offset: number;
  length: number;
  message: string;
  remedy: string;
}

/** The mistake that an error of the API points at; null for any other error. */
export function searchProblemOf(error: unknown): SearchProblem | null {
  const vigie = field(field(error, "data"), "vigie");
  const code = field(vigie, "code");
  if (code !== "SEARCH_INVALID" && code !== "SEARCH_NOT_LIVE") return null;
  const details = field(vigie, "details");
  const [offset, length] = [field(details, "offset"), field(details, "length")];
  const [message, remedy] = [field(vigie, "message"), field(vigie, "remedy")];
  return {
    offset: typeof offset === "number" ? offset : 0,
    length: typeof length === "number" ? length : 0,
    message: typeof message === "string" ? message : "The search has a mistake.",
    remedy: typeof remedy === "string" ? remedy : "",
  };
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
