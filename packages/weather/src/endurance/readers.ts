import { setTimeout as sleep } from "node:timers/promises";
import { createVigieClient } from "@vigie/client";
import { SERVICES } from "./services.ts";

export interface ReadersOptions {
  url: string;
  token: string;
  /** What makes the first account: the secret of the link that Vigie printed. */
  setupSecret: string;
  /** By how much the server's time is faster. */
  speed: number;
}

export interface Readers {
  seen: {
    /** Loaded, and left out because the one before was not answered yet. */
    pages: number;
    late: number;
    liveEvents: number;
    streams: number;
    signIns: number;
    /** By message. */
    failures: Map<string, number>;
  };
  /** Stops asking; what is followed live stays open. */
  stop(): Promise<void>;
  close(): void;
}

/** How often each does what, seconds of simulated time. */
const PAGES_SECONDS = 60;
const STREAM_SECONDS = { open: 600, closed: 600 };
const SIGN_IN_SECONDS = 1_800;
const PERIODS = ["1h", "1h", "24h", "1h", "7d"] as const;
const ACCOUNT = { email: "watch@example.com", password: "a lookout stays awake" };

/** What people do: two pages that load again and again, something followed live that comes and goes, sign-ins, right and wrong ones. */
export async function startReaders({ url, token, setupSecret, speed }: ReadersOptions): Promise<Readers> {
  const client = createVigieClient({ url, token });
  const seen: Readers["seen"] = { pages: 0, late: 0, liveEvents: 0, streams: 0, signIns: 0, failures: new Map() };
  const failed = (error: unknown) => {
    const message = String(error instanceof Error ? error.message : error).slice(0, 200);
    seen.failures.set(message, (seen.failures.get(message) ?? 0) + 1);
  };
  const post = (path: string, body: object, cookie = "") =>
    fetch(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: url, cookie },
      body: JSON.stringify(body),
    });
  const every = (seconds: number, work: () => Promise<void>, late: () => void) => {
    let busy: Promise<void> | undefined;
    const timer = setInterval(
      () => {
        if (busy) return late();
        busy = work()
          .catch(failed)
          .finally(() => {
            busy = undefined;
          });
      },
      (seconds * 1_000) / speed,
    );
    return async () => {
      clearInterval(timer);
      await busy;
    };
  };

  const account = await post("/auth/setup", { secret: setupSecret, name: "Watch", ...ACCOUNT });
  if (account.status !== 204) throw new Error(`no account: ${account.status} ${await account.text()}`);

  const overview = async (service: string | undefined, period: (typeof PERIODS)[number]) => {
    await Promise.all([
      client.summary.query({ service, period }),
      client.timeline.query({ service, period, figures: ["api.p95Ms", "api.requestsPerSecond"], maxPoints: 300 }),
      client.endpoints.stats.query({ service, period, limit: 100 }),
      client.status.current.query({ service }),
      client.alerts.list.query({ service }),
      client.losses.list.query({ service, period }),
    ]);
  };
  const investigation = async (service: string | undefined, period: (typeof PERIODS)[number]) => {
    await Promise.all([
      client.logs.search.query({ service, period, query: seen.pages % 2 ? "level:warn" : "orders" }),
      client.logs.histogram.query({ service, period, query: "" }),
      client.endpoints.errorHotspots.query({ service, period }),
      client.traces.search.query({ service, period, sort: "slowest" }),
      client.anomalies.list.query({ service, period }),
    ]);
  };
  const stopPages = every(
    PAGES_SECONDS,
    async () => {
      const service = [undefined, ...SERVICES][seen.pages % (SERVICES.length + 1)];
      const period = PERIODS[seen.pages % PERIODS.length] ?? "1h";
      seen.pages += 2;
      await Promise.all([overview(service, period), investigation(service, period)]);
    },
    () => {
      seen.late += 2;
    },
  );
  const stopSignIns = every(
    SIGN_IN_SECONDS,
    async () => {
      const password = seen.signIns++ % 8 === 7 ? "forgotten" : ACCOUNT.password;
      const answer = await post("/auth/sign-in", { ...ACCOUNT, password });
      if (answer.status !== (password === ACCOUNT.password ? 204 : 401)) failed(`sign-in: ${answer.status}`);
      const cookie = answer.headers
        .getSetCookie()
        .map((one) => one.split(";")[0])
        .join("; ");
      if (!answer.ok) return;
      const page = await fetch(`${url}/trpc/services.list`, { headers: { cookie } });
      if (!page.ok) failed(`a page with a session: ${page.status}`);
      // The others forget to.
      if (seen.signIns % 2) await post("/auth/sign-out", {}, cookie);
    },
    () => {},
  );

  let unsubscribe = () => {};
  let isOver = false;
  const followed = async () => {
    while (!isOver) {
      seen.streams++;
      const service = SERVICES[seen.streams % SERVICES.length];
      const follow = client.live.subscribe(
        { logs: { service, query: "", last: 100 } },
        { onData: () => seen.liveEvents++, onError: failed },
      );
      unsubscribe = () => follow.unsubscribe();
      await sleep((STREAM_SECONDS.open * 1_000) / speed);
      if (isOver) return;
      follow.unsubscribe();
      await sleep((STREAM_SECONDS.closed * 1_000) / speed);
    }
  };
  void followed();
  return {
    seen,
    async stop() {
      isOver = true;
      await Promise.all([stopPages(), stopSignIns()]);
    },
    close: () => unsubscribe(),
  };
}
