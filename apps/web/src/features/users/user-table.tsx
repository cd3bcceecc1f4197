import { useMutation } from "@tanstack/react-query";
import { actFailureOf } from "../../lib/act-failure.ts";
import { dayText } from "../../lib/time.ts";
import { client, type User } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { FailureLine } from "../../ui/failure-line.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { TableHead } from "../../ui/table-head.tsx";
import type { ToldLink } from "./told-link.ts";
import { renewUsers } from "./users.query.ts";

interface UserTableProps {
  users: readonly User[];
  onTold: (told: ToldLink) => void;
}

/** Everybody who may sign in. */
export function UserTable({ users, onTold }: UserTableProps) {
  return (
    <ScrollBox label="Table of people">
      <table className="w-full border-collapse text-xs">
        <caption className="sr-only">People</caption>
        <thead>
          <tr className="label text-left text-muted">
            <TableHead>Who</TableHead>
            <TableHead>Role</TableHead>
            <TableHead wide>Signs in with</TableHead>
            <TableHead wide>Last seen</TableHead>
            <TableHead wide>Change</TableHead>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <Row key={user.id} user={user} onTold={onTold} />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Row({ user, onTold }: { user: User; onTold: UserTableProps["onTold"] }) {
  const { id, name, email, role, isCaller } = user;
  return (
    <tr data-user={id} className="border-t border-inner align-baseline hover:bg-inner/40">
      <td className="px-3 py-2">
        <SafeText text={name} className="text-[13px] wrap-anywhere text-bright" />
        {isCaller && <span className="text-muted"> · you</span>}
        <SafeText text={email} className="block wrap-anywhere text-muted" />
        <span className="mt-2 block sm:hidden">
          <Changes user={user} onTold={onTold} />
        </span>
      </td>
      <td className="px-3 py-2">{role}</td>
      <td className="px-3 py-2 max-sm:hidden">{waysOf(user)}</td>
      <td className="figure px-3 py-2 whitespace-nowrap max-sm:hidden">
        {user.lastSeenAt === null ? <span className="text-muted">never</span> : <LastSeen time={user.lastSeenAt} />}
      </td>
      <td className="px-3 py-2 max-sm:hidden">
        <Changes user={user} onTold={onTold} />
      </td>
    </tr>
  );
}

/** Known to the day. */
function LastSeen({ time }: { time: string }) {
  const at = Date.parse(time);
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return <time dateTime={time}>{isToday ? "today" : dayText(at)}</time>;
}

function waysOf({ hasPassword, hasProvider }: User): string {
  const ways = [...(hasPassword ? ["password"] : []), ...(hasProvider ? ["provider"] : [])];
  return ways.join(", ") || "nothing yet";
}

/** What can be done with an account. */
function Changes({ user, onTold }: { user: User; onTold: UserTableProps["onTold"] }) {
  const { id, name, email, role, isCaller } = user;
  const next = role === "admin" ? "viewer" : "admin";
  const setRole = useMutation({
    mutationFn: () => client.users.setRole.mutate({ id, role: next }),
    onSettled: renewUsers,
  });
  const remove = useMutation({ mutationFn: () => client.users.remove.mutate({ id }), onSettled: renewUsers });
  const link = useMutation({
    mutationFn: () => client.users.resetPassword.mutate({ id }),
    onSuccess: (made) => onTold({ ...made, email, isNew: false }),
  });
  const failed = setRole.error ?? remove.error ?? link.error;
  const about = visibleText(name);
  const signedOut = isCaller ? "You are signed out by it." : "They are signed out by it.";
  return (
    <>
      <span className="flex flex-wrap gap-2">
        <ConfirmButton
          text={`Make ${next}`}
          label={`Make ${next}: ${about}`}
          question={`Make ${about} ${next === "admin" ? "an administrator" : "a viewer"}? ${signedOut}`}
          confirm={`Make ${next}`}
          busy={setRole.isPending}
          onConfirm={() => setRole.mutate()}
        />
        <button
          type="button"
          aria-label={`New password: ${about}`}
          aria-disabled={link.isPending}
          onClick={() => !link.isPending && link.mutate()}
          className="control"
        >
          {link.isPending ? "…" : "New password"}
        </button>
        <ConfirmButton
          text="Remove"
          label={`Remove ${about}`}
          question={`Remove ${isCaller ? "yourself" : about}? What ${isCaller ? "you" : "they"} did stays in the audit log.`}
          confirm="Remove it"
          busy={remove.isPending}
          onConfirm={() => remove.mutate()}
        />
      </span>
      {failed && <FailureLine failure={actFailureOf(failed)} className="mt-1.5" />}
    </>
  );
}
