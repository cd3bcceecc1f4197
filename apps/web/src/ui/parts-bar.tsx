import { type BarPart, partsText, shareOf, shareText } from "./parts.ts";

/**
 * Five tones that can be told apart by their lightness alone and mean no state. The order of the parts decides who gets which: the first is
 * the quietest.
 */
const TONES = ["bg-[#484f58]", "bg-[#a371f7]", "bg-[#388bfd]", "bg-[#79c0ff]", "bg-[#d2d9e0]"] as const;

/** How a whole is made up, as one bar. What it says in colour is its text alternative and stands in its title. */
export function PartsBar({
  label,
  parts,
  className = "",
}: {
  label: string;
  parts: readonly BarPart[];
  className?: string;
}) {
  const text = partsText(parts);
  return (
    <div
      role="img"
      aria-label={`${label}: ${text}`}
      title={text}
      className={`flex h-2.5 gap-px overflow-hidden bg-inner ${className}`}
    >
      {parts.map(
        ({ name, value }, index) =>
          value > 0 && (
            <span key={name} className={toneOf(index)} style={{ flexGrow: shareOf(value, parts), minWidth: 1 }} />
          ),
      )}
    </div>
  );
}

/** What the tones of the bars below it stand for; with `parts`, how much each is as well. */
export function PartsLegend({ names, parts }: { names: readonly string[]; parts?: readonly BarPart[] }) {
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1 text-[11px] text-muted">
      {names.map((name, index) => (
        <li key={name} className="flex items-center gap-1 whitespace-nowrap">
          <PartTone index={index} />
          {name}
          {parts && (
            <span className="figure text-body">
              {shareText(shareOf(parts.find((part) => part.name === name)?.value ?? 0, parts))}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The tone of one part, where its name stands in a table. */
export function PartTone({ index }: { index: number }) {
  return <span aria-hidden="true" className={`inline-block size-2 ${toneOf(index)}`} />;
}

/** The class that gives a bar the tone of a part. */
export function toneOf(index: number): string {
  return TONES[index % TONES.length] ?? TONES[0];
}
