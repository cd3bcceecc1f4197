import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { setupLinkOptions } from "../features/account/account.query.ts";
import { beginSession } from "../features/account/begin-session.ts";
import { SetupForm } from "../features/account/setup-form.tsx";
import { failureOf } from "../lib/failure.ts";
import { useSecretFragment } from "../lib/secret-fragment.ts";
import type { SetupPurpose } from "../lib/sign-in.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import { Note } from "../ui/note.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Entrance } from "./entrance.tsx";

const TITLES: Record<SetupPurpose["purpose"], string> = {
  first: "Make the first account",
  invitation: "Make your account",
  password: "Set a new password",
};

/** What a link that Vigie or an administrator gave is for: an account, or a new password for one. */
export function Setup() {
  const { history } = useRouter();
  const secret = useSecretFragment();
  const { data: link, error, refetch } = useQuery(setupLinkOptions(secret));
  const title = link ? TITLES[link.purpose] : "Make an account";
  useEffect(() => {
    document.title = `${title} · Vigie`;
  }, [title]);

  const enter = () => {
    beginSession();
    history.replace("/");
  };
  return (
    <Entrance title={title}>
      {link ? (
        <>
          <p className="text-muted">{meaningOf(link)}</p>
          <SetupForm secret={secret} link={link} onDone={enter} />
        </>
      ) : error ? (
        <>
          <FailureLine failure={failureOf(error)} />
          <p className="flex flex-wrap gap-2">
            {failureOf(error).code !== "SETUP_LINK_UNUSABLE" && (
              <button type="button" className="control" onClick={() => void refetch()}>
                Try again
              </button>
            )}
            <SignInLink />
          </p>
        </>
      ) : secret === "" ? (
        <>
          <Note
            reason="This address is but half of a link."
            remedy="Open the whole of it, with what stands behind the #. After a reload it has to be opened anew: Vigie keeps it nowhere."
          />
          <SignInLink />
        </>
      ) : (
        <Skeleton className="h-56" />
      )}
    </Entrance>
  );
}

function SignInLink() {
  return (
    <Link to="/sign-in" className="control inline-flex items-center">
      To the sign-in
    </Link>
  );
}

function meaningOf({ purpose, role }: SetupPurpose): string {
  if (purpose === "password") return "Once it is set, you are signed in here, and signed out everywhere else.";
  if (purpose === "first") return "It is an administrator's: it may change everything, and invite others.";
  return role === "admin"
    ? "As an administrator you may change everything, and invite others."
    : "As a viewer you may look at everything, and change nothing.";
}
