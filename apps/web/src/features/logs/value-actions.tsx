import { CopyMark } from "../../ui/copy-mark.tsx";
import { type SearchedValue, useLogActions } from "./log-actions.ts";

/** Search for a value, leave it out, copy it. */
export function ValueActions(value: SearchedValue) {
  const { onTerm, canSearch } = useLogActions();
  const searchable = canSearch(value);
  return (
    <span className="inline-flex shrink-0 gap-1">
      {searchable && (
        <>
          <button
            type="button"
            aria-label={`Add ${value.name} to the search`}
            title="Add to the search"
            onClick={() => onTerm(value, false)}
            className={BUTTON}
          >
            +
          </button>
          <button
            type="button"
            aria-label={`Exclude this ${value.name}`}
            title="Exclude from the search"
            onClick={() => onTerm(value, true)}
            className={BUTTON}
          >
            −
          </button>
        </>
      )}
      <CopyMark text={value.value} what={value.name} className={BUTTON} />
    </span>
  );
}

const BUTTON = "min-w-5 border border-edge px-1 text-[11px] leading-4 text-muted hover:border-accent hover:text-accent";
