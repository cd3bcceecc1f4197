import type { Health } from "@vigie/api";
import { Moment } from "../../ui/moment.tsx";
import { STATES } from "../../ui/state.ts";
import { checkRows, LOOKS } from "./look.ts";

interface CheckListProps {
  health: Health;
  /** These are not of now. */
  stale: boolean;
}

/** Each thing that Vigie stands on: its state, what was measured, where it stops being ok, since when, and what that means. */
export function CheckList({ health, stale }: CheckListProps) {
  return (
    <ul aria-label="Checks" className={`border border-inner bg-panel ${stale ? "grayscale-80" : ""}`}>
      {checkRows(health).map(({ name, title, state, value, threshold, since, meaning }) => {
        const { shape, text } = STATES[LOOKS[state]];
        return (
          <li
            key={name}
            data-check={name}
            data-state={state}
            className="grid gap-x-6 gap-y-1 border-inner px-4 py-3 not-first:border-t sm:grid-cols-[9rem_11rem_1fr]"
          >
            <div className="flex items-baseline justify-between gap-4 sm:block">
              <h2 className="label text-body">{title}</h2>
              <p className={`figure whitespace-nowrap ${text}`}>
                <span aria-hidden="true">{shape}</span> {state}
              </p>
            </div>
            <dl className="figure flex items-baseline justify-between gap-4 sm:block">
              <dt className="sr-only">Measured</dt>
              <dd className="text-base text-bright">{value ?? "–"}</dd>
              <dt className="sr-only">Ok when</dt>
              <dd className="text-xs text-muted">ok {threshold}</dd>
            </dl>
            <div>
              <p>{meaning}</p>
              <Moment time={since} />
            </div>
          </li>
        );
      })}
    </ul>
  );
}
