import { type ReactNode, useEffect, useRef } from "react";

interface PopoverProps {
  /** On the button. */
  text: string;
  /** What it is for, where the text alone does not say. */
  label?: string;
  open: boolean;
  onOpen: (open: boolean) => void;
  children: ReactNode;
}

/** A button and what it opens below itself; Escape and a click elsewhere close it. */
export function Popover({ text, label, open, onOpen, children }: PopoverProps) {
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
  return (
    <div ref={box} className="relative">
      <button
        ref={button}
        type="button"
        aria-label={label}
        title={label}
        aria-expanded={open}
        onClick={() => onOpen(!open)}
        className={`control ${open ? "border-accent!" : ""}`}
      >
        {text}
      </button>
      {open && <div className="absolute top-full right-0 z-20 mt-1 border border-edge bg-panel p-3">{children}</div>}
    </div>
  );
}
