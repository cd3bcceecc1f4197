import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { failureOf } from "../../lib/failure.ts";
import { isTyping } from "../../lib/keys.ts";
import { useMayChange } from "../../lib/me.ts";
import type { AlertList } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { Note } from "../../ui/note.tsx";
import { Panel } from "../../ui/panel.tsx";
import { movedRow } from "../../ui/rows.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ActFailureNote } from "./act-failure-note.tsx";
import { type ActKind, actsFor } from "./acts.ts";
import { AlertKeys } from "./alert-keys.tsx";
import { AlertRow } from "./alert-row.tsx";
import { type AlertRowData, alertRows } from "./alert-rows.ts";
import type { Acts } from "./use-acts.ts";

interface OpenAlertsProps {
  list: AlertList | undefined;
  error: unknown;
  /** Whose they are; undefined: of all. */
  service: string | undefined;
  /** Of another service, until those of this one come. */
  busy: boolean;
  acts: Acts;
  /** Id of the one whose details are open. */
  openId: number | undefined;
  onOpen: (id: number | undefined) => void;
}

/** All alerts that are not over, the worst first, those that belong together as one. */
export function OpenAlerts({ list, error, service, busy, acts, openId, onOpen }: OpenAlertsProps) {
  return (
    <Panel id="open" title="Open alerts" busy={busy || (!list && !error)} aside={<AlertKeys />}>
      {list === undefined ? (
        error ? (
          <Note className="p-4" reason={failureOf(error).message} remedy={failureOf(error).remedy} />
        ) : (
          <div className="p-3">
            <Skeleton className="h-40" />
          </div>
        )
      ) : (
        <div className={busy ? "grayscale-80" : ""}>
          <Gone list={list} acts={acts} />
          {list.groups.length === 0 ? (
            <Nothing service={service} />
          ) : (
            <Rows groups={list.groups} acts={acts} openId={openId} onOpen={onOpen} />
          )}
        </div>
      )}
    </Panel>
  );
}

/** What came to nothing with alerts that are no longer in the list. */
function Gone({ list, acts }: Pick<OpenAlertsProps, "acts"> & { list: AlertList }) {
  const keys = new Set(list.groups.flatMap(({ key, alerts }) => [key, ...alerts.map(({ id }) => `alert=${id}`)]));
  const gone = acts.failures.filter(({ target }) => !keys.has(target.key));
  return gone.map((failed) => (
    <ActFailureNote
      key={failed.target.key}
      failed={failed}
      onDismiss={() => acts.dismiss(failed.target.key)}
      withTitle
      className="m-3"
    />
  ));
}

function Nothing({ service }: { service: string | undefined }) {
  return (
    <p className="p-4">
      <span className="text-[15px] text-bright">
        <span aria-hidden="true" className="text-ok">
          ●
        </span>{" "}
        No alert is open{service !== undefined && ` for ${visibleText(service)}`}.
      </span>{" "}
      <span className="text-muted">No rule's condition has held for as long as it asks.</span>{" "}
      <Link
        to="."
        search={(old) => ({ ...old, tab: "rules" as const, alert: undefined })}
        className="text-accent underline"
      >
        Look at the rules
      </Link>
    </p>
  );
}

interface RowsProps extends Pick<OpenAlertsProps, "acts" | "openId" | "onOpen"> {
  groups: AlertList["groups"];
}

const ACT_KEYS: Record<string, ActKind> = { a: "acknowledge", s: "snooze", w: "wake", r: "resolve" };

function Rows({ groups, acts, openId, onOpen }: RowsProps) {
  const box = useRef<HTMLUListElement>(null);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(
    // A link leads to an alert: the group that holds it is open.
    () => new Set(groups.filter(({ alerts }) => alerts.some(({ id }) => id === openId)).map(({ key }) => key)),
  );
  const [activeKey, setActiveKey] = useState(openId === undefined ? null : `alert=${openId}`);
  const rows = alertRows(groups, expanded);
  const found = rows.findIndex(({ target }) => target.key === activeKey);
  const activeIndex = Math.max(0, found);
  const active = rows[activeIndex];

  const expand = useCallback((key: string, isExpanded: boolean) => {
    setExpanded((old) => {
      const next = new Set(old);
      if (isExpanded) next.add(key);
      else next.delete(key);
      return next;
    });
  }, []);

  const press = (row: AlertRowData) => {
    setActiveKey(row.target.key);
    if (row.alert) onOpen(row.alert.id === openId ? undefined : row.alert.id);
    else expand(row.group.key, !row.isExpanded);
  };

  const focus = (key: string) =>
    box.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"] [data-row-button]`)?.focus();

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !active) return;
    if (event.key === "ArrowRight" && !active.alert) expand(active.group.key, true);
    else if (event.key === "ArrowLeft" && (!active.alert || active.isInGroup)) {
      expand(active.group.key, false);
      setActiveKey(active.group.key);
      focus(active.group.key);
    } else {
      const next = movedRow(activeIndex, event.key, rows.length);
      const row = next === null ? undefined : rows[next];
      if (!row) return;
      setActiveKey(row.target.key);
      focus(row.target.key);
    }
    event.preventDefault();
  };

  const lastOpen = useRef(openId);
  useEffect(() => {
    // Its details were closed, and with them what had the focus.
    if (openId === undefined && lastOpen.current !== undefined && document.activeElement === document.body)
      focus(`alert=${lastOpen.current}`);
    lastOpen.current = openId;
  });

  const { setForm } = acts;
  const mayChange = useMayChange();
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "Escape" && openId !== undefined) return onOpen(undefined);
      const kind = ACT_KEYS[event.key];
      if (!mayChange || !kind || !active || !actsFor(active.target.alerts).includes(kind)) return;
      // Else the letter would be the first of the note.
      event.preventDefault();
      setForm({ key: active.target.key, kind });
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });

  return (
    <ul ref={box} aria-label="Open alerts" onKeyDown={onKeyDown} onFocus={(event) => setActiveKey(keyAt(event.target))}>
      {rows.map((row) => (
        <AlertRow
          key={row.target.key}
          row={row}
          acts={acts}
          isOpen={row.alert !== null && row.alert.id === openId}
          isActive={row.target.key === active?.target.key}
          onPress={press}
        />
      ))}
    </ul>
  );
}

function keyAt(target: Element): string | null {
  return target.closest<HTMLElement>("[data-row]")?.dataset.row ?? null;
}
