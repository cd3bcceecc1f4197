import { SafeText } from "../../ui/safe-text.tsx";

/** Something that is no mistake, but may not be what was meant; `offset` and `length` in characters of the search. */
interface SearchHint {
  offset: number;
  length: number;
  problem: string;
  /** What may be written there instead. */
  instead: string;
}

interface SearchHintsProps {
  query: string;
  hints: readonly SearchHint[];
  onSubmit: (query: string) => void;
}

/** What a search may have meant, each a click away. */
export function SearchHints({ query, hints, onSubmit }: SearchHintsProps) {
  if (hints.length === 0) return null;
  return (
    <ul aria-label="Hints on the search" className="text-xs text-muted">
      {hints.map(({ offset, length, problem, instead }) => (
        <li key={offset} className="wrap-anywhere">
          <SafeText text={problem} />. Did you mean{" "}
          <button
            type="button"
            className="figure text-accent underline"
            onClick={() => onSubmit(query.slice(0, offset) + instead + query.slice(offset + length))}
          >
            <SafeText text={instead} />
          </button>
          ?
        </li>
      ))}
    </ul>
  );
}
