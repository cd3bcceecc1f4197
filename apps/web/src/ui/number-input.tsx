import type { ControlProps } from "./field.tsx";

interface NumberInputProps {
  control: ControlProps;
  /** As it is typed. */
  value: string;
  /** Behind the number; empty where there is none. */
  unit: string;
  onChange: (value: string) => void;
}

/** A number with its unit behind it. Not `type="number"`, which forgets what it cannot read and turns with the mouse's wheel. */
export function NumberInput({ control, value, unit, onChange }: NumberInputProps) {
  return (
    <span className="flex items-center gap-2">
      <input
        {...control}
        inputMode="decimal"
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="control w-full min-w-0"
      />
      {unit !== "" && <span className="figure shrink-0 text-muted">{unit}</span>}
    </span>
  );
}
