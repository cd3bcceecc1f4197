interface CheckFieldProps {
  text: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  className?: string;
}

/** A box to tick, with what it means beside it. */
export function CheckField({ text, checked, onChange, className = "" }: CheckFieldProps) {
  return (
    <label className={`flex cursor-pointer items-center gap-2 ${className}`}>
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="accent-accent"
      />
      {text}
    </label>
  );
}
