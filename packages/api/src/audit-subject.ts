/** Fields of an input that say what it is about and hold nothing secret. Never the whole of it: there are addresses of webhooks in there. */
const TELLING = ["name", "email", "role", "service", "purpose", "kind", "id", "ids", "group", "minutes", "days"];
const INSIDE = ["rule", "channel"];

/** What an audit entry says of an input: `name=Slow checkout id=4`. */
export function subjectOf(input: unknown): string {
  return tell(input, true).join(" ");
}

function tell(input: unknown, goesInside: boolean): string[] {
  if (typeof input !== "object" || input === null) return [];
  return Object.entries(input).flatMap(([name, value]) => {
    if (goesInside && INSIDE.includes(name)) return tell(value, false);
    if (!TELLING.includes(name)) return [];
    const text = Array.isArray(value) ? value.slice(0, 20).join(",") : value;
    return typeof text === "string" || typeof text === "number" ? [`${name}=${text}`] : [];
  });
}
