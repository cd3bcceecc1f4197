import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { composeProblems, dockerfileProblems } from "./compose.mjs";

const fromRoot = (file) => readFileSync(new URL(`../../../../${file}`, import.meta.url), "utf8");
const compose = fromRoot("docker-compose.yml");
const dockerfile = fromRoot("apps/server/Dockerfile");

describe("docker-compose.yml", () => {
  test.each([
    ["Postgres is not 18", compose.replace("postgres:18", "postgres:17")],
    ["VIGIE_ADMIN_TOKEN does not come from outside", compose.replace(/(VIGIE_ADMIN_TOKEN:) .*/, "$1 secret")],
    ["VIGIE_SECRET does not come from outside", compose.replace("VIGIE_SECRET:-}", "VIGIE_SECRET:-secret}")],
    ["there is no service redis", compose.replace("\n  redis:\n", "\n  cache:\n")],
    ["vigie names no Dockerfile that is there", compose.replace("apps/server/Dockerfile", "apps/server/Elsewhere")],
    [
      "redis has no health check",
      compose.replace(/ {4}healthcheck:\n {6}test: \["CMD", "redis-cli".*\n/, "    spare:\n"),
    ],
    ["postgres mounts postgres-data, which is no volume", compose.replace("\n  postgres-data:\n", "\n")],
    [
      "vigie does not wait until redis is healthy",
      compose.replace(/(redis:\n {8}condition: )\w+/, "$1service_started"),
    ],
  ])("%s", (problem, text) => {
    expect(text).not.toBe(compose);
    expect(composeProblems(text)).toContain(`docker-compose.yml: ${problem}`);
  });

  test("an empty file is not a good one", () => expect(composeProblems("")).not.toEqual([]));
});

describe("Dockerfile", () => {
  test.each([
    ["COPY elsewhere: not there", dockerfile.replace("COPY packages packages", "COPY elsewhere packages")],
    ["it runs as root", dockerfile.replace("USER node\n", "")],
    ["nothing is copied", "FROM node:20-slim\nUSER node\n"],
  ])("%s", (problem, text) => {
    expect(dockerfileProblems(text)).toContain(`apps/server/Dockerfile: ${problem}`);
  });
});
