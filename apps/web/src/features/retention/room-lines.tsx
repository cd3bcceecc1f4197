import { figureText } from "../../lib/format.ts";
import type { RetentionReport } from "../../lib/trpc.ts";
import { Moment } from "../../ui/moment.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { STATES } from "../../ui/state.ts";

/** Whether there is room for more: when there is little, first of all that; then how much. */
export function RoomLines({ report: { room, databaseBytes } }: { report: RetentionReport }) {
  const { disk, databaseLimitBytes } = room;
  return (
    <div className="space-y-2 p-3">
      {room.state !== "enough" && <Lack room={room} />}
      <dl className="grid gap-x-8 gap-y-2 text-xs sm:grid-cols-2">
        <div>
          <dt className="label text-muted">Database</dt>
          <dd className="figure pt-0.5 pb-1">
            {databaseLimitBytes === null ? (
              <>
                <span className="text-bright">{figureText(databaseBytes, "bytes")}</span>
                <span className="text-muted"> in all</span>
              </>
            ) : (
              <ShareBar
                ratio={databaseBytes / databaseLimitBytes}
                text={`${figureText(databaseBytes, "bytes")} of the ${figureText(databaseLimitBytes, "bytes")} that it may have`}
              />
            )}
          </dd>
        </div>
        <div>
          <dt className="label text-muted">Disk of Postgres</dt>
          <dd className="figure pt-0.5 pb-1">
            {disk === null ? (
              <span className="text-muted">cannot be seen from here</span>
            ) : (
              <>
                <ShareBar
                  ratio={1 - disk.freeBytes / disk.totalBytes}
                  text={`${figureText(disk.freeBytes, "bytes")} of ${figureText(disk.totalBytes, "bytes")} free`}
                />
                <span className="block pt-1.5 text-muted">
                  below {figureText(disk.minFreeBytes, "bytes")} nothing new is stored
                </span>
              </>
            )}
          </dd>
        </div>
      </dl>
    </div>
  );
}

function Lack({ room: { state, since, reason, remedy } }: Pick<RetentionReport, "room">) {
  const { shape, text, left } = STATES[state === "full" ? "critical" : "warning"];
  return (
    <div role="status" className={`border border-l-4 border-inner px-3 py-2 ${left}`}>
      <p className="wrap-anywhere text-bright">
        <span className={`figure ${text}`}>
          <span aria-hidden="true">{shape}</span> {state === "full" ? "Nothing new is stored." : "Little room."}
        </span>{" "}
        {reason} <span className="text-body">{remedy}</span>
      </p>
      <Moment time={since} />
    </div>
  );
}
