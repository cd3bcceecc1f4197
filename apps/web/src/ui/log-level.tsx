type Level = "trace" | "debug" | "info" | "warn" | "error" | "fatal";

/** Shape and colour of each level of logs; those that ask for no attention have none. */
const LOOKS: Record<Level, { shape: string; text: string }> = {
  trace: { shape: "·", text: "text-muted" },
  debug: { shape: "·", text: "text-muted" },
  info: { shape: "·", text: "text-body" },
  warn: { shape: "▲", text: "text-warning" },
  error: { shape: "■", text: "text-critical" },
  fatal: { shape: "■", text: "text-critical" },
};

/** How grave a log is: a word, a shape and a colour. */
export function LogLevel({ level, className = "" }: { level: Level; className?: string }) {
  const { shape, text } = LOOKS[level];
  return (
    <span className={`figure whitespace-nowrap ${text} ${className}`}>
      <span aria-hidden="true">{shape}</span> {level}
    </span>
  );
}

export function levelText(level: Level): string {
  return LOOKS[level].text;
}
