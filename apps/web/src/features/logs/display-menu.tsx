import { useState } from "react";
import { figureText } from "../../lib/format.ts";
import { Popover } from "../../ui/popover.tsx";
import { CAPACITIES, type Capacity } from "./capacities.ts";
import { type DisplayPart, hiddenWith, type LogDisplay, PARTS } from "./display.ts";

interface DisplayMenuProps {
  display: LogDisplay;
  onHide: (hide: string | undefined) => void;
  onWrap: (wrap: boolean) => void;
  /** Lines that a live page keeps; null where it is not live. */
  capacity: Capacity | null;
  onCapacity: (capacity: Capacity) => void;
}

const NAMES: Record<DisplayPart, string> = {
  time: "time",
  service: "service",
  trace: "trace id",
  colours: "colours of messages",
};

/** What of a line is shown. */
export function DisplayMenu({ display, onHide, onWrap, capacity, onCapacity }: DisplayMenuProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover text="Show ▾" open={open} onOpen={setOpen}>
      <fieldset className="flex w-44 flex-col gap-2">
        <legend className="label mb-2 text-muted">Of each line</legend>
        {PARTS.map((part) => (
          <Check
            key={part}
            name={NAMES[part]}
            checked={display[part]}
            onChange={(shown) => onHide(hiddenWith(display, part, shown))}
          />
        ))}
        <Check name="all of long lines" checked={display.wrap} onChange={onWrap} />
      </fieldset>
      {capacity !== null && (
        <label className="mt-3 flex flex-col gap-1 border-t border-inner pt-3">
          <span className="label text-muted">Lines that the page keeps</span>
          <select
            className="control"
            value={capacity}
            onChange={(event) => {
              const chosen = CAPACITIES.find((each) => each === Number(event.target.value));
              if (chosen) onCapacity(chosen);
            }}
          >
            {CAPACITIES.map((each) => (
              <option key={each} value={each}>
                {figureText(each, "count")}
              </option>
            ))}
          </select>
        </label>
      )}
    </Popover>
  );
}

function Check({ name, checked, onChange }: { name: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <label className="flex cursor-pointer items-center gap-2">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="accent-accent"
      />
      {name}
    </label>
  );
}
