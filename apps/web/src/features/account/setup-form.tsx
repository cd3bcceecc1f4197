import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { actFailureOf } from "../../lib/act-failure.ts";
import { fieldProblem } from "../../lib/field-problem.ts";
import { redeemSetupLink, type SetupPurpose } from "../../lib/sign-in.ts";
import { FailureLine } from "../../ui/failure-line.tsx";
import { Field } from "../../ui/field.tsx";
import { type NewPassword, newPasswordProblems } from "./new-password.ts";
import { NewPasswordFields } from "./new-password-fields.tsx";

interface SetupFormProps {
  secret: string;
  link: SetupPurpose;
  /** The account is there, and its owner is signed in. */
  onDone: () => void;
}

/** Makes the account that a link is for, or gives it a new password. */
export function SetupForm({ secret, link, onDone }: SetupFormProps) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState(link.email ?? "");
  const [password, setPassword] = useState<NewPassword>({ first: "", second: "" });
  const [isTried, setTried] = useState(false);
  const redeem = useMutation({
    mutationFn: () => redeemSetupLink({ secret, name, email, password: password.first }),
    onSuccess: onDone,
  });
  const isNew = link.purpose !== "password";
  const missing = {
    name: isNew && name.trim() === "" ? "Say how others see you." : undefined,
    email: /.@./.test(email) ? undefined : "That is not an e-mail address.",
    ...newPasswordProblems(password),
  };
  const refused = redeem.error ? fieldProblem(redeem.error) : null;
  const problemOf = (field: keyof typeof missing) => (isTried ? missing[field] : undefined) ?? refusedAt(field);
  const refusedAt = (field: string) => (refused?.field === field ? refused.problem : undefined);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(missing).every((problem) => problem === undefined) && !redeem.isPending) redeem.mutate();
  };
  const write =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      redeem.reset();
      set(value);
    };

  return (
    <form onSubmit={submit} noValidate aria-label="Account" className="space-y-3">
      {isNew && (
        <Field label="Name" problem={problemOf("name")}>
          {(control) => (
            <input
              {...control}
              name="name"
              maxLength={100}
              autoComplete="name"
              value={name}
              onChange={(event) => write(setName)(event.target.value)}
              // biome-ignore lint/a11y/noAutofocus: the only thing to do on this page.
              autoFocus
              className="control w-full py-2"
            />
          )}
        </Field>
      )}
      <Field
        label="E-mail"
        problem={problemOf("email")}
        hint={link.email === null ? "What you sign in with. Vigie sends nothing there." : "What you sign in with."}
      >
        {(control) => (
          <input
            {...control}
            type="email"
            name="email"
            maxLength={254}
            autoComplete="username"
            readOnly={link.email !== null}
            value={email}
            onChange={(event) => write(setEmail)(event.target.value)}
            className="control w-full py-2 read-only:text-muted"
          />
        )}
      </Field>
      <NewPasswordFields
        password={password}
        onChange={write(setPassword)}
        problems={{ first: problemOf("first") ?? refusedAt("password"), second: problemOf("second") }}
      />
      {redeem.error && !refused && <FailureLine failure={actFailureOf(redeem.error)} />}
      <button type="submit" aria-disabled={redeem.isPending} className="control border-accent! px-4! py-2 text-accent!">
        {redeem.isPending ? "…" : isNew ? "Make the account" : "Set the password"}
      </button>
    </form>
  );
}
