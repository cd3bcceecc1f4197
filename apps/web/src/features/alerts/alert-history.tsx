import { useInfiniteQuery } from "@tanstack/react-query";
import { exportAddress } from "../../lib/export-address.ts";
import { failureOf } from "../../lib/failure.ts";
import { figureText } from "../../lib/format.ts";
import { clockText } from "../../lib/time.ts";
import type { ListedRule, Severity } from "../../lib/trpc.ts";
import { queryClient } from "../../lib/trpc.ts";
import { Choices } from "../../ui/choices.tsx";
import { ExportLinks } from "../../ui/export-links.tsx";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { type HistoryChoice, historyOptions } from "./alerts.query.ts";
import { HistoryTable } from "./history-table.tsx";

interface AlertHistoryProps {
  choice: HistoryChoice;
  /** For the filter; undefined while they are not known. */
  rules: readonly Pick<ListedRule, "id" | "name">[] | undefined;
  openId: number | undefined;
  onOpen: (id: number | undefined) => void;
  onSeverity: (severity: Severity | undefined) => void;
  onRule: (rule: number | undefined) => void;
}

const SEVERITIES = ["all", "critical", "warning", "info"] as const;

/** All alerts that were open in the period: how long, how they ended, and who ended them. */
export function AlertHistory({ choice, rules, openId, onOpen, onSeverity, onRule }: AlertHistoryProps) {
  const options = historyOptions(choice);
  const list = useInfiniteQuery(options);
  const alerts = list.data?.pages.flatMap((page) => page.alerts);
  const busy = list.isPlaceholderData;
  const { severity, rule } = choice;
  const isMissing = rule !== undefined && rules?.every(({ id }) => id !== rule) === true;

  return (
    <Panel
      id="history"
      title="Alerts of the period"
      busy={busy || (!alerts && !list.error)}
      aside={
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Choices
            label="Severity"
            options={SEVERITIES}
            selected={severity ?? "all"}
            onSelect={(chosen) => onSeverity(chosen === "all" ? undefined : chosen)}
            text={(each) => each}
          />
          <select
            aria-label="Rule"
            className="control max-w-64"
            value={rule ?? ""}
            onChange={(event) => onRule(event.target.value === "" ? undefined : Number(event.target.value))}
          >
            <option value="">all rules</option>
            {isMissing && <option value={rule}>rule {rule}, removed</option>}
            {rules?.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          <ExportLinks
            what="Alerts"
            csv={exportAddress("alerts", "csv", choice)}
            json={exportAddress("alerts", "json", choice)}
          />
        </div>
      }
    >
      {alerts === undefined ? (
        list.error ? (
          <Note className="p-4" reason={failureOf(list.error).message} remedy={failureOf(list.error).remedy} />
        ) : (
          <div className="p-3">
            <Skeleton className="h-64" />
          </div>
        )
      ) : alerts.length === 0 ? (
        <Note
          className="p-4"
          reason="No alert was open in this period."
          remedy={
            severity || rule || choice.service
              ? "Choose a longer one, or take a filter away."
              : "Choose a longer one, or be glad."
          }
        />
      ) : (
        <div className={busy ? "grayscale-80" : ""}>
          <HistoryTable alerts={alerts} openId={openId} onOpen={onOpen} />
          <Foot
            count={alerts.length}
            list={list}
            onRenew={() => void queryClient.resetQueries({ queryKey: options.queryKey })}
          />
        </div>
      )}
    </Panel>
  );
}

interface FootProps {
  count: number;
  list: Pick<
    ReturnType<typeof useInfiniteQuery>,
    "hasNextPage" | "isFetchingNextPage" | "fetchNextPage" | "isFetchNextPageError" | "error" | "dataUpdatedAt"
  > & { data?: { pages: unknown[] } | undefined };
  onRenew: () => void;
}

/** How many are shown, and how to get to those before. */
function Foot({ count, list, onRenew }: FootProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-inner px-3 py-2 text-xs text-muted">
      <span role="status">
        {figureText(count, "count")} shown{list.hasNextPage ? "" : ", all there are"}
      </span>
      {list.isFetchNextPageError && (
        <span role="alert" className="text-critical">
          {failureOf(list.error).message}
        </span>
      )}
      {list.hasNextPage && (
        <button
          type="button"
          className="control"
          aria-disabled={list.isFetchingNextPage}
          onClick={() => !list.isFetchingNextPage && void list.fetchNextPage()}
        >
          {list.isFetchingNextPage ? "…" : "Show more"}
        </button>
      )}
      {(list.data?.pages.length ?? 0) > 1 && (
        <span>
          As of {clockText(list.dataUpdatedAt)}, not refreshed by itself.{" "}
          <button type="button" className="text-accent underline" onClick={onRenew}>
            Begin anew
          </button>
        </span>
      )}
    </div>
  );
}
