import { useNow } from "../../lib/now.ts";
import { clockText, utcText } from "../../lib/time.ts";
import type { Status } from "../../lib/trpc.ts";

interface ServerLineProps {
  status: Status;
  /** When this status came (ms, browser's clock): with it the server's clock runs on between two answers. */
  receivedAt: number;
  /** Vigie does not answer: its clock stands at what it said last. */
  stale: boolean;
}

/** Which releases run in how many instances, and what time the server has. */
export function ServerLine({ status, receivedAt, stale }: ServerLineProps) {
  const now = useNow();
  const serverTime = Date.parse(status.now) + (stale ? 0 : Math.max(0, now - receivedAt));
  return (
    <div className="figure flex min-w-0 flex-wrap items-center gap-x-4 text-xs text-muted">
      {status.releases.length > 0 && <Releases releases={status.releases} />}
      <time dateTime={status.now} title={`Server clock, ${utcText(serverTime)}`} className={stale ? "" : "text-body"}>
        <span className="sr-only">Server clock </span>
        {clockText(serverTime)}
      </time>
    </div>
  );
}

function Releases({ releases }: Pick<Status, "releases">) {
  const instances = releases.reduce((sum, release) => sum + release.instances, 0);
  const names = [...new Set(releases.map(({ release }) => release).filter((release) => release !== null))];
  const [only] = names;
  const title = releases
    .map(({ service, release, instances }) => `${service} ${release ?? "(no release named)"} × ${instances}`)
    .join("\n");
  return (
    <span title={title} className="wrap-anywhere">
      {only !== undefined && (names.length === 1 ? `release ${short(only)} · ` : `${names.length} releases · `)}
      {instances} {instances === 1 ? "instance" : "instances"}
    </span>
  );
}

/** A commit is told by its first seven digits, as git does. */
function short(release: string): string {
  return /^[0-9a-f]{12,}$/.test(release) ? release.slice(0, 7) : release;
}
