import { useEffect, useRef, useState } from "react";

/** Long enough to type a letter, short enough to seem at once. */
const TYPED_AFTER_MS = 120;

/** Searches while one types; `/` leads here from anywhere on the page, Escape clears it. */
export function SearchBox({ search, onSearch }: { search: string; onSearch: (search: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(search);
  const [sent, setSent] = useState(search);
  const [seen, setSeen] = useState(search);
  if (search !== seen) {
    setSeen(search);
    // It was changed from elsewhere: by the back button, or by what clears it.
    if (search !== sent) {
      setSent(search);
      setText(search);
    }
  }

  useEffect(() => {
    if (text === sent) return;
    const timer = setTimeout(() => {
      setSent(text);
      onSearch(text);
    }, TYPED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, sent, onSearch]);

  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", focus);
    return () => document.removeEventListener("keydown", focus);
  }, []);

  return (
    <input
      ref={input}
      type="search"
      aria-label="Search endpoints"
      aria-keyshortcuts="/"
      placeholder="search  /"
      maxLength={512}
      spellCheck={false}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => event.key === "Escape" && setText("")}
      className="control w-44 max-sm:w-full"
    />
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName))
  );
}
