interface SwitchProps {
  checked: boolean;
  /** What is switched on and off. */
  label: string;
  /** The last press was not answered yet. */
  busy?: boolean;
  onChange: (checked: boolean) => void;
}

/** On or off at once, told by a word and by the side on which its knob stands. */
export function Switch({ checked, label, busy = false, onChange }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      aria-label={label}
      // Not `disabled`: the focus would be lost while Vigie answers.
      aria-disabled={busy}
      onClick={() => {
        if (!busy) onChange(!checked);
      }}
      className="inline-flex items-center gap-2 text-xs"
    >
      <span
        aria-hidden="true"
        className={`flex h-4 w-7 border p-0.5 ${checked ? "justify-end border-accent" : "justify-start border-edge"}`}
      >
        <span className={`w-2.5 ${checked ? "bg-accent" : "bg-muted"}`} />
      </span>
      <span className={`w-6 text-left ${checked ? "text-body" : "text-muted"}`}>
        {busy ? "…" : checked ? "on" : "off"}
      </span>
    </button>
  );
}
