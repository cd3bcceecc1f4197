import type { Health } from "@vigie/api";
import { useNow } from "../../lib/now.ts";
import { ageText } from "../../lib/time.ts";
import { STATES } from "../../ui/state.ts";
import { LOOKS, sentence } from "./look.ts";

interface HealthBannerProps {
  /** What was answered last. */
  health: Health | undefined;
  /** The last question was not answered. */
  lost: boolean;
  /** When the last answer came (ms, browser's clock). */
  answeredAt: number;
}

const WORDS: Record<Health["status"], string> = { ok: "Operational", degraded: "Degraded", critical: "Critical" };

/** The whole, in a word and a sentence. */
export function HealthBanner({ health, lost, answeredAt }: HealthBannerProps) {
  const state = lost ? "critical" : (health?.status ?? "unknown");
  const { shape, text, left } = STATES[LOOKS[state]];
  return (
    <section
      aria-label="Overall"
      aria-busy={!health && !lost}
      data-state={lost ? "lost" : state}
      className={`min-h-19 border border-l-4 border-inner bg-panel px-4 py-3 ${left}`}
    >
      <div aria-live="polite">
        <p className={`figure text-base font-semibold tracking-wider uppercase ${text}`}>
          <span aria-hidden="true">{shape}</span> {lost ? "No answer" : health ? WORDS[health.status] : "…"}
        </p>
        {lost ? (
          <p className="pt-1 text-[15px] text-bright">Vigie does not answer. This page tries again by itself.</p>
        ) : (
          health && <p className="pt-1 text-[15px] text-bright">{sentence(health)}</p>
        )}
      </div>
      {lost && health && <LastAnswer answeredAt={answeredAt} />}
      {!lost && health && health.unreachable.length > 0 && (
        <p className="pt-1 text-muted">
          Watched, and without figures right now: {health.unreachable.map((part) => PARTS[part] ?? part).join(", ")}.
        </p>
      )}
    </section>
  );
}

const PARTS: Record<string, string> = { redis: "Redis", postgres: "Postgres", system: "the machine" };

function LastAnswer({ answeredAt }: { answeredAt: number }) {
  const now = useNow();
  return (
    <p className="pt-1 text-muted">
      What stands below was answered <span className="figure text-body">{ageText(now - answeredAt)}</span> ago.
    </p>
  );
}
