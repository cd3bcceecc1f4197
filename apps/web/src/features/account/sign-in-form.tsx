import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { failureOf } from "../../lib/failure.ts";
import { useNow } from "../../lib/now.ts";
import { FailureLine } from "../../ui/failure-line.tsx";
import { Field } from "../../ui/field.tsx";
import { Note } from "../../ui/note.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { authOptions } from "./account.query.ts";
import { SignInFailure } from "./sign-in-failure.tsx";
import { type Attempt, lockedBy, useSignIn } from "./use-sign-in.ts";

interface SignInFormProps {
  onSignedIn: () => void;
  /** The browser is about to leave for the provider. */
  onLeave: () => void;
  /** Who was signed in before. */
  email?: string;
  /** The admin token of a link: it is tried once, by itself. */
  token?: string;
}

/** The ways in: e-mail and password, the provider where there is one, and the admin token. */
export function SignInForm({ onSignedIn, onLeave, email: before = "", token: given = "" }: SignInFormProps) {
  const options = useQuery(authOptions());
  const signIn = useSignIn({ onSignedIn, onLeave });
  const [email, setEmail] = useState(before);
  const [password, setPassword] = useState("");
  const [token, setToken] = useState("");
  const tokenTried = useRef("");
  const { run } = signIn;
  useEffect(() => {
    if (given === "" || tokenTried.current === given) return;
    tokenTried.current = given;
    run({ way: "token", token: given });
  }, [given, run]);

  const isLocked = useLocked(signIn.lock);
  const submit = (attempt: Attempt) => (event: FormEvent) => {
    event.preventDefault();
    if (!isLocked(attempt)) run(attempt);
  };
  const failed = (way: Attempt["way"]) =>
    signIn.failure && signIn.tried === way && <SignInFailure failure={signIn.failure} lock={signIn.lock} />;
  const byPassword: Attempt = { way: "password", email, password };
  const byToken: Attempt = { way: "token", token };
  const isBusy = (way: Attempt["way"]) => signIn.isPending && signIn.tried === way;

  return (
    <div className="space-y-4">
      {options.error && !options.data && <FailureLine failure={failureOf(options.error)} />}
      {options.data?.needsSetup ? (
        <Note
          reason="Nobody has an account yet."
          remedy="Vigie printed a link where it was started: open it in this browser to make the first account."
        />
      ) : (
        <form onSubmit={submit(byPassword)} aria-label="Sign in with a password" className="space-y-3">
          <Field label="E-mail">
            {(control) => (
              <input
                {...control}
                type="email"
                name="email"
                required
                maxLength={254}
                autoComplete="username"
                value={email}
                onChange={(event) => setEmail(event.target.value)}
                // biome-ignore lint/a11y/noAutofocus: the only thing to do on this page.
                autoFocus={before === ""}
                className="control w-full py-2"
              />
            )}
          </Field>
          <Field label="Password">
            {(control) => (
              <input
                {...control}
                type="password"
                name="password"
                required
                autoComplete="current-password"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
                // biome-ignore lint/a11y/noAutofocus: as above, of somebody who is known.
                autoFocus={before !== ""}
                className="control w-full py-2"
              />
            )}
          </Field>
          {failed("password")}
          <SubmitButton isBusy={isBusy("password")} isOff={isLocked(byPassword)} />
        </form>
      )}
      {options.data?.provider != null && (
        <form onSubmit={submit({ way: "provider" })} className="space-y-3">
          <button type="submit" aria-disabled={isBusy("provider")} className="control w-full py-2 text-bright">
            {isBusy("provider") ? "…" : "Sign in with "}
            {!isBusy("provider") && <SafeText text={options.data.provider} />}
          </button>
          {failed("provider")}
        </form>
      )}
      <details open={signIn.tried === "token" || undefined} className="border-t border-inner pt-3">
        <summary className="w-fit text-xs text-muted hover:text-body">Sign in with the admin token</summary>
        <form onSubmit={submit(byToken)} aria-label="Sign in with the admin token" className="mt-3 space-y-3">
          <Field label="Admin token" hint="The value of VIGIE_ADMIN_TOKEN where Vigie was started.">
            {(control) => (
              <input
                {...control}
                type="password"
                name="token"
                required
                autoComplete="off"
                value={token}
                onChange={(event) => setToken(event.target.value)}
                className="control w-full py-2"
              />
            )}
          </Field>
          {failed("token")}
          <SubmitButton isBusy={isBusy("token")} isOff={isLocked(byToken)} />
        </form>
      </details>
    </div>
  );
}

function SubmitButton({ isBusy, isOff }: { isBusy: boolean; isOff: boolean }) {
  return (
    <button
      type="submit"
      // Not `disabled`: the focus would be lost while Vigie answers.
      aria-disabled={isBusy || isOff}
      className="control border-accent! px-4! py-2 text-accent! aria-disabled:cursor-not-allowed aria-disabled:border-edge! aria-disabled:text-muted!"
    >
      {isBusy ? "…" : "Sign in"}
    </button>
  );
}

/** Whether a try would only be told to wait. */
function useLocked(lock: ReturnType<typeof useSignIn>["lock"]): (attempt: Attempt) => boolean {
  const now = useNow();
  return (attempt) => lock !== null && now < lock.until && lockedBy(attempt) === lock.of;
}
