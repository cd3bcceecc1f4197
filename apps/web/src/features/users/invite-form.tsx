import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { actFailureOf } from "../../lib/act-failure.ts";
import { fieldProblem } from "../../lib/field-problem.ts";
import { client, type UserRole } from "../../lib/trpc.ts";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { FailureLine } from "../../ui/failure-line.tsx";
import { Field } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { ToldLink } from "./told-link.ts";

const ROLES: readonly UserRole[] = ["viewer", "admin"];

/** Makes a link with which somebody makes their account. */
export function InviteForm({ onTold }: { onTold: (told: ToldLink) => void }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<UserRole>("viewer");
  const invite = useMutation({
    mutationFn: () => client.users.invite.mutate({ email: email.trim(), role }),
    onSuccess: (link) => {
      onTold({ ...link, email: email.trim(), isNew: true });
      setEmail("");
    },
  });
  const refused = invite.error ? fieldProblem(invite.error) : null;
  return (
    <Panel id="invite" title="Invite somebody">
      <form
        aria-label="Invite somebody"
        onSubmit={(event) => {
          event.preventDefault();
          if (!invite.isPending) invite.mutate();
        }}
        className="flex flex-wrap items-start gap-3 p-3"
      >
        <Field label="E-mail" problem={refused?.problem} className="max-w-sm flex-1 basis-60">
          {(control) => (
            <input
              {...control}
              type="email"
              required
              maxLength={254}
              autoComplete="off"
              value={email}
              onChange={(event) => {
                invite.reset();
                setEmail(event.target.value);
              }}
              className="control w-full"
            />
          )}
        </Field>
        <ChoiceField label="Role" options={ROLES} selected={role} onSelect={setRole} text={(each) => each} />
        <button
          type="submit"
          aria-disabled={invite.isPending}
          className="control mt-6 max-sm:mt-0 border-accent! px-4! text-accent!"
        >
          {invite.isPending ? "…" : "Make the link"}
        </button>
        {invite.error && !refused && <FailureLine failure={actFailureOf(invite.error)} className="basis-full" />}
        <p className="basis-full text-xs text-muted">
          A viewer looks at everything and changes nothing; an admin changes everything and invites others.
        </p>
      </form>
    </Panel>
  );
}
