import { useInfiniteQuery } from "@tanstack/react-query";
import { exportAddress } from "../../lib/export-address.ts";
import { failureOf } from "../../lib/failure.ts";
import type { ListedRule, Severity } from "../../lib/trpc.ts";
import { queryClient } from "../../lib/trpc.ts";
import { Choices } from "../../ui/choices.tsx";
import { ExportLinks } from "../../ui/export-links.tsx";
import { ListFoot } from "../../ui/list-foot.tsx";
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
          <ListFoot
            count={alerts.length}
            list={list}
            onRenew={() => void queryClient.resetQueries({ queryKey: options.queryKey })}
          />
        </div>
      )}
    </Panel>
  );
}
