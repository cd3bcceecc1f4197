import type { KeptRequest } from "../../lib/trpc.ts";

const WORDS: Record<KeptRequest["kept"], string> = {
  error: "it failed",
  slow: "it was among the slowest",
  sample: "as a fair sample",
};

/** Why a request was kept whole, behind "kept because" or "kept". */
export function keptReason(kept: KeptRequest["kept"]): string {
  return WORDS[kept];
}
