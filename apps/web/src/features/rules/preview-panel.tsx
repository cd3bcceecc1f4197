import { useMemo } from "react";
import { TimeChart } from "../../charts/index.tsx";
import type { Failure } from "../../lib/failure.ts";
import type { OfferedMetric, RulePreview } from "../../lib/trpc.ts";
import { FailureLine } from "../../ui/failure-line.tsx";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { metricKey } from "./metric-key.ts";
import { firedText, previewData } from "./preview-data.ts";
import { PreviewEpisodes } from "./preview-episodes.tsx";
import type { RuleForm } from "./rule-form.ts";

interface PreviewPanelProps {
  preview: {
    data: RulePreview | undefined;
    error: unknown;
    /** It is that of the rule before the last change. */
    isOld: boolean;
    refetch: () => unknown;
  };
  failure: Failure | null;
  /** All that is needed for one is written. */
  isWhole: boolean;
  form: RuleForm;
  metrics: readonly OfferedMetric[];
}

const CHART_HEIGHT = 260;

/** What the rule would have done in the last days, on a chart of what it measures. */
export function PreviewPanel({ preview, failure, isWhole, form, metrics }: PreviewPanelProps) {
  const { data, error, isOld, refetch } = preview;
  const measure = metrics.find(({ metric }) => metricKey(metric) === form.metric);
  const chart = useMemo(() => data && measure && previewData(data, form, measure), [data, form, measure]);
  return (
    <Panel id="preview" title="What it would have done" busy={isWhole && isOld} className="lg:sticky lg:top-16">
      {!isWhole ? (
        <Note
          className="p-4"
          reason="As soon as it has a threshold, the last 7 days are looked at."
          remedy="They tell how often it would have fired, before anybody is woken."
        />
      ) : data && chart && measure ? (
        <div className={isOld ? "opacity-60" : ""}>
          <div className="space-y-1 p-3">
            <p role="status" className="text-[15px] text-bright">
              {firedText(data)}
            </p>
            <p className="text-xs text-muted">
              It watches {data.subjects === 1 ? "one thing" : `${data.subjects} things`}
              {data.evidence.subject !== "" && (
                <>
                  {"; shown is "}
                  <SafeText text={data.evidence.subject} className="figure text-body" />
                </>
              )}
              .
            </p>
            {data.approximation !== null && (
              <p className="text-xs">
                <span className="text-accent">≈</span> <SafeText text={data.approximation} className="text-muted" />
              </p>
            )}
          </div>
          <div className="border-t border-inner p-2">
            {data.evidence.values.some((value) => value !== null) ? (
              <TimeChart
                data={chart}
                height={CHART_HEIGHT}
                label={`${measure.label} over time, with the threshold. ${firedText(data)}`}
              />
            ) : (
              <Note className="p-3" reason="Nothing of it was measured in that time." />
            )}
          </div>
          <PreviewEpisodes preview={data} measure={measure} />
        </div>
      ) : error ? (
        <div className="p-4">
          {failure ? (
            <FailureLine failure={failure}>
              <button type="button" className="text-accent underline" onClick={() => void refetch()}>
                Try again
              </button>
            </FailureLine>
          ) : (
            <Note reason="It cannot work like this." remedy="What is wrong stands at its field." />
          )}
        </div>
      ) : (
        <div className="p-3">
          <Skeleton className="h-72" />
        </div>
      )}
    </Panel>
  );
}
