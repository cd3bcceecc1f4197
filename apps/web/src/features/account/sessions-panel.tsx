import { useMutation, useQuery } from "@tanstack/react-query";
import { actFailureOf } from "../../lib/act-failure.ts";
import { browserName } from "../../lib/browser-name.ts";
import { failureOf } from "../../lib/failure.ts";
import { type AccountSession, client } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { Ago } from "../../ui/ago.tsx";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { FailureLine } from "../../ui/failure-line.tsx";
import { ListState } from "../../ui/list-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { renewSessions, sessionsOptions } from "./account.query.ts";

/** Where one is signed in, and how to end that. */
export function SessionsPanel() {
  const { data: sessions, error } = useQuery(sessionsOptions());
  const end = useMutation({
    mutationFn: (id: string | null) => client.account.endSessions.mutate({ id }),
    onSettled: renewSessions,
  });
  const others = sessions?.filter(({ isThis }) => !isThis).length ?? 0;
  return (
    <Panel
      id="sessions"
      title="Browsers signed in"
      busy={!sessions && !error}
      aside={
        others > 0 && (
          <ConfirmButton
            text="Sign out everywhere else"
            question={others === 1 ? "End the other session?" : `End the ${others} other sessions?`}
            confirm="Sign out"
            busy={end.isPending}
            onConfirm={() => end.mutate(null)}
          />
        )
      }
    >
      {end.error && <FailureLine failure={actFailureOf(end.error)} className="p-3" />}
      {sessions ? (
        <ul aria-label="Browsers signed in">
          {sessions.map((session) => (
            <SessionItem
              key={session.id}
              session={session}
              isEnding={end.isPending && end.variables === session.id}
              onEnd={() => !end.isPending && end.mutate(session.id)}
            />
          ))}
        </ul>
      ) : (
        <ListState failure={error && failureOf(error)} />
      )}
    </Panel>
  );
}

interface SessionItemProps {
  session: AccountSession;
  isEnding: boolean;
  onEnd: () => void;
}

function SessionItem({ session, isEnding, onEnd }: SessionItemProps) {
  const name = browserName(session.userAgent);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-inner px-3 py-2 text-xs not-first:border-t">
      <span className="min-w-0 flex-1 basis-60 wrap-anywhere">
        <span title={visibleText(session.userAgent)} className="text-[13px] text-bright">
          <SafeText text={name} />
        </span>{" "}
        <SafeText text={session.address} className="figure text-muted" />
      </span>
      <span className="text-muted">
        since <Ago time={session.startedAt} className="text-body" />
      </span>
      {session.isThis ? (
        <span className="text-muted">
          <span aria-hidden="true" className="text-ok">
            ●
          </span>{" "}
          this one
        </span>
      ) : (
        <button
          type="button"
          aria-label={`Sign out there: ${visibleText(name)}, ${visibleText(session.address)}`}
          aria-disabled={isEnding}
          onClick={onEnd}
          className="control"
        >
          {isEnding ? "…" : "Sign out there"}
        </button>
      )}
    </li>
  );
}
