import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { actFailureOf } from "../../lib/act-failure.ts";
import { queryClient, trpc } from "../../lib/trpc.ts";
import { FailureLine } from "../../ui/failure-line.tsx";
import { PART_NAMES } from "./grades.ts";
import { textsOf, WEIGHED, type Weights, weightsOf } from "./weights.ts";

interface WeightsFormProps {
  weights: Weights;
  onDone: () => void;
}

/** What each part weighs, for everybody who looks at this Vigie. Vigie says whether it was taken, and the index is asked for anew. */
export function WeightsForm({ weights, onDone }: WeightsFormProps) {
  const [texts, setTexts] = useState(() => textsOf(weights));
  const typed = weightsOf(texts);
  const mutation = useMutation(
    trpc.performance.setWeights.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.performance.pathKey() });
        onDone();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.weights && !mutation.isPending) mutation.mutate(typed.weights);
  };
  return (
    <form onSubmit={submit} aria-label="Weights of the parts" className="space-y-2 px-3 py-2 text-xs">
      <div className="flex flex-wrap items-end gap-3">
        {WEIGHED.map((part) => (
          <label key={part} className="flex flex-col gap-1 text-muted">
            {PART_NAMES[part]}, %
            <input
              inputMode="decimal"
              autoComplete="off"
              className="control w-20"
              value={texts[part]}
              aria-invalid={typed.problem !== null}
              onChange={(event) => setTexts({ ...texts, [part]: event.target.value })}
            />
          </label>
        ))}
        <button type="submit" className="control" disabled={typed.problem !== null || mutation.isPending}>
          {mutation.isPending ? "saving …" : "Save"}
        </button>
        <button type="button" className="control" onClick={onDone}>
          Cancel
        </button>
      </div>
      <p role="status" className="min-h-4 text-warning">
        {typed.problem}
      </p>
      {mutation.error && <FailureLine failure={actFailureOf(mutation.error)} />}
    </form>
  );
}
