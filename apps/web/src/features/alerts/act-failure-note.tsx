import { Ago } from "../../ui/ago.tsx";
import { FailureLine } from "../../ui/failure-line.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import type { ActFailure } from "./use-acts.ts";

interface ActFailureNoteProps {
  failed: ActFailure;
  onDismiss: () => void;
  /** Says what it was about, where that no longer stands beside it. */
  withTitle?: boolean;
  className?: string;
}

/** Why something that was done with an alert came to nothing: "Ana acknowledged it 2 min ago". */
export function ActFailureNote({ failed, onDismiss, withTitle = false, className = "" }: ActFailureNoteProps) {
  const { failure, first, target } = failed;
  return (
    <FailureLine
      failure={failure}
      className={`border-l-4 border-critical bg-background px-3 py-2 ${className}`}
      text={
        <>
          {withTitle && (
            <>
              <SafeText text={target.title} className="text-body" />
              {": "}
            </>
          )}
          {first && failure.code === "ALERT_ACKNOWLEDGED" ? (
            <span className="text-bright">
              <SafeText text={first.by} /> acknowledged {target.alerts.length > 1 ? "one of them" : "it"}{" "}
              <Ago time={first.at} />.
            </span>
          ) : (
            <SafeText text={failure.message} className="text-bright" />
          )}
        </>
      }
    >
      <button type="button" className="text-accent underline" onClick={onDismiss}>
        Put away
      </button>
    </FailureLine>
  );
}
