/** A search for the requests of one endpoint, in the grammar of logs and traces. In quotes an asterisk of a route is no wildcard. */
export function endpointQuery({ method, route }: { method: string; route: string }): string {
  return `method:${quoted(method)} route:${quoted(route)}`;
}

/** Bare where that says the same. */
function quoted(value: string): string {
  return /^[\w./:-]+$/.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
}
