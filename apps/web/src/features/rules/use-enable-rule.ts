import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { actFailureOf } from "../../lib/act-failure.ts";
import type { Failure } from "../../lib/failure.ts";
import { client, type ListedRule } from "../../lib/trpc.ts";
import { renewRules } from "./renew-rules.ts";
import { draftOfRule } from "./rules.query.ts";

/** Switches a rule on and off. It is shown so when Vigie says so, not before. */
export function useEnableRule() {
  const [failed, setFailed] = useState<{ id: number; failure: Failure } | null>(null);
  const mutation = useMutation({
    mutationFn: ({ rule, isEnabled }: { rule: ListedRule; isEnabled: boolean }) =>
      client.rules.update.mutate({
        id: rule.id,
        version: rule.version,
        rule: { ...draftOfRule(rule), isEnabled },
      }),
    onMutate: () => setFailed(null),
    onError: (error, { rule }) => setFailed({ id: rule.id, failure: actFailureOf(error) }),
    onSettled: renewRules,
  });
  return {
    toggle: (rule: ListedRule, isEnabled: boolean) => {
      if (!mutation.isPending) mutation.mutate({ rule, isEnabled });
    },
    pending: mutation.isPending ? mutation.variables.rule.id : null,
    failed,
  };
}
