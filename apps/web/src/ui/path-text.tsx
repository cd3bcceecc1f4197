import { visibleText } from "../lib/visible-text.ts";
import { pathEnds } from "./path-ends.ts";
import { SafeText } from "./safe-text.tsx";

/**
 * A path that came from outside, on one line: where there is no more room, an ellipsis stands before its last letters. The whole of it
 * is its title. It is taken apart for the eye; what is read aloud needs a label.
 */
export function PathText({ path, className = "" }: { path: string; className?: string }) {
  const { head, tail } = pathEnds(path);
  return (
    // From left to right: `/:id/` stands between the same parts, whatever the script of these.
    <span dir="ltr" title={visibleText(path)} className={`flex min-w-0 ${className}`}>
      <span className="truncate whitespace-pre">
        <SafeText text={head} dir="ltr" />
      </span>
      {tail !== "" && (
        <span className="shrink-0 whitespace-pre">
          <SafeText text={tail} dir="ltr" />
        </span>
      )}
    </span>
  );
}
