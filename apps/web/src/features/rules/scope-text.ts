import type { ListedRule } from "../../lib/trpc.ts";
import { labelsText } from "./labels.ts";

/** Of what a rule is, as far as it is not of everything: `shop GET /orders/:id, release 1.4`. */
export function scopeText({ service, endpoint, release, labels }: ListedRule["scope"]): string {
  const where = typeof endpoint === "object" ? `${endpoint.method} ${endpoint.route}` : undefined;
  return [
    [service, where].filter((part) => part !== undefined).join(" "),
    endpoint === "each" ? "each endpoint" : "",
    release === undefined ? "" : `release ${release}`,
    labelsText(labels ?? {}),
  ]
    .filter((part) => part !== "")
    .join(", ");
}
