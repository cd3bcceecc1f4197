import { queryOptions } from "@tanstack/react-query";
import type { Period } from "../../lib/period.ts";
import { client } from "../../lib/trpc.ts";

/** Lines of the overview. */
const LAST = 8;

/** The last lines that ask for attention; where there are none, the last of all. Newest first. */
export function lastLogsOptions(choice: { service: string | undefined; period: Period }) {
  return queryOptions({
    queryKey: ["last logs", choice],
    queryFn: async ({ signal }) => {
      const find = (query: string) =>
        client.logs.search.query({ ...choice, query, limit: LAST }, { signal, context: { alone: true } });
      const grave = await find("level:>=warn");
      if (grave.lines.length > 0) return { lines: grave.lines, areGrave: true };
      return { lines: (await find("")).lines, areGrave: false };
    },
  });
}
