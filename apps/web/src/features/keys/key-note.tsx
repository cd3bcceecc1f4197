import type { KeyDraft } from "../../lib/trpc.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { ToldOnce } from "../../ui/told-once.tsx";

export interface ToldKey {
  key: string;
  draft: KeyDraft;
}

/** A key that was just made, and the lines that use it. */
export function KeyNote({ told: { key, draft }, onDismiss }: { told: ToldKey; onDismiss: () => void }) {
  const lines = linesFor(draft, window.location.origin);
  return (
    <div>
      <ToldOnce
        label="Key"
        title={
          <>
            The key <SafeText text={draft.name} />, shown this once.
          </>
        }
        text={key}
        what="the key"
        onDismiss={onDismiss}
      >
        Vigie keeps only its hash. Give it to the {draft.kind === "ingest" ? "service" : "program"} as{" "}
        <code className="figure text-body">VIGIE_TOKEN</code> in its environment, never in code or in an address.
      </ToldOnce>
      <div className="relative border border-t-0 border-inner bg-panel">
        <ScrollBox label="Lines to add" className="p-3 sm:pr-20">
          <pre className="figure text-xs leading-5">{lines}</pre>
        </ScrollBox>
        <div className="px-3 pb-3 sm:absolute sm:top-2 sm:right-2 sm:p-0">
          <CopyButton text={lines} what="the lines" />
        </div>
      </div>
    </div>
  );
}

/** Without the key itself: it belongs in the environment, where both look for it. */
function linesFor(draft: KeyDraft, url: string): string {
  if (draft.kind === "ingest")
    return [
      `import { createVigie } from "@vigie/node";`,
      "",
      "// VIGIE_TOKEN comes from the environment.",
      `const vigie = createVigie({ service: ${JSON.stringify(draft.service ?? "shop")}, url: ${JSON.stringify(url)} });`,
    ].join("\n");
  return [
    `import { createVigieClient } from "@vigie/client";`,
    "",
    `const client = createVigieClient({ url: ${JSON.stringify(url)}, token: process.env.VIGIE_TOKEN });`,
  ].join("\n");
}
