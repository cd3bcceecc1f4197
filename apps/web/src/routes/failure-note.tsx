import type { Failure } from "../lib/failure.ts";
import { Note } from "../ui/note.tsx";

interface FailureNoteProps {
  failure: Failure;
  /** Shows all services, releases and instances. */
  onEverything: () => void;
}

/** Why a page has nothing to show. Where a link asked for what there is not, the way out is a button. */
export function FailureNote({ failure: { code, message, remedy }, onEverything }: FailureNoteProps) {
  const className = "border border-inner bg-panel p-4";
  if (!/^(SERVICE|RELEASE|INSTANCE)_UNKNOWN$/.test(code)) {
    return <Note reason={message} remedy={remedy} className={className} />;
  }
  return (
    <p className={className}>
      {message}{" "}
      <button type="button" className="text-accent underline" onClick={onEverything}>
        Show all services
      </button>
    </p>
  );
}
