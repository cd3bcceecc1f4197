import { ageText } from "../../lib/time.ts";
import type { ControlProps } from "../../ui/field.tsx";

interface DurationSelectProps {
  control: ControlProps;
  seconds: number;
  choices: readonly number[];
  /** What 0 s means. */
  zero?: string;
  onSelect: (seconds: number) => void;
}

/** Lengths of time that make sense, and the one that is set whatever it is. */
export function DurationSelect({ control, seconds, choices, zero, onSelect }: DurationSelectProps) {
  const all = choices.includes(seconds) ? choices : [...choices, seconds].sort((one, other) => one - other);
  return (
    <select
      {...control}
      className="control w-full"
      value={seconds}
      onChange={(event) => onSelect(Number(event.target.value))}
    >
      {all.map((each) => (
        <option key={each} value={each}>
          {each === 0 && zero !== undefined ? zero : ageText(each * 1_000)}
        </option>
      ))}
    </select>
  );
}
