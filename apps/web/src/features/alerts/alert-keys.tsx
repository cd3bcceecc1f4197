import { useEffect, useState } from "react";
import { isTyping } from "../../lib/keys.ts";
import { useMayChange } from "../../lib/me.ts";
import { KeyList } from "../../ui/key-list.tsx";
import { Popover } from "../../ui/popover.tsx";

const KEYS = [
  ["↑ ↓", "from alert to alert"],
  ["→ ←", "opens and closes a group"],
  ["Enter", "shows what is behind an alert"],
  ["Esc", "closes what is open"],
  ["?", "this list"],
] as const;

const CHANGES = [
  ["a", "acknowledges"],
  ["s", "snoozes"],
  ["w", "wakes"],
  ["r", "resolves"],
] as const;

/** The keys of the list, as a list of their own. */
export function AlertKeys() {
  const [open, setOpen] = useState(false);
  const mayChange = useMayChange();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      setOpen((old) => !old);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <Popover text="?" label="Keys" open={open} onOpen={setOpen}>
      <KeyList keys={mayChange ? [...CHANGES, ...KEYS] : KEYS} />
    </Popover>
  );
}
