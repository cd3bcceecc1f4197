import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { failureOf } from "../../lib/failure.ts";
import { queryClient } from "../../lib/trpc.ts";
import { ListFoot } from "../../ui/list-foot.tsx";
import { ListState } from "../../ui/list-state.tsx";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ACTION_GROUPS } from "./action-words.ts";
import { type AuditChoice, auditOptions } from "./audit.query.ts";
import { AuditTable } from "./audit-table.tsx";

interface AuditTabProps {
  choice: AuditChoice;
  onChoose: (choice: AuditChoice) => void;
}

/** Who did what: sign-ins and all changes, the newest first. */
export function AuditTab({ choice, onChoose }: AuditTabProps) {
  const options = auditOptions(choice);
  const list = useInfiniteQuery(options);
  const entries = list.data?.pages.flatMap((page) => page.entries);
  const { action, actor } = choice;
  const isFiltered = action !== undefined || actor !== undefined;
  return (
    <Panel
      id="audit"
      title="Audit log"
      busy={list.isPlaceholderData || (!entries && !list.error)}
      aside={
        <div className="flex flex-wrap items-center gap-2">
          <select
            aria-label="What was done"
            className="control max-w-48"
            value={action ?? ""}
            onChange={(event) => onChoose({ ...choice, action: event.target.value || undefined })}
          >
            <option value="">everything</option>
            {action !== undefined && ACTION_GROUPS.every(([prefix]) => prefix !== action) && (
              <option value={action}>{action}</option>
            )}
            {ACTION_GROUPS.map(([prefix, name]) => (
              <option key={prefix} value={prefix}>
                {name}
              </option>
            ))}
          </select>
          <ActorFilter key={actor} actor={actor} onActor={(next) => onChoose({ ...choice, actor: next })} />
        </div>
      }
    >
      {entries === undefined ? (
        <ListState failure={list.error && failureOf(list.error)} />
      ) : entries.length === 0 ? (
        <Note
          className="p-4"
          reason={isFiltered ? "Nothing of that was done." : "Nobody did anything yet."}
          remedy={isFiltered ? "Take a filter away." : "Sign-ins and all changes stand here."}
        />
      ) : (
        <div className={list.isPlaceholderData ? "grayscale-80" : ""}>
          <AuditTable entries={entries} onActor={(next) => onChoose({ ...choice, actor: next })} />
          <ListFoot
            count={entries.length}
            list={list}
            onRenew={() => void queryClient.resetQueries({ queryKey: options.queryKey })}
          />
        </div>
      )}
    </Panel>
  );
}

/** Of one actor, named as a whole: a name in the list is a shorter way. */
function ActorFilter({ actor, onActor }: { actor: string | undefined; onActor: (actor: string | undefined) => void }) {
  const [text, setText] = useState(actor ?? "");
  const choose = (next: string) => onActor(next.trim() || undefined);
  return (
    <form
      aria-label="Who did it"
      onSubmit={(event) => {
        event.preventDefault();
        choose(text);
      }}
      className="flex gap-2"
    >
      <input
        aria-label="Who did it"
        placeholder="by anybody"
        maxLength={320}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => text !== (actor ?? "") && choose(text)}
        className="control w-44 placeholder:text-muted"
      />
      {actor !== undefined && (
        <button type="button" className="control" onClick={() => choose("")}>
          Anybody
        </button>
      )}
    </form>
  );
}
