import { Link } from "@tanstack/react-router";
import type { ComponentProps } from "react";
import { type EndpointName, endpointAddress } from "../../lib/endpoint-address.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { NameText } from "../../ui/name-text.tsx";
import { PathText } from "../../ui/path-text.tsx";

interface EndpointLinkProps extends Pick<ComponentProps<"a">, "tabIndex" | "onFocus"> {
  endpoint: EndpointName;
  /** Of several services the name alone would not do. */
  withService?: boolean;
}

/** `GET /users/:id`, and the way to its page, in the same period. */
export function EndpointLink({ endpoint, withService = false, ...rest }: EndpointLinkProps) {
  const { service, method, route } = endpoint;
  return (
    <Link
      to="/endpoint"
      search={(old) => endpointAddress(old, endpoint)}
      // The name is taken apart for the eye alone.
      aria-label={visibleText(`${method} ${route}${withService ? `, ${service}` : ""}`)}
      className="figure flex min-w-0 items-baseline gap-1.5 text-bright hover:text-accent"
      {...rest}
    >
      <span className="shrink-0 text-muted">{method}</span>
      <PathText path={route} />
      {withService && <NameText name={service} className="max-w-24 shrink-0 text-[11px] text-muted" />}
    </Link>
  );
}
