import type { ReactNode } from "react";
import { momentText, utcText } from "../../lib/time.ts";
import type { AlertDetail } from "../../lib/trpc.ts";
import { SafeText } from "../../ui/safe-text.tsx";
import { STATES, type StateName } from "../../ui/state.ts";

type Event = AlertDetail["events"][number];
type Notification = AlertDetail["notifications"][number];

/** What happened to an alert, in the order in which it did. */
export function EventList({ events }: { events: readonly Event[] }) {
  return (
    <Part title="What happened">
      <ol className="space-y-1 text-xs">
        {events.map((event, at) => (
          <li key={at} className="flex flex-wrap gap-x-3">
            <time dateTime={event.time} title={utcText(Date.parse(event.time))} className="figure text-muted">
              {momentText(Date.parse(event.time), Date.now())}
            </time>
            <span className="min-w-0 wrap-anywhere">
              {event.kind}
              {event.by !== null && (
                <>
                  {" by "}
                  <SafeText text={event.by} className="text-bright" />
                </>
              )}
              {event.note !== null && event.note !== "" && (
                <span className="text-muted">
                  {": "}
                  <SafeText text={localTimes(event.note)} lines className="whitespace-pre-wrap" />
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </Part>
  );
}

/** Until when it is snoozed stands in its note as the API writes times. */
function localTimes(note: string): string {
  return note.replace(/^until (\d{4}-\d\d-\d\dT[\d:.]+Z)/, (_, time: string) => {
    return `until ${momentText(Date.parse(time), Date.now())}`;
  });
}

const LIKE: Record<Notification["state"], StateName> = {
  waiting: "unknown",
  sent: "ok",
  failed: "critical",
  suppressed: "info",
};

/** Whom it told, and what came of that. */
export function NotificationList({ notifications }: { notifications: readonly Notification[] }) {
  return (
    <Part title="Notifications">
      {notifications.length === 0 ? (
        <p className="text-xs text-muted">None: no channel is told of it.</p>
      ) : (
        <ul className="space-y-1 text-xs">
          {notifications.map((notification, at) => {
            const { shape, text } = STATES[LIKE[notification.state]];
            return (
              <li key={at} className="flex flex-wrap gap-x-3">
                <span className={`w-24 ${text}`}>
                  <span aria-hidden="true">{shape}</span> {notification.state}
                </span>
                <span className="min-w-0 flex-1 basis-52 wrap-anywhere">
                  {notification.kind}, to <SafeText text={notification.channel} className="text-bright" />
                  {notification.sentAt !== null && (
                    <span className="figure text-muted">
                      {" "}
                      at {momentText(Date.parse(notification.sentAt), Date.now())}
                    </span>
                  )}
                  {notification.state !== "sent" && notification.attempts > 0 && (
                    <span className="text-muted">
                      , {notification.attempts} {notification.attempts === 1 ? "attempt" : "attempts"}
                    </span>
                  )}
                  {notification.problem !== null && (
                    <span className="text-muted">
                      {": "}
                      <SafeText text={notification.problem} />
                    </span>
                  )}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </Part>
  );
}

/** A part of the details below its heading. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-t border-inner pt-3">
      <h3 className="label mb-1.5 text-muted">{title}</h3>
      {children}
    </section>
  );
}
