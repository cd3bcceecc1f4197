/** Texts of an input that say what it is about and hold nothing secret. Never the whole of it: there are addresses of webhooks in there. */
const TELLING = new Set(["name", "email", "role", "service", "purpose", "kind", "id", "ids", "severity"]);
/** Numbers are no secrets; these say nothing. */
const SILENT = new Set(["version", "limit"]);
const INSIDE = new Set(["rule", "channel", "days"]);

/** What an audit entry says of an input: `name=Slow checkout threshold=250`. */
export function subjectOf(input: unknown): string {
  return tell(input, true).join(" ");
}

function tell(input: unknown, goesInside: boolean): string[] {
  if (typeof input !== "object" || input === null) return [];
  return Object.entries(input).flatMap(([name, value]) => {
    if (typeof value === "number") return SILENT.has(name) ? [] : [`${name}=${value}`];
    if (goesInside && INSIDE.has(name)) return tell(value, false);
    if (!TELLING.has(name)) return [];
    const text = Array.isArray(value) ? value.slice(0, 20).join(",") : value;
    return typeof text === "string" ? [`${name}=${text}`] : [];
  });
}
