import { failureOf } from "../../lib/failure.ts";
import type { Connection } from "../../lib/follow.ts";
import { figureText } from "../../lib/format.ts";
import { useNow } from "../../lib/now.ts";
import { ageText, clockText } from "../../lib/time.ts";

interface ConnectionStateProps {
  connection: Connection;
  perSecond: number;
  /** Searches what is stored instead. */
  onSearch: () => void;
}

/** Whether lines come: a word, a shape and a colour. */
export function ConnectionState({ connection, perSecond, onSearch }: ConnectionStateProps) {
  const { state, since, error } = connection;
  switch (state) {
    case "connecting":
      return (
        <State shape="◌" tone="text-muted" word="Connecting">
          …
        </State>
      );
    case "live":
      return (
        <State shape="●" tone="text-ok" word="Live">
          {perSecond < 0.5 ? "waiting for lines" : `${figureText(Math.round(perSecond), "count")} lines/s`}
        </State>
      );
    case "reconnecting":
      return (
        <State shape="▲" tone="text-warning" word="Reconnecting">
          since {clockText(since)}, <Age since={since} />; what is stored meanwhile comes then
        </State>
      );
    case "stopped":
      return (
        <State shape="■" tone="text-critical" word="Stopped">
          {failureOf(error).message}{" "}
          <button type="button" className="text-accent underline" onClick={onSearch}>
            Search what is stored
          </button>
        </State>
      );
  }
}

function Age({ since }: { since: number }) {
  return <span aria-live="off">{ageText(useNow() - since)}</span>;
}

interface StateProps {
  shape: string;
  tone: string;
  word: string;
  children: React.ReactNode;
}

function State({ shape, tone, word, children }: StateProps) {
  return (
    <span data-connection={word.toLowerCase()} className="figure text-[12px] text-muted">
      <span className={tone}>
        <span aria-hidden="true">{shape}</span> <span role="status">{word}</span>
      </span>{" "}
      {children}
    </span>
  );
}
