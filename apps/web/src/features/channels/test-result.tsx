import { figureText } from "../../lib/format.ts";
import type { ChannelTest } from "../../lib/trpc.ts";
import { SafeText } from "../../ui/safe-text.tsx";

/** What came of a test message, in words. */
export function TestResult({ result }: { result: ChannelTest }) {
  return (
    <p role="status" className="text-xs wrap-anywhere sm:pl-24">
      {result.ok ? (
        <>
          <span className="text-ok">
            <span aria-hidden="true">●</span> A test message was taken
          </span>{" "}
          in <span className="figure">{figureText(result.ms, "ms")}</span>. Look whether it has arrived.
        </>
      ) : (
        <>
          <span className="text-critical">
            <span aria-hidden="true">■</span> The test message was not taken:
          </span>{" "}
          <SafeText text={result.problem} className="text-bright" />{" "}
          <SafeText text={result.remedy} className="text-muted" />
        </>
      )}
    </p>
  );
}
