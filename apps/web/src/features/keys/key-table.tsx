import { useMutation } from "@tanstack/react-query";
import { actFailureOf } from "../../lib/act-failure.ts";
import { type ApiKey, client } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { Ago } from "../../ui/ago.tsx";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { FailureLine } from "../../ui/failure-line.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { TableHead } from "../../ui/table-head.tsx";
import { renewKeys } from "./keys.query.ts";

/** All keys: those that work, then those that were revoked. */
export function KeyTable({ keys }: { keys: readonly ApiKey[] }) {
  return (
    <ScrollBox label="Table of keys">
      <table className="w-full border-collapse text-xs">
        <caption className="sr-only">Keys</caption>
        <thead>
          <tr className="label text-left text-muted">
            <TableHead>Key</TableHead>
            <TableHead wide>For</TableHead>
            <TableHead wide>Made</TableHead>
            <TableHead>Last used</TableHead>
            <TableHead wide>State</TableHead>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <Row key={key.id} apiKey={key} />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Row({ apiKey }: { apiKey: ApiKey }) {
  const { id, name, kind, hint, createdBy, createdAt, lastUsedAt, revokedAt } = apiKey;
  return (
    <tr
      data-key={id}
      className={`border-t border-inner align-baseline hover:bg-inner/40 ${revokedAt === null ? "" : "text-muted"}`}
    >
      <td className="px-3 py-2">
        <SafeText
          text={name}
          className={`text-[13px] wrap-anywhere ${revokedAt === null ? "text-bright" : "line-through"}`}
        />{" "}
        <span className="figure whitespace-nowrap text-muted">
          …<SafeText text={hint} />
        </span>
        <span className="block sm:hidden">
          {kind}: <Target apiKey={apiKey} />
        </span>
        <span className="mt-2 block sm:hidden">
          <State apiKey={apiKey} />
        </span>
      </td>
      <td className="px-3 py-2 max-sm:hidden">
        <span className="text-muted">{kind}: </span>
        <Target apiKey={apiKey} />
      </td>
      <td className="px-3 py-2 max-sm:hidden">
        <Ago time={createdAt} />{" "}
        <span className="text-muted">
          by <SafeText text={createdBy} className="wrap-anywhere" />
        </span>
      </td>
      <td className="px-3 py-2 whitespace-nowrap">
        {lastUsedAt === null ? <span className="text-muted">never</span> : <Ago time={lastUsedAt} />}
      </td>
      <td className="px-3 py-2 max-sm:hidden">
        <State apiKey={apiKey} />
      </td>
    </tr>
  );
}

/** The service that sends with it, or what may be read. */
function Target({ apiKey: { kind, service, scopes } }: { apiKey: ApiKey }) {
  if (kind === "read") return scopes.join(", ");
  return service === null ? "any service" : <SafeText text={service} className="wrap-anywhere" />;
}

function State({ apiKey: { id, name, revokedAt } }: { apiKey: ApiKey }) {
  const revoke = useMutation({ mutationFn: () => client.keys.revoke.mutate({ id }), onSettled: renewKeys });
  if (revokedAt !== null)
    return (
      <span>
        revoked <Ago time={revokedAt} />
      </span>
    );
  return (
    <>
      <ConfirmButton
        text="Revoke"
        label={`Revoke ${visibleText(name)}`}
        question="Revoke it? Whoever uses it is refused from now on."
        confirm="Revoke it"
        busy={revoke.isPending}
        onConfirm={() => revoke.mutate()}
      />
      {revoke.error && <FailureLine failure={actFailureOf(revoke.error)} className="mt-1.5" />}
    </>
  );
}
