import { useNow } from "../lib/now.ts";
import { ageText, momentText, utcText } from "../lib/time.ts";

/** A moment by its age; the moment itself is in the title. `time` is ISO 8601. */
export function Ago({ time, className = "" }: { time: string; className?: string }) {
  const now = useNow();
  const at = Date.parse(time);
  return (
    <time
      dateTime={time}
      title={`${momentText(at, now)} · ${utcText(at)}`}
      className={`figure whitespace-nowrap ${className}`}
    >
      {ageText(now - at)} ago
    </time>
  );
}
