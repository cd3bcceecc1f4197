import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { actFailureOf } from "../../lib/act-failure.ts";
import { fieldProblem } from "../../lib/field-problem.ts";
import { client } from "../../lib/trpc.ts";
import { FailureLine } from "../../ui/failure-line.tsx";
import { Field } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { renewSessions } from "./account.query.ts";
import { type NewPassword, newPasswordProblems } from "./new-password.ts";
import { NewPasswordFields } from "./new-password-fields.tsx";

const EMPTY: NewPassword = { first: "", second: "" };

/** Changes one's own password, which ends all other sessions. */
export function PasswordForm({ email }: { email: string }) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState(EMPTY);
  const [isTried, setTried] = useState(false);
  const change = useMutation({
    mutationFn: () => client.account.changePassword.mutate({ current, next: next.first }),
    onSuccess: () => {
      setCurrent("");
      setNext(EMPTY);
      setTried(false);
    },
    onSettled: renewSessions,
  });
  const missing = newPasswordProblems(next);
  const refused = change.error ? fieldProblem(change.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(missing).length === 0 && current !== "" && !change.isPending) change.mutate();
  };

  return (
    <Panel id="password" title="Password">
      <form onSubmit={submit} noValidate aria-label="Password" className="max-w-md space-y-3 p-3">
        {/* So that what keeps passwords knows whose it is. */}
        <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
        <Field label="Current password" problem={isTried && current === "" ? "Vigie asks for it again." : undefined}>
          {(control) => (
            <input
              {...control}
              type="password"
              name="current-password"
              autoComplete="current-password"
              value={current}
              onChange={(event) => {
                change.reset();
                setCurrent(event.target.value);
              }}
              className="control w-full py-2"
            />
          )}
        </Field>
        <NewPasswordFields
          password={next}
          onChange={(password) => {
            change.reset();
            setNext(password);
          }}
          problems={{
            first: (isTried ? missing.first : undefined) ?? refused?.problem,
            second: isTried ? missing.second : undefined,
          }}
        />
        {change.error && !refused && <FailureLine failure={actFailureOf(change.error)} />}
        <div className="flex flex-wrap items-center gap-3">
          <button type="submit" aria-disabled={change.isPending} className="control border-accent! px-4! text-accent!">
            {change.isPending ? "…" : "Change the password"}
          </button>
          <span role="status" className="text-muted">
            {change.isSuccess && (
              <>
                <span aria-hidden="true" className="text-ok">
                  ●
                </span>{" "}
                Changed. Other browsers are signed out.
              </>
            )}
          </span>
        </div>
      </form>
    </Panel>
  );
}
