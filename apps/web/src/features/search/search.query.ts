import { keepPreviousData } from "@tanstack/react-query";
import { trpc } from "../../lib/trpc.ts";

export type SearchTarget = "logs" | "traces";

interface Cursor {
  target: SearchTarget;
  service: string | undefined;
  text: string;
  cursor: number;
}

/** What may stand at the cursor. */
export function completeOptions({ target, ...rest }: Cursor) {
  return { ...trpc.search.complete.queryOptions({ for: target, ...rest }), placeholderData: keepPreviousData };
}
