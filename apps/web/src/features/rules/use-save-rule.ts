import { useMutation } from "@tanstack/react-query";
import { actFailureOf } from "../../lib/act-failure.ts";
import { client, type ListedRule, type RuleDraft } from "../../lib/trpc.ts";
import { renewRules } from "./renew-rules.ts";

/** Saves a rule: over the one that was opened, or as a new one. */
export function useSaveRule(opened: ListedRule | null, onDone: () => void) {
  const save = useMutation({
    mutationFn: (rule: RuleDraft) =>
      opened
        ? client.rules.update.mutate({ id: opened.id, version: opened.version, rule })
        : client.rules.create.mutate(rule),
    onSuccess: onDone,
    onSettled: renewRules,
  });
  const remove = useMutation({
    mutationFn: (id: number) => client.rules.remove.mutate({ id }),
    onSuccess: onDone,
    onSettled: renewRules,
  });
  return {
    run: (draft: RuleDraft) => save.mutate(draft),
    isPending: save.isPending,
    error: save.error,
    reset: save.reset,
    remove: () => {
      if (opened && !remove.isPending) remove.mutate(opened.id);
    },
    isRemoving: remove.isPending,
    removeFailure: remove.error ? actFailureOf(remove.error) : null,
  };
}
