import type { ReactNode } from "react";
import type { Failure } from "../lib/failure.ts";
import { SafeText } from "./safe-text.tsx";

interface FailureLineProps {
  failure: Failure;
  /** In the place of the message, where more is known than it says. */
  text?: ReactNode;
  className?: string;
  /** What else can be done. */
  children?: ReactNode;
}

/** Something was tried and came to nothing: why, and what to do. */
export function FailureLine({ failure, text, className = "", children }: FailureLineProps) {
  return (
    <p role="alert" className={`wrap-anywhere ${className}`}>
      <span className="figure text-critical">
        <span aria-hidden="true">■</span> {failure.code}
      </span>{" "}
      {text ?? <SafeText text={failure.message} className="text-bright" />}{" "}
      <SafeText text={failure.remedy} className="text-muted" /> {children}
    </p>
  );
}
