import { useEffect, useState } from "react";
import { isTyping } from "../../lib/keys.ts";
import { KeyList } from "../../ui/key-list.tsx";
import { Popover } from "../../ui/popover.tsx";

const KEYS = [
  ["/", "to the search"],
  ["↑ ↓", "from line to line; Page Up and Down by many"],
  ["Enter", "opens and closes a line"],
  ["Space", "pauses and goes on"],
  ["End", "to the newest line"],
  ["w", "wraps long lines"],
  ["l", "follows live, or searches"],
  ["Esc", "closes what is open"],
  ["?", "this list"],
] as const;

interface KeysHelpProps {
  onWrap: () => void;
  onLive: () => void;
}

/** The keys of the page, and a list of them. */
export function KeysHelp({ onWrap, onLive }: KeysHelpProps) {
  const [open, setOpen] = useState(false);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "?") setOpen((old) => !old);
      else if (event.key === "w") onWrap();
      else if (event.key === "l") onLive();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [onWrap, onLive]);

  return (
    <Popover text="?" label="Keys" open={open} onOpen={setOpen}>
      <KeyList keys={KEYS} />
    </Popover>
  );
}
