/** Whether who asks is a browser: it names `text/html`, and wants it more than JSON. Who takes anything gets JSON. */
export function prefersHtml(accept: string | undefined): boolean {
  const wanted = new Map<string, number>();
  for (const part of (accept ?? "").slice(0, 1_000).split(",")) {
    const [type = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith("q="));
    wanted.set(type, weight === undefined ? 1 : Number(weight.slice(2)) || 0);
  }
  return (wanted.get("text/html") ?? 0) > (wanted.get("application/json") ?? 0);
}
