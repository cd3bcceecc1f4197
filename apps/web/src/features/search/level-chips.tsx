import type { LogLevel } from "../../lib/trpc.ts";
import { Choice, ChoiceRow } from "../../ui/choices.tsx";
import { LEVELS, levelsOf, toggledLevels, withLevels } from "./levels.ts";

interface LevelChipsProps {
  query: string;
  onQuery: (query: string) => void;
}

/** The levels that are searched for. They write the search, so that what is pressed and what is written never differ. */
export function LevelChips({ query, onQuery }: LevelChipsProps) {
  const chosen = levelsOf(query);
  const isAll = chosen?.length === LEVELS.length;
  const toggle = (level: LogLevel) => onQuery(withLevels(query, toggledLevels(chosen, level)));
  return (
    <ChoiceRow label="Levels">
      {LEVELS.map((level) => (
        <Choice key={level} pressed={!isAll && (chosen?.includes(level) ?? false)} onClick={() => toggle(level)}>
          {level}
        </Choice>
      ))}
    </ChoiceRow>
  );
}
