import type { KeptRequest } from "../../lib/trpc.ts";

const WORDS: Record<KeptRequest["kept"], string> = {
  error: "because it failed",
  slow: "as one of the slowest",
  sample: "as a fair sample",
};

/** Why a request was kept whole, behind "kept". */
export function keptReason(kept: KeptRequest["kept"]): string {
  return WORDS[kept];
}
