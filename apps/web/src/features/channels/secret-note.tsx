import { CopyButton } from "../../ui/copy-button.tsx";
import { SafeText } from "../../ui/safe-text.tsx";

export interface ToldSecret {
  channel: string;
  secret: string;
}

/** The secret that signs a webhook's messages: shown this once. */
export function SecretNote({ told, onDismiss }: { told: ToldSecret; onDismiss: () => void }) {
  return (
    <section aria-label="Secret" className="space-y-2 border border-l-4 border-inner border-l-warning bg-panel p-4">
      <p>
        <span className="text-[15px] text-bright">
          The secret of <SafeText text={told.channel} />, shown this once.
        </span>{" "}
        <span className="text-muted">
          Its receiver checks the signature of each message with it. Keep it where secrets are kept; when it is lost, a
          new one can be made.
        </span>
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <code className="figure border border-edge bg-background px-2 py-1 break-all text-bright select-all">
          {told.secret}
        </code>
        <CopyButton text={told.secret} what="the secret" />
        <button type="button" className="control" onClick={onDismiss}>
          I have it
        </button>
      </div>
    </section>
  );
}
