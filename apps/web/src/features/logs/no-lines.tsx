import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../lib/trpc.ts";
import { EmptyLogs } from "./empty-logs.tsx";

interface NoLinesProps {
  query: string;
  service: string | undefined;
  live: boolean;
  onQuery: (query: string) => void;
  onLonger: () => void;
}

/** Nothing to show: because nobody ever logged, or because nothing matches. */
export function NoLines({ query, service, live, onQuery, onLonger }: NoLinesProps) {
  const days = useQuery(trpc.retention.days.queryOptions()).data?.logs;
  const ever = useQuery(trpc.logs.search.queryOptions({ period: "7d", limit: 1 }));
  if (!ever.data && !ever.error) return null;
  if (ever.data?.done && ever.data.lines.length === 0 && service === undefined) return <EmptyLogs />;
  const link = "text-accent underline";
  return (
    <div className="space-y-2 p-4 font-sans text-[13px] text-muted">
      <p className="text-body">
        {live
          ? query === ""
            ? "Nothing was logged in the last day."
            : "Nothing in the last day matches; what comes and matches appears here."
          : query === ""
            ? "Nothing was logged in this period."
            : "Nothing in this period matches."}
      </p>
      <ul className="list-disc space-y-1 pl-5">
        {!live && (
          <li>
            <button type="button" className={link} onClick={onLonger}>
              Search the last 7 days
            </button>
            {days !== undefined && `; logs are kept for ${days === 1 ? "1 day" : `${days} days`}`}.
          </li>
        )}
        {query !== "" && (
          <>
            <li>
              A word is found as a whole: <code className="figure">time*</code> finds what begins with it,{" "}
              <code className="figure">/time.?out/i</code> what looks like it.
            </li>
            <li>
              <button type="button" className={link} onClick={() => onQuery("")}>
                Clear the search
              </button>{" "}
              to see everything.
            </li>
          </>
        )}
      </ul>
    </div>
  );
}
