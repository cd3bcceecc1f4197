import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { beginSession } from "../features/account/begin-session.ts";
import { SignInForm } from "../features/account/sign-in-form.tsx";
import { useSecretFragment } from "../lib/secret-fragment.ts";
import { keepWayBack, nextIn, takeWayBack } from "../lib/way-back.ts";
import { SafeText } from "../ui/safe-text.tsx";
import { Entrance } from "./entrance.tsx";

/** Who is there? Leads on to where one wanted to go. */
export function SignIn() {
  const { history } = useRouter();
  const [asked] = useState(() => new URLSearchParams(window.location.search));
  // Who comes back from the provider in vain still wanted to go there.
  const [next] = useState(() => (asked.has("error") ? (takeWayBack() ?? "/") : nextIn(window.location.search)));
  const token = new URLSearchParams(useSecretFragment()).get("token") ?? "";
  useEffect(() => {
    document.title = "Sign in · Vigie";
  }, []);

  const enter = () => {
    beginSession();
    history.replace(next);
  };
  return (
    <Entrance title="Sign in">
      <ProviderRefusal code={asked.get("error")} />
      <SignInForm token={token} onSignedIn={enter} onLeave={() => keepWayBack(next)} />
    </Entrance>
  );
}

/** What came back from the OpenID provider instead of somebody. */
function ProviderRefusal({ code }: { code: string | null }) {
  if (code === null) return null;
  return (
    <p role="alert" className="wrap-anywhere">
      <span className="figure text-critical">
        <span aria-hidden="true">■</span> <SafeText text={code.slice(0, 60)} />
      </span>{" "}
      {code === "not_allowed" ? (
        <>
          <span className="text-bright">The provider knows you, but you may not come in here.</span>{" "}
          <span className="text-muted">Ask an administrator for an invitation.</span>
        </>
      ) : (
        <>
          <span className="text-bright">The sign-in at the provider came to nothing.</span>{" "}
          <span className="text-muted">Try again; Vigie's log may say more.</span>
        </>
      )}
    </p>
  );
}
