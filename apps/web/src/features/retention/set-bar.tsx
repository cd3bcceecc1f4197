import { figureText } from "../../lib/format.ts";
import { momentText } from "../../lib/time.ts";
import { FailureLine } from "../../ui/failure-line.tsx";
import type { SetRetention } from "./use-set-retention.ts";

/** What was typed and is not set yet: what it would delete, and the way to set it or to put it back. */
export function SetBar({ set }: { set: SetRetention }) {
  const { typed, expiring, expiringFailure, failure, isPending } = set;
  const bytes = expiring?.reduce((sum, each) => sum + each.bytes, 0) ?? 0;
  const isReady = typed.changes !== null && expiring !== null;
  const now = Date.now();
  return (
    <section aria-label="Changes" className="space-y-2 border-t border-inner p-3">
      <div aria-live="polite">
        {typed.changes && typed.isShorter && expiring === null && !expiringFailure && (
          <p className="text-muted">Looking what would be deleted …</p>
        )}
        {expiring && expiring.length > 0 && (
          <div className="border-l-4 border-warning py-0.5 pl-3">
            <p className="text-bright">
              <span className="text-warning">
                <span aria-hidden="true">▲</span> This deletes {figureText(bytes, "bytes")}
              </span>{" "}
              within a minute, and nothing brings it back:
            </p>
            <ul className="figure text-xs">
              {expiring.map(({ kind, label, oldest, before, bytes: size }) => (
                <li key={kind}>
                  {label}: {figureText(size, "bytes")},{" "}
                  <span className="text-muted">
                    from {momentText(Date.parse(oldest), now)} to about {momentText(Date.parse(before), now)}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        )}
        {typed.changes && typed.isShorter && expiring?.length === 0 && (
          <p className="text-muted">Nothing is old enough to be deleted by it now.</p>
        )}
      </div>
      {expiringFailure && <FailureLine failure={expiringFailure} />}
      {failure && (
        <FailureLine failure={failure}>
          {failure.code === "RETENTION_CHANGED" && (
            <button type="button" className="text-accent underline" onClick={set.loadNewer}>
              Load it; what is typed here is lost
            </button>
          )}
        </FailureLine>
      )}
      <div className="flex flex-wrap gap-2">
        <button
          type="submit"
          aria-disabled={!isReady || isPending}
          className={`control ${bytes > 0 ? "border-critical! text-critical!" : "border-accent! text-accent!"} ${isReady ? "" : "opacity-60"}`}
        >
          {isPending ? "…" : bytes > 0 ? `Save, and delete ${figureText(bytes, "bytes")}` : "Save"}
        </button>
        <button type="button" className="control" onClick={set.reset}>
          Put it back
        </button>
      </div>
    </section>
  );
}
