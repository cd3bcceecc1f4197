import { useNow } from "../lib/now.ts";
import { ageText, momentText, utcText } from "../lib/time.ts";

/** Since when, absolute and relative: `since 14:02:10 · 6 min 20 s`. */
export function Moment({ time, inline = false }: { time: string; inline?: boolean }) {
  const now = useNow();
  const at = Date.parse(time);
  return (
    <time
      dateTime={time}
      title={utcText(at)}
      className={`figure text-xs text-muted ${inline ? "whitespace-nowrap" : "block pt-1"}`}
    >
      since {momentText(at, now)} · {ageText(now - at)}
    </time>
  );
}
