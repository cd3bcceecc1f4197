import type { ApiContext } from "../../trpc.ts";

export async function setResolved(
  _ctx: ApiContext,
  input: { group: number; resolved: boolean },
): Promise<{ group: number; state: "open" | "resolved" }> {
  throw new Error(`not there yet ${input.group}`);
}
