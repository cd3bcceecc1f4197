import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type ListedRule, type RuleDraft, trpc } from "../../lib/trpc.ts";

export function rulesOptions() {
  return trpc.rules.list.queryOptions();
}

export function ruleMetricsOptions() {
  // What can be measured hardly changes: the page's clock leaves it alone, so that a form does not change below a hand.
  return trpc.rules.metrics.queryOptions(undefined, {
    staleTime: ({ state }) => (state.data ? "static" : 0),
  });
}

/** What a rule is, without what only the list knows. */
export function draftOfRule(rule: ListedRule): RuleDraft {
  const { name, metric, scope, comparison, threshold, clearThreshold, windowSeconds } = rule;
  const { forSeconds, clearSeconds, minimumSamples, severity, hint, isEnabled } = rule;
  return {
    name,
    metric,
    scope,
    comparison,
    threshold,
    clearThreshold,
    windowSeconds,
    forSeconds,
    clearSeconds,
    minimumSamples,
    severity,
    hint,
    isEnabled,
  };
}

const WAIT_MS = 500;

/** What a rule would have done, some time after the last letter of it was typed; null while it is not whole. */
export function usePreview(draft: RuleDraft | null) {
  // What changes nothing of it is left out: a name that is typed asks for nothing.
  const asked = draft && JSON.stringify({ ...draft, name: "preview", hint: "", severity: "info", isEnabled: true });
  const [settled, setSettled] = useState(asked);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(asked), WAIT_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  const query = useQuery(
    trpc.rules.preview.queryOptions(settled === null ? skipToken : { rule: JSON.parse(settled) as RuleDraft }, {
      // A week is looked at: once, beside everything else, and not again with each tick of the page's clock.
      staleTime: "static",
      trpc: { context: { alone: true } },
      placeholderData: keepPreviousData,
    }),
  );
  return { ...query, isOld: query.isPlaceholderData || settled !== asked };
}
