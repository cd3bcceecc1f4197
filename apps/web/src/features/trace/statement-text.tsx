import { CopyButton } from "../../ui/copy-button.tsx";
import { SafeText } from "../../ui/safe-text.tsx";

/** SQL in full; of a very long one the rest is scrolled to. */
export function StatementText({ text }: { text: string }) {
  return (
    <div className="flex items-start gap-2">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls, and a section would be a landmark. */}
      <div
        role="group"
        aria-label="Statement"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        className="max-h-60 min-w-0 flex-1 overflow-y-auto border border-inner bg-background p-2"
      >
        <code className="figure block text-xs leading-5 wrap-anywhere whitespace-pre-wrap text-bright">
          <SafeText text={text} lines />
        </code>
      </div>
      <CopyButton text={text} what="statement" />
    </div>
  );
}
