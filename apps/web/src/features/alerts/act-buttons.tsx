import { useMayChange } from "../../lib/me.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { ActFailureNote } from "./act-failure-note.tsx";
import { ActForm } from "./act-form.tsx";
import { ACT_WORDS, type ActTarget, actsFor } from "./acts.ts";
import type { Acts } from "./use-acts.ts";

interface ActButtonsProps {
  target: ActTarget;
  acts: Acts;
  /** In a list that Tab enters at one row, those of the others are not on its way. */
  tabIndex?: number;
}

/** What can be done with an alert or a group, by those who may. */
export function ActButtons({ target, acts, tabIndex }: ActButtonsProps) {
  if (!useMayChange()) return null;
  return (
    <span className="flex flex-wrap gap-2">
      {actsFor(target.alerts).map((kind) => {
        const isOpen = acts.form?.key === target.key && acts.form.kind === kind;
        return (
          <button
            key={kind}
            type="button"
            tabIndex={tabIndex}
            aria-expanded={isOpen}
            aria-label={`${ACT_WORDS[kind]} ${visibleText(target.title)}`}
            onClick={() => acts.setForm(isOpen ? null : { key: target.key, kind })}
            className={`control ${isOpen ? "border-accent!" : ""}`}
          >
            {ACT_WORDS[kind]}
          </button>
        );
      })}
    </span>
  );
}

/** The form that is open for it, and what came to nothing. */
export function ActOutcome({ target, acts }: Omit<ActButtonsProps, "tabIndex">) {
  const failed = acts.failures.find((each) => each.target.key === target.key);
  const isOpen = acts.form?.key === target.key && actsFor(target.alerts).includes(acts.form.kind);
  return (
    <>
      {failed && <ActFailureNote failed={failed} onDismiss={() => acts.dismiss(target.key)} className="mt-2" />}
      {isOpen && acts.form && <ActForm key={acts.form.kind} target={target} kind={acts.form.kind} acts={acts} />}
    </>
  );
}
