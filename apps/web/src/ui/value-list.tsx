import { SafeText } from "./safe-text.tsx";

interface ValueListProps {
  label: string;
  /** As JSON has them: texts as they are, anything nested as JSON. */
  values: Readonly<Record<string, unknown>>;
  /** Values that stand back, with the reason as their title. */
  isQuiet?: (value: string) => boolean;
  quietReason?: string;
}

/** Names and what they stand for; both came from outside. */
export function ValueList({ label, values, isQuiet, quietReason }: ValueListProps) {
  return (
    <dl
      aria-label={label}
      className="figure grid grid-cols-1 gap-x-4 text-xs sm:grid-cols-[minmax(8rem,max-content)_1fr]"
    >
      {Object.entries(values).map(([name, value]) => {
        const text = typeof value === "string" ? value : (JSON.stringify(value, null, 1) ?? "");
        const quiet = isQuiet?.(text) ?? false;
        return (
          <div key={name} className="contents">
            <dt className="max-w-80 pt-0.5 text-muted wrap-anywhere">
              <SafeText text={name} />
            </dt>
            <dd
              className={`min-w-0 pb-0.5 wrap-anywhere whitespace-pre-wrap max-sm:pl-3 sm:pt-0.5 ${quiet ? "text-muted italic" : "text-body"}`}
              title={quiet ? quietReason : undefined}
            >
              {text === "" ? <span className="text-muted">(empty)</span> : <SafeText text={text} lines />}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
