/** A name that leads to this machine, as a page elsewhere could have one for it. */
export const FOREIGN_NAME = "vigie.test";

/** The browser that all journeys share. */
export const browser = {
  launchOptions: {
    // Found by `npm test`; without one, Playwright's own.
    executablePath: process.env.VIGIE_TEST_BROWSER || undefined,
    args: [
      "--no-sandbox",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      `--host-resolver-rules=MAP ${FOREIGN_NAME} 127.0.0.1`,
    ],
  },
  // Neither UTC nor a whole hour from it: a local time taken for UTC shows.
  timezoneId: "Asia/Kolkata",
  locale: "en-GB",
};
