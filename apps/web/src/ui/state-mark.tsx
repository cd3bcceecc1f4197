import { STATES, type StateName } from "./state.ts";

export function StateMark({ state }: { state: StateName }) {
  const { word, shape, text } = STATES[state];
  return (
    <span className={`whitespace-nowrap ${text}`}>
      <span aria-hidden="true">{shape}</span> {word}
    </span>
  );
}
