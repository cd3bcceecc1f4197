// Gate for docker-compose.yml and the Dockerfile, on machines with and without Docker.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { attempt, ROOT } from "../tools.mjs";
import { asOneTest } from "./totals.mjs";

const COMPOSE = "docker-compose.yml";
const DOCKERFILE = "apps/server/Dockerfile";

/** @returns {Promise<import("./test.mjs").Result>} */
export async function checkCompose() {
  const problems = [...composeProblems(readRoot(COMPOSE)), ...dockerfileProblems(readRoot(DOCKERFILE))];
  const hasClient = (await attempt(["docker", "compose", "version"])).status === 0;
  if (hasClient) problems.push(...(await clientProblems()));
  return asOneTest(problems, hasClient ? "read by docker compose" : "read as YAML: no docker compose here");
}

/** @param {string} text @returns {string[]} */
export function composeProblems(text) {
  const { services = {}, volumes = {} } = parse(text) ?? {};
  const problems = [];
  const hold = (isTrue, problem) => isTrue || problems.push(`${COMPOSE}: ${problem}`);
  for (const name of ["vigie", "postgres", "redis"]) hold(services[name], `there is no service ${name}`);
  for (const [name, service] of Object.entries(services)) {
    hold(service.healthcheck?.test, `${name} has no health check`);
    hold(
      service.image || existsSync(join(ROOT, service.build?.dockerfile ?? "")),
      `${name} names no Dockerfile that is there`,
    );
    for (const mount of service.volumes ?? []) {
      const source = String(mount).split(":")[0];
      hold(/^[./]/.test(source) || source in volumes, `${name} mounts ${source}, which is no volume`);
    }
    for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
      hold(services[needed], `${name} depends on ${needed}, which is no service`);
      hold(condition === "service_healthy", `${name} does not wait until ${needed} is healthy`);
    }
  }
  hold(/^postgres:18\b/.test(services.postgres?.image ?? ""), "Postgres is not 18");
  // What stands here is known to everybody.
  for (const secret of ["VIGIE_ADMIN_TOKEN", "VIGIE_SECRET"])
    hold(services.vigie?.environment?.[secret] === `\${${secret}:-}`, `${secret} does not come from outside`);
  return problems;
}

/** @param {string} text @returns {string[]} sources that are not in the repository, and a final stage that runs as root */
export function dockerfileProblems(text) {
  const lines = text
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));
  const copies = lines.filter((line) => /^COPY /.test(line) && !line.includes("--from="));
  const sources = copies.flatMap((line) =>
    line
      .split(/\s+/)
      .filter((word) => !word.startsWith("--"))
      .slice(1, -1),
  );
  const problems = sources
    .filter((source) => !existsSync(join(ROOT, source)))
    .map((source) => `COPY ${source}: not there`);
  if (sources.length === 0) problems.push("nothing is copied");
  const lastStage = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
  if (!lastStage.some((line) => /^USER (?!root|0)/.test(line))) problems.push("it runs as root");
  return problems.map((problem) => `${DOCKERFILE}: ${problem}`);
}

async function clientProblems() {
  const config = ["docker", "compose", "-f", COMPOSE, "config", "--quiet"];
  const { status, output } = await attempt(config, { env: { VIGIE_ADMIN_TOKEN: undefined, VIGIE_SECRET: undefined } });
  return status === 0 ? [] : [output];
}

function readRoot(file) {
  return existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), "utf8") : "";
}
