import type { Failure } from "../../lib/failure.ts";
import { useNow } from "../../lib/now.ts";
import { ageText } from "../../lib/time.ts";
import { FailureLine } from "../../ui/failure-line.tsx";
import type { Lock } from "./use-sign-in.ts";

/** Why a try came to nothing; one that came too soon says how long there still is to wait. */
export function SignInFailure({ failure, lock }: { failure: Failure; lock: Lock | null }) {
  if (failure.code !== "SIGN_IN_LOCKED" || lock === null) return <FailureLine failure={failure} />;
  return (
    <FailureLine
      failure={failure}
      text={
        <span className="text-bright">
          Too many tries to sign in from this address. <TimeLeft until={lock.until} />
        </span>
      }
    />
  );
}

function TimeLeft({ until }: { until: number }) {
  const leftMs = until - useNow();
  if (leftMs <= 0) return "The next is looked at now.";
  return (
    <>
      The next is looked at in{" "}
      <span aria-live="off" role="timer" className="figure">
        {ageText(leftMs + 999)}
      </span>
      .
    </>
  );
}
