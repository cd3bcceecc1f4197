import { useId } from "react";
import type { KindKept, RetentionKind } from "../../lib/trpc.ts";
import type { SetRetention } from "./use-set-retention.ts";

interface DaysInputProps {
  kept: KindKept & { kind: RetentionKind; days: number };
  set: SetRetention;
}

/** For how many days one kind is kept; what will not do is said below it. */
export function DaysInput({ kept: { kind, label, days, defaultDays }, set: { texts, typed, type } }: DaysInputProps) {
  const noteId = useId();
  const text = texts[kind] ?? String(days);
  const problem = typed.problems[kind];
  const isNew = problem === undefined && text.trim() !== String(days);
  return (
    <>
      <span className="flex items-center gap-2">
        <input
          aria-label={`${label}: days`}
          aria-invalid={problem ? true : undefined}
          aria-describedby={noteId}
          inputMode="numeric"
          autoComplete="off"
          maxLength={6}
          value={text}
          onChange={(event) => type(kind, event.target.value)}
          className={`control w-16 text-right ${isNew ? "border-accent!" : ""}`}
        />
        <span className="text-muted">{text.trim() === "1" ? "day" : "days"}</span>
      </span>
      <span id={noteId} className="block pt-1 text-[11px] text-muted">
        {problem ? (
          <span role="alert" className="text-critical">
            <span aria-hidden="true">■</span> {problem}
          </span>
        ) : isNew ? (
          `now ${days}`
        ) : (
          days !== defaultDays && `default ${defaultDays}`
        )}
      </span>
    </>
  );
}
