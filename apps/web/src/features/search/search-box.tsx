import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import type { Completion } from "../../lib/trpc.ts";
import type { SearchTarget } from "./search.query.ts";
import type { SearchProblem } from "./search-problem.ts";
import { SearchProblemNote } from "./search-problem-note.tsx";
import { optionId, Suggestions } from "./suggestions.tsx";
import { useSuggestions } from "./use-suggestions.ts";

interface SearchBoxProps {
  target: SearchTarget;
  /** What is searched for now. */
  value: string;
  onSubmit: (query: string) => void;
  /** Whose names are suggested first. */
  service?: string | undefined;
  /** What is wrong with `value`. */
  problem?: SearchProblem | null;
}

/**
 * Where a search is written: Enter searches, arrow keys choose among what may stand at the cursor, Escape closes the suggestions and then
 * brings back what is searched for. `/` leads here from anywhere on the page.
 */
export function SearchBox({ target, value, onSubmit, service, problem = null }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  const [asked, setAsked] = useState<{ text: string; cursor: number } | null>(null);
  const [active, setActive] = useState(-1);
  if (value !== seen) {
    // It was changed from elsewhere: by a button, a link or the way back.
    setSeen(value);
    setText(value);
  }
  const { suggestions, areCurrent } = useSuggestions(target, service, asked);
  const isOpen = suggestions.length > 0;
  const shown = problem !== null && text === value ? problem : null;

  useSlashKey(input);
  useEffect(() => {
    if (problem && document.activeElement === input.current)
      input.current?.setSelectionRange(problem.offset, problem.offset);
  }, [problem]);

  const ask = (next: string, cursor: number | null) => {
    setText(next);
    setAsked({ text: next, cursor: cursor ?? next.length });
    setActive(-1);
  };
  const close = () => {
    setAsked(null);
    setActive(-1);
  };
  const submit = (query: string) => {
    close();
    setText(query.trim());
    onSubmit(query.trim());
  };
  const accept = ({ insert, from, to }: Completion) => {
    const next = text.slice(0, from) + insert + text.slice(to);
    const cursor = from + insert.length;
    ask(next, cursor);
    requestAnimationFrame(() => input.current?.setSelectionRange(cursor, cursor));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = areCurrent ? suggestions[active] : undefined;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        event.preventDefault();
        if (!isOpen) return setAsked({ text, cursor: event.currentTarget.selectionStart ?? text.length });
        const step = event.key === "ArrowDown" ? 1 : -1;
        // One place more than there are suggestions: the box itself, where none is chosen.
        const places = suggestions.length + 1;
        return setActive(((active + 1 + step + places) % places) - 1);
      }
      case "Enter":
        event.preventDefault();
        return chosen ? accept(chosen) : submit(text);
      case "Tab": {
        const [first] = suggestions;
        const meant = chosen ?? (areCurrent && first && first.to > first.from ? first : undefined);
        if (!meant || event.shiftKey) return close();
        event.preventDefault();
        return accept(meant);
      }
      case "Escape":
        event.preventDefault();
        if (asked !== null && isOpen) return close();
        return setText(value);
    }
  };

  return (
    <search className="min-w-0 flex-1">
      <div className="relative flex">
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label={`Search ${target}`}
          aria-keyshortcuts="/"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-activedescendant={active >= 0 && isOpen ? optionId(`${id}-list`, active) : undefined}
          aria-invalid={shown !== null}
          aria-describedby={shown ? `${id}-problem` : undefined}
          placeholder="words, “exact words”, level:>=warn, route:/users/*   /"
          maxLength={1_000}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          enterKeyHint="search"
          value={text}
          onChange={(event) => ask(event.target.value, event.target.selectionStart)}
          onClick={(event) => setAsked({ text, cursor: event.currentTarget.selectionStart ?? text.length })}
          onBlur={close}
          onKeyDown={onKeyDown}
          className={`control min-w-0 flex-1 ${shown ? "border-critical!" : text === value ? "" : "border-accent!"}`}
        />
        {text !== "" && (
          <button type="button" aria-label="Clear the search" className="control -ml-px" onClick={() => submit("")}>
            <span aria-hidden="true">✕</span>
          </button>
        )}
        <button type="button" className="control -ml-px" onClick={() => submit(text)}>
          Search
        </button>
        {isOpen && (
          <Suggestions
            id={`${id}-list`}
            suggestions={suggestions}
            active={active}
            onPoint={setActive}
            onAccept={(suggestion) => {
              if (areCurrent) accept(suggestion);
              input.current?.focus();
            }}
          />
        )}
      </div>
      {shown && <SearchProblemNote id={`${id}-problem`} query={value} problem={shown} />}
    </search>
  );
}

/** `/` leads into the box, unless somebody types. */
function useSlashKey(input: { current: HTMLInputElement | null }) {
  useEffect(() => {
    const focus = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener("keydown", focus);
    return () => document.removeEventListener("keydown", focus);
  }, [input]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName))
  );
}
