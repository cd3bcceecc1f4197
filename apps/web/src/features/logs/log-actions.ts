import { createContext, useContext } from "react";
import type { LogLine } from "../../lib/trpc.ts";

export interface SearchedValue {
  name: string;
  value: string;
  kind: "field" | "attribute";
}

/** What can be done from a line, wherever it is shown. */
export interface LogActions {
  /** Searches for what has this value too, or for what has not. */
  onTerm: (value: SearchedValue, excluded: boolean) => void;
  /** Whether the grammar has a way to ask for the value. */
  canSearch: (value: SearchedValue) => boolean;
  /** Only the logs of this trace. */
  onTrace: (traceId: string) => void;
  /** The line among what the same instance logged. */
  onContext: (line: LogLine) => void;
}

const Actions = createContext<LogActions | null>(null);

export const LogActionsProvider = Actions.Provider;

export function useLogActions(): LogActions {
  const actions = useContext(Actions);
  if (!actions) throw new Error("lines of logs are shown inside of LogActionsProvider");
  return actions;
}
