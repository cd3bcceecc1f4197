import type { ReactNode } from "react";

interface ChoicesProps<T> {
  label: string;
  options: readonly T[];
  selected: T;
  onSelect: (option: T) => void;
  /** What is written on the button. */
  text: (option: T) => string;
}

/** A few buttons in a row, one of them pressed. */
export function Choices<T extends string | number>({ label, options, selected, onSelect, text }: ChoicesProps<T>) {
  return (
    <ChoiceRow label={label}>
      {options.map((option) => (
        <Choice key={option} pressed={option === selected} onClick={() => onSelect(option)}>
          {text(option)}
        </Choice>
      ))}
    </ChoiceRow>
  );
}

export function ChoiceRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one row of buttons everywhere.
    <div role="group" aria-label={label} className="flex">
      {children}
    </div>
  );
}

interface ChoiceProps {
  pressed: boolean;
  expanded?: boolean;
  onClick: () => void;
  children: string;
}

export function Choice({ pressed, expanded, onClick, children }: ChoiceProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      aria-expanded={expanded}
      onClick={onClick}
      className={`control -ml-px whitespace-nowrap first:ml-0 focus-visible:relative ${pressed ? "border-accent! bg-accent! text-background!" : ""}`}
    >
      {children}
    </button>
  );
}
