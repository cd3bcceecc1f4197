import type { Completion } from "../../lib/trpc.ts";
import { SafeText } from "../../ui/safe-text.tsx";

interface SuggestionsProps {
  id: string;
  suggestions: readonly Completion[];
  active: number;
  onPoint: (index: number) => void;
  onAccept: (suggestion: Completion) => void;
}

export const optionId = (listId: string, index: number) => `${listId}-${index}`;

/** What may stand at the cursor; the focus stays in the box. */
export function Suggestions({ id, suggestions, active, onPoint, onAccept }: SuggestionsProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Suggestions"
      className="absolute top-full right-0 left-0 z-20 mt-px max-h-80 overflow-y-auto border border-edge bg-panel"
    >
      {suggestions.map((suggestion, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the box, which has the focus.
        <div
          key={`${suggestion.label}-${suggestion.insert}`}
          id={optionId(id, index)}
          role="option"
          aria-selected={index === active}
          tabIndex={-1}
          onPointerMove={() => onPoint(index)}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onAccept(suggestion)}
          className={`flex cursor-pointer items-baseline gap-3 border-l-2 px-3 py-1 ${index === active ? "border-accent bg-inner text-bright" : "border-transparent"}`}
        >
          <SafeText text={suggestion.label} dir="ltr" className="figure min-w-0 shrink truncate text-[12px]" />
          <span className="ml-auto truncate text-[12px] text-muted">
            <SafeText text={suggestion.detail} />
          </span>
        </div>
      ))}
    </div>
  );
}
