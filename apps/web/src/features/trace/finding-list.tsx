import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { endpointAddress } from "../../lib/endpoint-address.ts";
import { figureText } from "../../lib/format.ts";
import { shownAround } from "../../lib/shown-around.ts";
import type { TraceRequest } from "../../lib/trpc.ts";
import { SafeText } from "../../ui/safe-text.tsx";
import { StackBox } from "../../ui/stack-box.tsx";
import type { Finding } from "./findings.ts";
import { StatementText } from "./statement-text.tsx";
import { kindWord } from "./step-look.ts";

interface FindingListProps {
  findings: readonly Finding[];
  /** Shows a step in the waterfall. */
  onStep: (id: string) => void;
}

/** What stands out in a trace, before its steps: the error, the statement that failed, ran too often or too long, in full. */
export function FindingList({ findings, onStep }: FindingListProps) {
  if (findings.length === 0) return null;
  return (
    <ul aria-label="What stands out" className="space-y-2">
      {findings.map((finding) => (
        <li key={keyOf(finding)} data-finding={finding.kind}>
          <FindingBody finding={finding} onStep={onStep} />
        </li>
      ))}
    </ul>
  );
}

function FindingBody({ finding, onStep }: { finding: Finding; onStep: (id: string) => void }) {
  switch (finding.kind) {
    case "error":
      return <ErrorFinding request={finding.request} error={finding.error} />;
    case "failed": {
      const { span } = finding;
      return (
        <Box
          state="critical"
          title={
            <>
              {kindWord(span.kind)} failed: <SafeText text={span.error} className="figure text-critical" />
            </>
          }
          aside={<StepButton onClick={() => onStep(span.id)} />}
        >
          {span.statement ? (
            <StatementText text={span.statement.text} />
          ) : (
            <SafeText text={span.name} className="figure wrap-anywhere" />
          )}
        </Box>
      );
    }
    case "repeated": {
      const { calls, totalMs, share, text } = finding.statement;
      return (
        <Box
          state="warning"
          title={
            <>
              The same statement ran{" "}
              <span className="figure text-bright">
                {figureText(calls, "count")}
                {"\u202f"}×
              </span>
              : <span className="figure text-bright">{figureText(totalMs, "ms")}</span>,{" "}
              <span className="figure text-bright">{figureText(share, "ratio")}</span> of the request
            </>
          }
        >
          <StatementText text={text} />
          <p className="text-muted">
            One statement for all rows would take one way to the database instead of {calls}.
          </p>
        </Box>
      );
    }
    case "slow": {
      const { span, share } = finding;
      return (
        <Box
          state="warning"
          title={
            <>
              One statement took <span className="figure text-bright">{figureText(span.durationMs, "ms")}</span>,{" "}
              <span className="figure text-bright">{figureText(share, "ratio")}</span> of the request
            </>
          }
          aside={<StepButton onClick={() => onStep(span.id)} />}
        >
          <StatementText text={span.statement?.text ?? span.name} />
        </Box>
      );
    }
  }
}

function ErrorFinding({ request, error }: Pick<Extract<Finding, { kind: "error" }>, "request" | "error">) {
  return (
    <Box
      state="critical"
      title={
        <span className="figure">
          <SafeText text={error.type} className="text-critical" />
          {error.place !== "" && (
            <span className="text-muted">
              {" "}
              in <SafeText text={error.place} className="text-body" />
            </span>
          )}
        </span>
      }
      aside={<ErrorsLink request={request} />}
    >
      <p className="figure wrap-anywhere whitespace-pre-wrap text-bright">
        <SafeText text={error.message || "(no message)"} lines />
      </p>
      <details>
        <summary className="w-fit text-accent hover:underline">stack</summary>
        <div className="mt-2">
          <StackBox message={error.message} stack={error.stack} />
        </div>
      </details>
    </Box>
  );
}

/** To the errors of its endpoint, in a period that has this one. */
function ErrorsLink({ request }: { request: TraceRequest }) {
  return (
    <Link
      to="/endpoint"
      hash="errors"
      search={(old) => ({
        ...endpointAddress({ ...old, release: undefined, instance: undefined }, request),
        ...shownAround(old, request.time),
      })}
      className="text-accent hover:underline"
    >
      errors of this endpoint
    </Link>
  );
}

function StepButton({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" className="text-accent hover:underline" onClick={onClick}>
      show the step
    </button>
  );
}

const STATES = {
  critical: { left: "border-l-critical", text: "text-critical", shape: "■" },
  warning: { left: "border-l-warning", text: "text-warning", shape: "▲" },
} as const;

interface BoxProps {
  state: keyof typeof STATES;
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}

function Box({ state, title, aside, children }: BoxProps) {
  const { left, text, shape } = STATES[state];
  return (
    <div className={`space-y-2 border border-l-4 border-inner bg-panel px-3 py-2.5 text-xs ${left}`}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="min-w-0 text-[13px] wrap-anywhere">
          <span aria-hidden="true" className={text}>
            {shape}
          </span>{" "}
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </div>
  );
}

function keyOf(finding: Finding): string {
  switch (finding.kind) {
    case "error":
      return `error ${finding.request.id}`;
    case "repeated":
      return `repeated ${finding.statement.service} ${finding.statement.fingerprint}`;
    case "failed":
    case "slow":
      return `${finding.kind} ${finding.span.id}`;
  }
}
