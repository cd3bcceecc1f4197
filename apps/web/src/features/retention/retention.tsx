import { useQuery } from "@tanstack/react-query";
import { failureOf } from "../../lib/failure.ts";
import { figureText } from "../../lib/format.ts";
import { useMayChange } from "../../lib/me.ts";
import type { KindKept, RetentionReport } from "../../lib/trpc.ts";
import { Ago } from "../../ui/ago.tsx";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { KindsTable } from "./kinds-table.tsx";
import { retentionOptions } from "./retention.query.ts";
import { RoomLines } from "./room-lines.tsx";
import { SetBar } from "./set-bar.tsx";
import { useSetRetention } from "./use-set-retention.ts";

/** What is kept, for how long, and whether there is room for it. */
export function Retention() {
  const mayChange = useMayChange();
  const { data, error } = useQuery(retentionOptions());
  const total = data ? levelOfAll(data.kinds) : null;
  return (
    <Panel
      id="data"
      title="Data"
      busy={!data && !error}
      className={data && error ? "grayscale-80" : ""}
      aside={data && <Measured at={data.generatedAt} problem={error ? failureOf(error).message : null} />}
    >
      {data ? (
        <>
          <RoomLines report={data} />
          {mayChange ? <Editor report={data} /> : <KindsTable kinds={data.kinds} set={null} />}
          <p className="border-t border-inner px-3 py-2 text-xs text-muted">
            Sizes are those of rows and indexes. Growth is measured over whole days; what it levels off at is the most
            that comes of it when it goes on so
            {total !== null && (
              <>
                : of all data together about <span className="figure text-body">{figureText(total, "bytes")}</span>
              </>
            )}
            .
          </p>
        </>
      ) : error ? (
        <Note className="p-4" reason={failureOf(error).message} remedy={failureOf(error).remedy} />
      ) : (
        <div className="space-y-3 p-3">
          <Skeleton className="h-12" />
          <Skeleton className="h-96" />
        </div>
      )}
    </Panel>
  );
}

/** Null while it is not known of all that grows. */
function levelOfAll(kinds: readonly KindKept[]): number | null {
  if (kinds.some(({ days, oldest, levelsOffAtBytes }) => days !== null && oldest !== null && levelsOffAtBytes === null))
    return null;
  return kinds.reduce((sum, { bytes, levelsOffAtBytes }) => sum + (levelsOffAtBytes ?? bytes), 0);
}

function Measured({ at, problem }: { at: string; problem: string | null }) {
  return (
    <span className="text-xs text-muted">
      {problem !== null && (
        <span role="status" className="text-warning">
          <span aria-hidden="true">▲</span> Stale. <span className="text-body">{problem}</span>{" "}
        </span>
      )}
      measured <Ago time={at} />
    </span>
  );
}

function Editor({ report }: { report: RetentionReport }) {
  const set = useSetRetention(report);
  return (
    <form
      noValidate
      aria-label="How long data is kept"
      onSubmit={(event) => {
        event.preventDefault();
        if (set.expiring !== null) set.save();
      }}
    >
      <KindsTable kinds={report.kinds} set={set} />
      {(set.typed.isChanged || set.failure) && <SetBar set={set} />}
    </form>
  );
}
