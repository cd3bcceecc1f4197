import { Link } from "@tanstack/react-router";
import type { ComponentProps } from "react";
import { traceAddress } from "../lib/trace-address.ts";

interface TraceLinkProps extends Pick<ComponentProps<"a">, "tabIndex" | "onFocus"> {
  /** 32 hex digits. */
  traceId: string;
}

/** So many digits tell one trace from the others on a page. */
const SHOWN = 8;

/** A trace by its first digits, and the way to all that is kept of it. */
export function TraceLink({ traceId, ...rest }: TraceLinkProps) {
  return (
    <Link
      to="/traces/$traceId"
      params={{ traceId }}
      search={traceAddress}
      title={traceId}
      aria-label={`Open trace ${traceId}`}
      className="figure border border-edge px-1 whitespace-nowrap text-accent hover:border-accent"
      {...rest}
    >
      {traceId.slice(0, SHOWN)}
    </Link>
  );
}
