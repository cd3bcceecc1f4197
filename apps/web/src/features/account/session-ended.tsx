import { useEffect, useRef } from "react";
import { meOptions } from "../../lib/me.ts";
import { refreshNow } from "../../lib/refresh.ts";
import { type Me, queryClient } from "../../lib/trpc.ts";
import { keepWayBack } from "../../lib/way-back.ts";
import { SafeText } from "../../ui/safe-text.tsx";
import { SignInForm } from "./sign-in-form.tsx";

interface SessionEndedProps {
  /** Who was signed in. */
  me: Me;
  /** Where the browser is. */
  path: string;
}

/** A session ended while its page was open: what stands on the page, and what was written in it, stays until somebody signs in again. */
export function SessionEnded({ me, path }: SessionEndedProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const box = dialog.current;
    if (!box?.open) box?.showModal();
    // Opening it gave the focus to the first field, which is filled in already.
    if (me.kind === "user") box?.querySelector<HTMLInputElement>("[type=password]")?.focus();
    return () => box?.close();
  }, [me.kind]);

  const goOn = async () => {
    const now = await queryClient.fetchQuery({ ...meOptions(), staleTime: 0 });
    if (now.name === me.name) refreshNow();
    // Somebody else: what is on the page is not theirs.
    else await queryClient.resetQueries();
  };

  return (
    <dialog
      ref={dialog}
      aria-labelledby="session-ended"
      onCancel={(event) => event.preventDefault()}
      className="m-auto w-full max-w-md space-y-4 border border-l-4 border-inner border-l-warning bg-panel p-6 text-body backdrop:bg-background/80"
    >
      <h2 id="session-ended" className="text-[15px] text-bright">
        You are no longer signed in
      </h2>
      <p className="text-muted">
        The session of <SafeText text={me.name} className="text-body" /> has ended. What is on the page stays as it is
        until you sign in again.
      </p>
      <SignInForm
        email={me.kind === "user" ? me.name : ""}
        onSignedIn={() => void goOn()}
        onLeave={() => keepWayBack(path)}
      />
    </dialog>
  );
}
