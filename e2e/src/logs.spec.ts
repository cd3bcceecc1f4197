import { createDatabase, freePort, startServer } from "@vigie/testing";
import { sendBatch } from "./endpoints.ts";
import { expect, test } from "./journey.ts";
import { makeLog, sendLogs, shownNumbers } from "./logs.ts";
import { expectUsable } from "./overview.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const STATEMENT = "SELECT * FROM prices WHERE sku = $1 FOR UPDATE";

/** A request that failed in the database, as its service tells of it: the request, its steps, what it logged. */
async function sendFailure(url: string): Promise<void> {
  const time = Date.now() - 3_000;
  await sendBatch(url, {
    requests: [
      {
        time,
        method: "POST",
        route: "/checkout",
        status: 500,
        durationMs: 812,
        sentBytes: 40,
        aborted: false,
        traceId: TRACE,
        kept: "error",
        waitMs: [0, 780, 0, 0],
        spanId: "b7ad6b7169203331",
        url: "/checkout?cart=7",
        headers: { accept: "*/*", authorization: "[redacted]" },
        spans: [
          {
            id: "00f067aa0ba902b7",
            parent: "b7ad6b7169203331",
            kind: "sql",
            name: "SELECT prices",
            startMs: 12,
            durationMs: 780,
            statement: "00000000000000cc",
            error: "PostgresError: deadlock detected",
          },
        ],
        spansLeftOut: 0,
      },
    ],
    statements: [{ fingerprint: "00000000000000cc", text: STATEMENT }],
    logs: [
      makeLog("cart 7 is checked out", { time: time + 5, traceId: TRACE, method: "POST", route: "/checkout" }),
      makeLog("cart 7 failed", {
        time: time + 800,
        level: "error",
        traceId: TRACE,
        errors: [{ type: "PostgresError", message: "deadlock detected", stack: "at pay (pay.ts:3:1)" }],
      }),
      makeLog("another cart", { time: time + 900 }),
    ],
  });
}

test("from a red line to the SQL statement that made it in two clicks", async ({ page, vigie }) => {
  await sendFailure(vigie.url);
  await page.goto(`${vigie.url}/logs`);
  const red = page.locator('[data-level="error"]');
  await expect(red).toContainText("cart 7 failed");
  await expectUsable(page);

  await red.getByRole("link", { name: "Open request of trace 4bf92f35" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("/checkout");
  const step = page.getByRole("treeitem", { name: STATEMENT });
  await expect(step, "the statement is there before the second click").toContainText("failed");
  await step.click();
  await expect(page.getByRole("region", { name: "Chosen step" })).toContainText(STATEMENT);
  await expect(page.getByRole("main")).toContainText("deadlock detected");
  await expectUsable(page);
});

test.describe("a search", () => {
  // What the browser logs of an answer that says what is wrong with the search.
  test.use({ tolerated: /status of 400/ });

  test("is written with completion, its mistakes are pointed at, a badge leads to all of a trace @once", async ({
    page,
    vigie,
  }) => {
    await sendFailure(vigie.url);
    await page.goto(`${vigie.url}/logs`);
    const lines = page.locator("[data-level]");
    await expect(lines).toHaveCount(3);

    const box = page.getByRole("combobox", { name: "Search logs" });
    await box.fill("lev");
    await expect(page.locator("[role=option]").first()).toContainText("level");
    await box.fill("level:loud");
    await box.press("Enter");
    await expect(page.getByRole("main")).toContainText(/level/);
    await expect(box).toHaveAttribute("aria-invalid", "true");
    await expect(lines, "what was shown stays").toHaveCount(3);

    await box.fill("cart -another level:>=info");
    await box.press("Enter");
    await expect(lines).toHaveCount(2);
    await expect(lines.locator("mark").first()).toHaveText("cart");
    await expect.poll(() => new URL(page.url()).searchParams.get("query")).toBe("cart -another level:>=info");

    await box.fill("");
    await box.press("Enter");
    await page
      .locator('[data-level="error"]')
      .getByRole("button", { name: /Only logs of trace/ })
      .click();
    await expect(lines).toHaveCount(2);
    const filter = page.getByRole("group", { name: "Filtered by a trace" });
    await expect(filter).toContainText("2");
    await filter.getByRole("button", { name: "Clear" }).click();
    await expect(lines).toHaveCount(3);
  });
});

test("whatever was logged is shown, and does nothing @once", async ({ page, vigie }) => {
  await sendLogs(
    () => vigie.url,
    [
      makeLog("<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>"),
      makeLog("\u001b[31mred\u001b[0m and \u001b]8;;javascript:alert(1)\u0007a link\u001b]8;;\u0007 \u009b2J"),
      makeLog("turned \u202earound\u2066 and \u0000 nothing"),
      makeLog(`${"long ".repeat(6_000)}`, { cut: 970_000 }),
    ],
  );
  await page.goto(`${vigie.url}/logs`);
  const lines = page.locator("[data-level]");
  await expect(lines).toHaveCount(4);
  await expect(lines.first()).toContainText("<img src=x onerror=");
  await expect(lines.nth(1)).toContainText("red");
  await expect(lines.nth(2)).not.toContainText("\u202e");
  await lines
    .nth(3)
    .getByRole("button", { name: /details/ })
    .click();
  await expect(page.getByRole("main")).toContainText(/970.000/);
  expect(await page.title()).not.toContain("pwned");
  await expectUsable(page);
});

test("live lines go on through a restart of the server, and wait while somebody reads @once", async ({
  page,
  cluster: _,
}) => {
  await using database = await createDatabase();
  const options = { port: await freePort(), env: { DATABASE_URL: database.url } };
  let server = await startServer(options);
  try {
    const { url } = server;
    const send = (from: number, to: number) =>
      sendLogs(
        () => url,
        Array.from({ length: to - from }, (_, i) => makeLog(`line ${from + i}.`)),
      );
    await send(0, 20);
    const streams: string[] = [];
    page.on("request", (request) => void (request.resourceType() === "eventsource" && streams.push(request.url())));
    await page.goto(`${url}/logs?live=true`);
    const state = page.locator("[data-connection]");
    await expect(state).toHaveAttribute("data-connection", "live");
    const main = page.getByRole("main");
    await expect(main).toContainText("line 19.");

    await send(20, 1_000);
    await expect(main).toContainText("line 999.");
    expect(streams, "one connection for all that is live").toHaveLength(1);
    await server.stop("SIGKILL");
    await expect(state).toHaveAttribute("data-connection", "reconnecting");
    server = await startServer(options);
    await send(1_000, 2_000);
    await expect(main).toContainText("line 1999.", { timeout: 45_000 });

    // Every number once, in order: read from the top to the bottom.
    await page.getByRole("button", { name: /Pause/ }).click();
    const seen = await shownNumbers(page);
    expect(seen).toEqual(Array.from({ length: 2_000 }, (_, i) => i));

    await send(2_000, 2_010);
    await expect(page.getByRole("button", { name: "10 new lines" })).toBeVisible();
    await page.getByRole("button", { name: "10 new lines" }).click();
    await expect(main).toContainText("line 2009.");
    await page.goto("about:blank");
  } finally {
    await server.stop();
  }
});
