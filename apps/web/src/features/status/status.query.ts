import { trpc } from "../../lib/trpc.ts";

export function statusOptions(view: { service?: string }) {
  return trpc.status.current.queryOptions(view);
}
