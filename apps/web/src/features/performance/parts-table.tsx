import { useState } from "react";
import { figureText } from "../../lib/format.ts";
import { useMayChange } from "../../lib/me.ts";
import type { PerformanceIndex } from "../../lib/trpc.ts";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { GRADES_TEXT, PART_NAMES, PART_RULES, pointsOf, scoreText } from "./grades.ts";
import { WeightsForm } from "./weights-form.tsx";

/** What the index is made of: each part's figure, the points that it makes, and what it weighs. */
export function PartsTable({ index: { parts, weights } }: { index: PerformanceIndex }) {
  const [weighing, setWeighing] = useState(false);
  const mayChange = useMayChange();
  return (
    <div className="border-t border-inner">
      <ScrollBox label="Parts of the performance index">
        <table className="w-full min-w-xl border-collapse text-xs">
          <thead>
            <tr className="label text-left text-muted">
              <Head>Part</Head>
              <Head>Of</Head>
              <Head className="text-right">Value</Head>
              <Head className="text-right">Score</Head>
              <Head className="text-right">Weight</Head>
              <Head className="text-right">Points</Head>
            </tr>
          </thead>
          <tbody>
            {parts.map((each) => (
              <tr key={each.part} data-part={each.part} className="border-t border-inner">
                <th scope="row" className="px-3 py-1 text-left font-normal">
                  {PART_NAMES[each.part]}
                </th>
                <td className="px-3 py-1 text-muted">
                  {each.label} · {PART_RULES[each.part]}
                </td>
                {each.score === null ? (
                  <td colSpan={4} className="px-3 py-1 text-muted">
                    {each.missing} Its weight of {figureText(each.configuredWeight, "ratio")} goes to the others.
                  </td>
                ) : (
                  <>
                    <Cell>{figureText(each.value, each.part === "latency" ? "ms" : "ratio")}</Cell>
                    <Cell>
                      <ShareBar ratio={each.score / 100} text={scoreText(each.score)} />
                    </Cell>
                    <Cell>{figureText(each.weight, "ratio")}</Cell>
                    <Cell>{scoreText(pointsOf(each) ?? 0)}</Cell>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <p className="px-3 py-2 text-xs text-muted">
        The index is the sum of the points. {GRADES_TEXT}.{" "}
        {mayChange && !weighing && (
          <button type="button" className="text-accent hover:underline" onClick={() => setWeighing(true)}>
            Change the weights
          </button>
        )}
      </p>
      {weighing && <WeightsForm weights={weights} onDone={() => setWeighing(false)} />}
    </div>
  );
}

function Head({ className = "", children }: { className?: string; children: string }) {
  return (
    <th scope="col" className={`px-3 py-1.5 font-normal whitespace-nowrap ${className}`}>
      {children}
    </th>
  );
}

function Cell({ children }: { children: React.ReactNode }) {
  return <td className="figure px-3 py-1 text-right whitespace-nowrap">{children}</td>;
}
