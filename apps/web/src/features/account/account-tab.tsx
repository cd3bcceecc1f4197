import type { Me } from "../../lib/trpc.ts";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { PasswordForm } from "./password-form.tsx";
import { SessionsPanel } from "./sessions-panel.tsx";

/** One's own account: who one is, the password, and where one is signed in. */
export function AccountTab({ me }: { me: Me }) {
  return (
    <div className="space-y-3">
      <Panel id="account" title="Account">
        <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1.5 p-3">
          <dt className="text-muted">Signed in as</dt>
          <dd className="wrap-anywhere text-bright">
            <SafeText text={me.kind === "token" ? "The admin token" : me.name} />
          </dd>
          <dt className="text-muted">Role</dt>
          <dd>
            {me.role} <span className="text-muted">· {ROLE_TEXTS[me.role]}</span>
          </dd>
        </dl>
        {me.kind === "token" && (
          <Note
            className="border-t border-inner p-3"
            reason="The token has no account, so neither a password nor a list of browsers."
            remedy="Invite yourself under People: what you do then carries your name."
          />
        )}
      </Panel>
      {me.hasPassword && <PasswordForm email={me.name} />}
      {me.kind === "user" && <SessionsPanel />}
    </div>
  );
}

const ROLE_TEXTS: Record<Me["role"], string> = {
  admin: "may change everything, and invite others",
  viewer: "may look at everything, and change nothing",
};
