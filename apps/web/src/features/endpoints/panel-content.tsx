import type { ReactNode } from "react";
import { failureOf } from "../../lib/failure.ts";
import { Note } from "../../ui/note.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";

interface PanelContentProps<T> {
  data: T | undefined;
  error: unknown;
  /** Of another period, until those of the new one come. */
  busy: boolean;
  isEmpty: (data: T) => boolean;
  /** Why there is nothing, and what to do. */
  empty: { reason: string; remedy?: string };
  children: (data: T) => ReactNode;
}

/** What a panel shows while it waits, when that failed, when there is nothing, and when there is. */
export function PanelContent<T>({ data, error, busy, isEmpty, empty, children }: PanelContentProps<T>) {
  if (data === undefined) {
    if (error) return <Note className="p-4" reason={failureOf(error).message} remedy={failureOf(error).remedy} />;
    return (
      <div className="p-3">
        <Skeleton className="h-48" />
      </div>
    );
  }
  if (isEmpty(data)) return <Note className="p-4" {...empty} />;
  return <div className={busy ? "grayscale-80" : ""}>{children(data)}</div>;
}
