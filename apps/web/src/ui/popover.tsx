import { type ReactNode, useEffect, useRef } from "react";

interface PopoverProps {
  /** On the button. */
  text: ReactNode;
  /** What it is for, where the text alone does not say. */
  label?: string;
  /** The button is a line of text among others, which stays its name: the label is but its title. */
  inline?: boolean;
  open: boolean;
  onOpen: (open: boolean) => void;
  children: ReactNode;
}

/** Pixels that a box needs to open to the right. */
const ROOM = 280;

/** A button and what it opens below itself; Escape and a click elsewhere close it. */
export function Popover({ text, label, inline = false, open, onOpen, children }: PopoverProps) {
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const onPointer = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) onOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      onOpen(false);
      button.current?.focus();
    };
    document.addEventListener("pointerdown", onPointer);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onPointer);
      document.removeEventListener("keydown", onKey);
    };
  }, [open, onOpen]);
  const left = box.current?.getBoundingClientRect().left ?? 0;
  const side = inline && left + ROOM < window.innerWidth ? "left-0" : "right-0";
  return (
    <div ref={box} className="relative">
      <button
        ref={button}
        type="button"
        aria-label={inline ? undefined : label}
        title={label}
        aria-expanded={open}
        onClick={() => onOpen(!open)}
        className={
          inline
            ? "block w-full truncate text-left text-muted hover:text-body"
            : `control ${open ? "border-accent!" : ""}`
        }
      >
        {text}
      </button>
      {open && <div className={`absolute top-full ${side} z-20 mt-1 border border-edge bg-panel p-3`}>{children}</div>}
    </div>
  );
}
