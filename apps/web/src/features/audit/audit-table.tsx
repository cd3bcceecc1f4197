import { momentText, utcText } from "../../lib/time.ts";
import type { AuditEntry } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { SafeText } from "../../ui/safe-text.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { TableHead } from "../../ui/table-head.tsx";
import { actionWords } from "./action-words.ts";

interface AuditTableProps {
  entries: readonly AuditEntry[];
  onActor: (actor: string) => void;
}

export function AuditTable({ entries, onActor }: AuditTableProps) {
  return (
    <ScrollBox label="Table of the audit log">
      <table className="w-full border-collapse text-xs">
        <caption className="sr-only">Audit log</caption>
        <thead>
          <tr className="label text-left text-muted">
            <TableHead>When</TableHead>
            <TableHead>Who did what</TableHead>
            <TableHead wide>To what</TableHead>
            <TableHead wide>From</TableHead>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Row key={entry.id} entry={entry} onActor={onActor} />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** Each text of it may be somebody's who never got in: a name that was tried, an address of a proxy. */
function Row({ entry, onActor }: { entry: AuditEntry; onActor: (actor: string) => void }) {
  const { time, actorKind, actor, address, action, subject } = entry;
  const at = Date.parse(time);
  const isRefusal = action === "sign-in.refused";
  return (
    <tr data-action={action} className="border-t border-inner align-baseline hover:bg-inner/40">
      <td className="figure px-3 py-1.5 whitespace-nowrap text-muted">
        <time dateTime={time} title={utcText(at)}>
          {momentText(at, Date.now())}
        </time>
      </td>
      <td className="px-3 py-1.5 wrap-anywhere">
        <button
          type="button"
          title={`Only what ${visibleText(actor)} did`}
          onClick={() => onActor(actor)}
          className="text-left text-bright hover:text-accent"
        >
          <SafeText text={actor === "" ? "(nobody)" : actor} />
        </button>
        {actorKind === "key" && <span className="text-muted"> (a key)</span>}{" "}
        <span title={visibleText(action)} className={isRefusal ? "text-warning" : ""}>
          {isRefusal && <span aria-hidden="true">▲ </span>}
          <SafeText text={actionWords(action)} />
        </span>
        <span className="block text-muted sm:hidden">
          <SafeText text={subject} /> <SafeText text={address} className="figure" />
        </span>
      </td>
      <td className="px-3 py-1.5 wrap-anywhere text-muted max-sm:hidden">
        <SafeText text={subject} />
      </td>
      <td className="figure px-3 py-1.5 wrap-anywhere text-muted max-sm:hidden">
        <SafeText text={address} />
      </td>
    </tr>
  );
}
