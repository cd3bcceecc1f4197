import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Completion } from "../../lib/trpc.ts";
import { completeOptions, type SearchTarget } from "./search.query.ts";

/** Long enough to type a letter, short enough to seem at once. */
const TYPED_AFTER_MS = 80;

interface Asked {
  text: string;
  cursor: number;
}

interface Suggested {
  suggestions: Completion[];
  /** Whether they are for what stands in the box now; older ones stay to be seen, but would replace the wrong letters. */
  areCurrent: boolean;
}

const NONE: Suggested = { suggestions: [], areCurrent: false };

/** Suggestions for the cursor; none while `asked` is null. */
export function useSuggestions(target: SearchTarget, service: string | undefined, asked: Asked | null): Suggested {
  const [settled, setSettled] = useState(asked);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(asked), TYPED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [asked]);

  const current = settled ?? { text: "", cursor: 0 };
  const { data, isPlaceholderData } = useQuery({
    ...completeOptions({ target, service, ...current }),
    enabled: asked !== null && settled !== null,
  });
  if (asked === null || settled === null || !data) return NONE;
  return { suggestions: data, areCurrent: settled === asked && !isPlaceholderData };
}
