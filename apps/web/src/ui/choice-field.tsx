import { Choices } from "./choices.tsx";

interface ChoiceFieldProps<T> {
  label: string;
  options: readonly T[];
  selected: T;
  onSelect: (option: T) => void;
  text: (option: T) => string;
  /** Why what is chosen will not do. */
  problem?: string | undefined;
  className?: string;
}

/** A few buttons of which one is pressed, as a field of a form. */
export function ChoiceField<T extends string | number>({ problem, className = "", ...choices }: ChoiceFieldProps<T>) {
  return (
    <div className={`flex min-w-0 flex-col items-start gap-1 ${className}`}>
      <span className="label text-muted">{choices.label}</span>
      <Choices {...choices} />
      {problem && (
        <p role="alert" className="text-xs text-critical">
          <span aria-hidden="true">■</span> {problem}
        </p>
      )}
    </div>
  );
}
