import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { failureOf } from "../../lib/failure.ts";
import { momentText } from "../../lib/time.ts";
import { ListState } from "../../ui/list-state.tsx";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ToldOnce } from "../../ui/told-once.tsx";
import { InviteForm } from "./invite-form.tsx";
import type { ToldLink } from "./told-link.ts";
import { UserTable } from "./user-table.tsx";
import { usersOptions } from "./users.query.ts";

/** Who may sign in, and how somebody else gets in. */
export function UsersTab() {
  const { data: users, error } = useQuery(usersOptions());
  const [told, setTold] = useState<ToldLink | null>(null);
  return (
    <div className="space-y-3">
      {told && (
        <ToldOnce
          key={told.url}
          label="Link"
          title={
            <>
              {told.isNew ? "The invitation of " : "The link for a new password of "}
              <SafeText text={told.email} />, shown this once.
            </>
          }
          text={told.url}
          what="the link"
          onDismiss={() => setTold(null)}
        >
          Vigie sends no mail for it: give it to them by a way that you trust. It works once, until{" "}
          {momentText(Date.parse(told.expiresAt), Date.now())}.
        </ToldOnce>
      )}
      <Panel id="people" title="People" busy={!users && !error}>
        {users ? (
          users.length === 0 ? (
            <Note
              className="p-4"
              reason="Nobody has an account yet."
              remedy="Invite yourself: what you do then carries your name instead of the token's."
            />
          ) : (
            <UserTable users={users} onTold={setTold} />
          )
        ) : (
          <ListState failure={error && failureOf(error)} />
        )}
      </Panel>
      <InviteForm onTold={setTold} />
    </div>
  );
}
