import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { actFailureOf } from "../../lib/act-failure.ts";
import { shortName } from "../../lib/me.ts";
import { signOut } from "../../lib/sign-in.ts";
import type { Me } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { FailureLine } from "../../ui/failure-line.tsx";
import { NameText } from "../../ui/name-text.tsx";
import { Popover } from "../../ui/popover.tsx";
import { SafeText } from "../../ui/safe-text.tsx";

/** Who one is here, and the way out. */
export function AccountMenu({ me }: { me: Me }) {
  const [open, setOpen] = useState(false);
  const leave = useMutation({
    mutationFn: signOut,
    // Not by the router: nothing of what was shown stays in the memory of the page.
    onSuccess: () => window.location.assign("/sign-in"),
  });
  return (
    <Popover
      text={
        <span className="flex max-w-36 items-baseline gap-1.5 sm:max-w-52">
          <NameText name={shortName(me)} className="min-w-0" />
          <span className="text-muted">{me.role}</span>
        </span>
      }
      label={`Account: ${visibleText(me.name)}, ${me.role}`}
      open={open}
      onOpen={setOpen}
    >
      <div className="w-60 space-y-3">
        <p className="wrap-anywhere">
          <SafeText text={me.kind === "token" ? "The admin token" : me.name} className="text-bright" />
          <span className="block text-xs text-muted">
            {me.role === "admin" ? "may change everything" : "may look at everything, and change nothing"}
          </span>
        </p>
        <p className="flex flex-wrap gap-2">
          <Link
            to="/settings/{-$tab}"
            params={{ tab: undefined }}
            activeOptions={{ exact: true }}
            activeProps={{ "aria-current": undefined }}
            onClick={() => setOpen(false)}
            className="control inline-flex items-center"
          >
            Settings
          </Link>
          <button
            type="button"
            aria-disabled={leave.isPending}
            onClick={() => !leave.isPending && leave.mutate()}
            className="control"
          >
            {leave.isPending ? "…" : "Sign out"}
          </button>
        </p>
        {leave.error && <FailureLine failure={actFailureOf(leave.error)} className="text-xs" />}
      </div>
    </Popover>
  );
}
