import { useLayoutEffect, useRef, useState } from "react";
import { useMe } from "../../lib/me.ts";
import { Choice, ChoiceRow } from "../../ui/choices.tsx";
import { Field } from "../../ui/field.tsx";
import { ACT_WORDS, type ActKind, type ActTarget, alertsFor, SNOOZES } from "./acts.ts";
import { LONGEST_NAME, useOperatorName } from "./operator-name.ts";
import type { Acts } from "./use-acts.ts";

interface ActFormProps {
  target: ActTarget;
  kind: ActKind;
  acts: Acts;
}

const HINTS: Record<ActKind, string> = {
  acknowledge: "Others see that you look at it. It stays open until its condition is over.",
  snooze: "Nobody is told of it before.",
  wake: "It counts again as one that waits for somebody.",
  resolve: "Ends it by hand. A new one opens only after its condition was over once.",
};

/** The row that Tab reaches. */
const NEXT_ROW = '[data-row-button][tabindex="0"]';

const LONGEST_NOTE = 2_000;

/** Who does it, and what there is to say; opened below what it is about. */
export function ActForm({ target, kind, acts }: ActFormProps) {
  const [name, setName] = useOperatorName();
  // Vigie knows the name of an account; it believes what somebody with the token writes.
  const hasAccount = useMe()?.kind === "user";
  const [note, setNote] = useState("");
  const [minutes, setMinutes] = useState(60);
  const count = alertsFor(kind, target.alerts).length;
  const isPending = acts.pending === target.key;

  const form = useRef<HTMLFormElement>(null);
  const [opener] = useState(() => document.activeElement);
  useLayoutEffect(() => {
    const box = form.current;
    return () => {
      // The focus goes back to where it came from, or else to the list, instead of being lost with the form.
      if (!box?.contains(document.activeElement)) return;
      queueMicrotask(() => {
        const near = opener?.isConnected && opener !== document.body ? opener : document.querySelector(NEXT_ROW);
        if (near instanceof HTMLElement) near.focus();
      });
    };
  }, [opener]);

  return (
    <form
      ref={form}
      aria-label={`${ACT_WORDS[kind]}: ${target.title}`}
      onSubmit={(event) => {
        event.preventDefault();
        acts.run(target, { kind, note, minutes }, hasAccount ? "" : name);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        acts.setForm(null);
      }}
      className="mt-2 flex flex-wrap items-end gap-3 border border-edge bg-background p-3"
    >
      <p className="basis-full text-xs text-muted">
        {count > 1 && <span className="text-body">All {count} alerts of the group. </span>}
        {HINTS[kind]}
      </p>
      {kind === "snooze" && (
        <ChoiceRow label="For how long">
          {SNOOZES.map((each) => (
            <Choice key={each.minutes} pressed={each.minutes === minutes} onClick={() => setMinutes(each.minutes)}>
              {each.text}
            </Choice>
          ))}
        </ChoiceRow>
      )}
      {kind !== "wake" && (
        <Field label="Note, if there is one" className="flex-1 basis-56">
          {(control) => (
            <input
              {...control}
              value={note}
              maxLength={LONGEST_NOTE}
              onChange={(event) => setNote(event.target.value)}
              // biome-ignore lint/a11y/noAutofocus: the form was just opened by the one who will type in it.
              autoFocus={hasAccount || name !== ""}
              className="control w-full"
            />
          )}
        </Field>
      )}
      {!hasAccount && (
        <Field label="Your name" className="basis-36">
          {(control) => (
            <input
              {...control}
              value={name}
              required
              maxLength={LONGEST_NAME}
              autoComplete="name"
              onChange={(event) => setName(event.target.value)}
              // biome-ignore lint/a11y/noAutofocus: as above; a name that is not known yet is asked for first.
              autoFocus={name === ""}
              className="control w-full"
            />
          )}
        </Field>
      )}
      <span className="flex gap-2">
        <button type="submit" aria-disabled={isPending} className="control border-accent! text-accent!">
          {isPending ? "…" : ACT_WORDS[kind]}
        </button>
        <button type="button" className="control" onClick={() => acts.setForm(null)}>
          Cancel
        </button>
      </span>
    </form>
  );
}
