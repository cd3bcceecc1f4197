import { type ReactNode, useId } from "react";

interface FieldProps {
  label: string;
  /** What to write in it. */
  hint?: ReactNode;
  /** Why what is written in it will not do. */
  problem?: string | null | undefined;
  className?: string;
  /** The control; it takes what ties it to its name and its problem. */
  children: (control: ControlProps) => ReactNode;
}

export interface ControlProps {
  id: string;
  "aria-invalid": boolean | undefined;
  "aria-describedby": string | undefined;
}

/** A control of a form with its name above it, and below it what to write or what is wrong. */
export function Field({ label, hint, problem, className = "", children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = Boolean(problem) || hint !== undefined;
  return (
    <div className={`flex min-w-0 flex-col gap-1 ${className}`}>
      <label htmlFor={id} className="label text-muted">
        {label}
      </label>
      {children({ id, "aria-invalid": problem ? true : undefined, "aria-describedby": hasNote ? noteId : undefined })}
      {hasNote && (
        <p id={noteId} className="text-xs" role={problem ? "alert" : undefined}>
          {problem ? (
            <span className="text-critical">
              <span aria-hidden="true">■</span> {problem}
            </span>
          ) : (
            <span className="text-muted">{hint}</span>
          )}
        </p>
      )}
    </div>
  );
}
