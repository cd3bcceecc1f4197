// How people get in, as they do it.
import type { Page } from "@playwright/test";
import { createDatabase, startServer, type TestServer, until } from "@vigie/testing";

export const PASSWORD = "correct horse battery";
export const OWNER = "ana@example.org";

/** A Vigie in which nobody has an account, and to which no admin token leads. */
export async function startFreshVigie(): Promise<TestServer> {
  const database = await createDatabase();
  const server = await startServer({ env: { DATABASE_URL: database.url, VIGIE_ADMIN_TOKEN: "" } });
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await database[Symbol.asyncDispose]();
    },
  };
}

const PRINTED = /http\S+\/setup#[\w-]+/;

/** The link that it printed for whoever comes first: it answers a moment before. */
export async function printedLink(server: TestServer): Promise<string> {
  await until(() => PRINTED.test(server.output()), "a link is printed");
  return PRINTED.exec(server.output())?.[0] ?? "";
}

/** Makes the account that a link is for, in the page. */
export async function makeAccount(page: Page, link: string, name: string, email?: string): Promise<void> {
  await page.goto(link);
  const form = page.getByRole("form", { name: "Account" });
  await form.getByLabel("Name").fill(name);
  if (email !== undefined) await form.getByLabel("E-mail").fill(email);
  await form.getByLabel("New password").fill(PASSWORD);
  await form.getByLabel("The same again").fill(PASSWORD);
  await form.getByRole("button", { name: "Make the account" }).click();
}

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  const form = page.getByRole("form", { name: "Sign in with a password" });
  await form.getByLabel("E-mail").fill(email);
  await form.getByLabel("Password").fill(password);
  await form.getByRole("button", { name: "Sign in" }).click();
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Account:/ }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
}
