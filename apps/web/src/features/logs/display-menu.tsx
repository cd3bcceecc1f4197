import { useCallback, useState } from "react";
import { Popover } from "../../ui/popover.tsx";
import { type DisplayPart, hiddenWith, type LogDisplay, PARTS } from "./display.ts";

interface DisplayMenuProps {
  display: LogDisplay;
  onHide: (hide: string | undefined) => void;
  onWrap: (wrap: boolean) => void;
}

const NAMES: Record<DisplayPart, string> = {
  time: "time",
  service: "service",
  trace: "trace id",
  colours: "colours of messages",
};

/** What of a line is shown. */
export function DisplayMenu({ display, onHide, onWrap }: DisplayMenuProps) {
  const [open, setOpen] = useState(false);
  const close = useCallback((next: boolean) => setOpen(next), []);
  return (
    <Popover text="Show ▾" open={open} onOpen={close}>
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
