import { useState } from "react";
import { boundsOf, LENGTHS, type Length, type Period } from "../lib/period.ts";
import { momentText, toLocalInput } from "../lib/time.ts";
import { Choice, ChoiceRow } from "../ui/choices.tsx";

interface PeriodPickerProps {
  period: Period;
  onLength: (length: Length) => void;
  onRange: (from: number, to: number) => void;
}

/** A length that ends now, or from–to: the keyboard's way to what a drag over a chart chooses. */
export function PeriodPicker({ period, onLength, onRange }: PeriodPickerProps) {
  const [open, setOpen] = useState(false);
  const isRange = typeof period !== "string";
  return (
    <div className="relative">
      <ChoiceRow label="Period">
        {LENGTHS.map((length) => (
          <Choice key={length} pressed={period === length} onClick={() => onLength(length)}>
            {length}
          </Choice>
        ))}
        <Choice pressed={isRange} expanded={open} onClick={() => setOpen(!open)}>
          {isRange ? rangeText(period) : "from–to"}
        </Choice>
      </ChoiceRow>
      {open && (
        <RangeForm
          period={period}
          onCancel={() => setOpen(false)}
          onRange={(from, to) => {
            setOpen(false);
            onRange(from, to);
          }}
        />
      )}
    </div>
  );
}

interface RangeFormProps {
  period: Period;
  onRange: (from: number, to: number) => void;
  onCancel: () => void;
}

function RangeForm({ period, onRange, onCancel }: RangeFormProps) {
  const [bounds] = useState(() => boundsOf(period, Date.now()));
  const [problem, setProblem] = useState<string | null>(null);

  const submit = (form: FormData) => {
    const from = new Date(String(form.get("from"))).getTime();
    const to = new Date(String(form.get("to"))).getTime();
    if (Number.isNaN(from) || Number.isNaN(to)) return setProblem("Give both times.");
    if (from >= to) return setProblem("From must be before to.");
    if (from > Date.now()) return setProblem("That is still to come.");
    onRange(from, to);
  };

  return (
    <form
      action={submit}
      onKeyDown={(event) => event.key === "Escape" && onCancel()}
      className="absolute top-full left-0 z-20 mt-1 flex w-72 flex-col gap-3 border border-edge bg-panel p-3"
    >
      <TimeField name="from" time={bounds.from} focus />
      <TimeField name="to" time={bounds.to} />
      {problem && (
        <p role="alert" className="text-critical">
          {problem}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <button type="button" className="control" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="control border-accent! text-accent!">
          Show
        </button>
      </div>
    </form>
  );
}

function TimeField({ name, time, focus = false }: { name: "from" | "to"; time: number; focus?: boolean }) {
  return (
    <label className="label flex flex-col gap-1 text-muted">
      {name}, local time
      <input
        type="datetime-local"
        step={1}
        required
        name={name}
        defaultValue={toLocalInput(time)}
        // biome-ignore lint/a11y/noAutofocus: the form was just opened by the one who will type in it.
        autoFocus={focus}
        className="control"
      />
    </label>
  );
}

function rangeText({ from, to }: { from: string; to: string }): string {
  const now = Date.now();
  return `${momentText(Date.parse(from), now)} – ${momentText(Date.parse(to), now)}`;
}
