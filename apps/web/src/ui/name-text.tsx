import { visibleText } from "../lib/visible-text.ts";
import { SafeText } from "./safe-text.tsx";

/** A name that came from outside, on one line: where there is no more room it ends in an ellipsis, with the whole of it as its title. */
export function NameText({ name, className = "" }: { name: string; className?: string }) {
  return (
    // From left to right: the ellipsis stands at the end, and `/:id/` between the same parts, whatever the script of these.
    <span dir="ltr" title={visibleText(name)} className={`truncate ${className}`}>
      <SafeText text={name} dir="ltr" />
    </span>
  );
}
