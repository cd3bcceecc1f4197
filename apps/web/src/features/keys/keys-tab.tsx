import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { failureOf } from "../../lib/failure.ts";
import { ListState } from "../../ui/list-state.tsx";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { KeyForm } from "./key-form.tsx";
import { KeyNote, type ToldKey } from "./key-note.tsx";
import { KeyTable } from "./key-table.tsx";
import { keysOptions } from "./keys.query.ts";

/** What services send with and programs read with. */
export function KeysTab({ services }: { services: readonly string[] }) {
  const { data: keys, error } = useQuery(keysOptions());
  // Told once, and by nobody again: it stays until somebody puts it away.
  const [told, setTold] = useState<ToldKey | null>(null);
  return (
    <div className="space-y-3">
      {told && <KeyNote key={told.key} told={told} onDismiss={() => setTold(null)} />}
      <Panel id="keys" title="Keys" busy={!keys && !error}>
        {keys ? (
          keys.length === 0 ? (
            <Note
              className="p-4"
              reason="There is no key yet."
              remedy="Each service that sends to this Vigie needs one; make it below."
            />
          ) : (
            <KeyTable keys={keys} />
          )
        ) : (
          <ListState failure={error && failureOf(error)} />
        )}
      </Panel>
      <KeyForm services={services} onTold={setTold} />
    </div>
  );
}
