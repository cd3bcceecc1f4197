import { STATES, type StateName } from "./state.ts";

/** An HTTP status; 5xx and 4xx have a shape beside their number, as every state has. */
export function StatusText({ status }: { status: number }) {
  const like: StateName | null = status >= 500 ? "critical" : status >= 400 ? "warning" : null;
  if (like === null) return <span>{status}</span>;
  return (
    <span className={`whitespace-nowrap ${STATES[like].text}`}>
      <span aria-hidden="true">{STATES[like].shape}</span> {status}
    </span>
  );
}
