import { VigieError } from "@vigie/protocol";
import { alignPeriod, keptFromSeconds, type Store } from "@vigie/storage";
import { readEvidence } from "../../alerting/preview.ts";
import type { ApiContext } from "../../trpc.ts";
import { readAlert, readEarlier, readEvents, readNotifications } from "./query.ts";
import type { Alert, AlertDetail } from "./shapes.ts";

/** Of the evidence, so much before and after the alert at least, milliseconds; for long ones a quarter of their length. */
const AROUND_MS = 1_800_000;
const EARLIER = 10;

/** One alert with its evidence and all that happened to it. Throws ALERT_UNKNOWN. */
export async function alertDetail(ctx: ApiContext, id: number): Promise<AlertDetail> {
  const { store } = ctx;
  const nowMs = ctx.now();
  const alert = await readAlert(store, { id, nowMs });
  if (alert === null) throw new VigieError("ALERT_UNKNOWN", { id });
  const [evidence, events, notifications, earlier] = await Promise.all([
    readEvidence(store, { rule: alert.rule, labels: alert.labels, period: periodAround(store, alert, nowMs), nowMs }),
    readEvents(store, id),
    readNotifications(store, id),
    readEarlier(store, { id, limit: EARLIER, nowMs }),
  ]);
  return { alert, evidence, events, notifications, earlier };
}

function periodAround(store: Store, { since, resolvedAt }: Alert, nowMs: number) {
  const fromMs = Date.parse(since);
  const endMs = resolvedAt === null ? nowMs : Date.parse(resolvedAt);
  const aroundMs = Math.max(AROUND_MS, (endMs - fromMs) / 4);
  const period = alignPeriod({
    fromMs: Math.max(fromMs - aroundMs, keptFromSeconds(store, nowMs) * 1000),
    toMs: Math.min(endMs + aroundMs / 3, nowMs),
    nowMs,
  });
  return { ...period, toSeconds: Math.max(period.toSeconds, period.fromSeconds + 60) };
}
