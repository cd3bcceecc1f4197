import { useState } from "react";

interface ConfirmButtonProps {
  text: string;
  /** What it is about, where several stand on one page. */
  label?: string;
  /** What will come of it; asked before. */
  question: string;
  /** On the button that does it. */
  confirm: string;
  busy?: boolean;
  onConfirm: () => void;
}

/** For what cannot be undone: says what will come of it, and is pressed twice. */
export function ConfirmButton({ text, label, question, confirm, busy = false, onConfirm }: ConfirmButtonProps) {
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <button type="button" aria-label={label} className="control" onClick={() => setAsking(true)}>
        {text}
      </button>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields of a form.
    <div
      role="group"
      aria-label={question}
      onKeyDown={(event) => event.key === "Escape" && setAsking(false)}
      className="flex flex-wrap items-center gap-2 border-l-4 border-warning py-0.5 pl-3"
    >
      <span role="alert">{question}</span>
      <button
        type="button"
        aria-disabled={busy}
        onClick={() => !busy && onConfirm()}
        className="control border-critical! text-critical!"
      >
        {busy ? "…" : confirm}
      </button>
      <button
        type="button"
        // biome-ignore lint/a11y/noAutofocus: the button that was pressed is gone; the harmless way is nearest.
        autoFocus
        className="control"
        onClick={() => setAsking(false)}
      >
        Keep it
      </button>
    </div>
  );
}
