/** What an error of Vigie's says beside its text: `{ field: "threshold", problem: "…" }`; nothing of any other error. */
export function errorDetails(error: unknown): Readonly<Record<string, unknown>> {
  const details = at(at(at(error, "data"), "vigie"), "details");
  return typeof details === "object" && details !== null ? (details as Record<string, unknown>) : {};
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
