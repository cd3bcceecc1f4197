import { AS_ADMIN } from "@vigie/testing";

/** A name that leads to this machine, as a page elsewhere could have one for it. */
export const FOREIGN_NAME = "vigie.test";

/** The browser that all journeys share, as somebody who is signed in; a journey that signs in by itself takes no headers along. */
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
  extraHTTPHeaders: AS_ADMIN,
  // Neither UTC nor a whole hour from it: a local time taken for UTC shows.
  timezoneId: "Asia/Kolkata",
  locale: "en-GB",
};
