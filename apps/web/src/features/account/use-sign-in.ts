import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { actFailureOf } from "../../lib/act-failure.ts";
import { errorDetails } from "../../lib/error-details.ts";
import { beginAtProvider, signInWithPassword, signInWithToken } from "../../lib/sign-in.ts";

export type Attempt =
  | { way: "password"; email: string; password: string }
  | { way: "token"; token: string }
  | { way: "provider" };

/** Vigie looks at no further try before `until` (ms); of this account or way alone. */
export interface Lock {
  of: string;
  until: number;
}

interface UseSignInOptions {
  onSignedIn: () => void;
  /** The browser is about to leave for the provider. */
  onLeave: () => void;
}

/** Signs somebody in, and keeps what came of the last try. */
export function useSignIn({ onSignedIn, onLeave }: UseSignInOptions) {
  const [lock, setLock] = useState<Lock | null>(null);
  const mutation = useMutation({
    mutationFn: attempt,
    onSuccess: (url) => {
      if (url === null) return onSignedIn();
      onLeave();
      window.location.assign(url);
    },
    onError: (error, tried) => {
      const { waitSeconds } = errorDetails(error);
      if (typeof waitSeconds === "number") setLock({ of: lockedBy(tried), until: Date.now() + waitSeconds * 1000 });
    },
  });
  return {
    run: (tried: Attempt) => {
      if (!mutation.isPending) mutation.mutate(tried);
    },
    isPending: mutation.isPending,
    /** Which of the ways was tried last. */
    tried: mutation.variables?.way ?? null,
    failure: mutation.error ? actFailureOf(mutation.error) : null,
    lock,
    reset: mutation.reset,
  };
}

/** What is locked when a try is: others may still be tried. */
export function lockedBy(tried: Attempt): string {
  return tried.way === "password" ? tried.email.trim().toLowerCase() : tried.way;
}

/** Address to go on to; null: signed in. */
async function attempt(tried: Attempt): Promise<string | null> {
  switch (tried.way) {
    case "password":
      await signInWithPassword({ email: tried.email, password: tried.password });
      return null;
    case "token":
      await signInWithToken(tried.token.trim());
      return null;
    case "provider":
      return beginAtProvider();
  }
}
