import { SafeText } from "../../ui/safe-text.tsx";
import { ToldOnce } from "../../ui/told-once.tsx";

export interface ToldSecret {
  channel: string;
  secret: string;
}

/** The secret that signs a webhook's messages: shown this once. */
export function SecretNote({ told, onDismiss }: { told: ToldSecret; onDismiss: () => void }) {
  return (
    <ToldOnce
      label="Secret"
      title={
        <>
          The secret of <SafeText text={told.channel} />, shown this once.
        </>
      }
      text={told.secret}
      what="the secret"
      onDismiss={onDismiss}
    >
      Its receiver checks the signature of each message with it. Keep it where secrets are kept; when it is lost, a new
      one can be made.
    </ToldOnce>
  );
}
