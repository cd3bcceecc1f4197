// Rules that hold nothing look like rules that nobody breaks: each is broken here once, and has to notice.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkImports } from "./check-imports.mjs";
import { RULES } from "./rules.mjs";

const PACKAGES = {
  "packages/series": "@vigie/series",
  "packages/protocol": "@vigie/protocol",
  "packages/storage": "@vigie/storage",
  "packages/node": "@vigie/node",
  "packages/api": "@vigie/api",
  "packages/client": "@vigie/client",
  "packages/testing": "@vigie/testing",
  "packages/bench": "@vigie/bench",
  "packages/weather": "@vigie/weather",
  "packages/tasks": "@vigie/tasks",
  "apps/server": "@vigie/server",
  "apps/web": "@vigie/web",
  "apps/demo": "@vigie/demo",
  e2e: "@vigie/e2e",
};

const series = "packages/series/src/a.ts";
const summary = "packages/api/src/features/summary";
const webSummary = "apps/web/src/features/summary";

/** [rule that must notice, importing file, its source] */
const BROKEN = [
  ["floor of packages/series", series, 'import { x } from "@vigie/protocol";'],
  ["floor of packages/series", series, 'import type { X } from "@vigie/node";'],
  ["floor of packages/protocol", "packages/protocol/src/a.ts", 'import { x } from "@vigie/storage";'],
  ["floor of packages/storage", "packages/storage/src/a.ts", 'import { x } from "@vigie/node";'],
  ["floor of packages/storage", "packages/storage/src/a.ts", 'export * from "@vigie/api";'],
  ["floor of packages/node", "packages/node/src/core/a.ts", 'import { x } from "@vigie/storage";'],
  ["floor of packages/api", "packages/api/src/a.ts", 'const x = await import("@vigie/server");'],
  ["floor of packages/client", "packages/client/src/a.ts", 'import { x } from "@vigie/storage";'],
  ["floor of packages/client", "packages/client/src/a.ts", 'import { x } from "@vigie/server";'],
  ["floor of apps/web", "apps/web/src/main.tsx", 'import { x } from "@vigie/node/express";'],
  ["floor of apps/server", "apps/server/src/app.ts", 'import { x } from "@vigie/web";'],
  ["floor of apps/server", "apps/server/src/app.ts", 'import { x } from "@vigie/client";'],
  ["floor of apps/demo", "apps/demo/src/main.ts", 'import { x } from "@vigie/series";'],
  ["floor of apps/demo", "apps/demo/src/main.ts", 'import type { X } from "@vigie/api";'],
  ["demo: only its launch knows the client", "apps/demo/src/app.ts", 'import type { X } from "@vigie/client";'],
  ["floor of packages/tasks", "packages/tasks/src/a/b.mjs", 'import "@vigie/series";'],
  ["packages have a front door", "packages/protocol/src/a.ts", 'import { x } from "../../series/src/a.ts";'],
  ["packages have a front door", "packages/protocol/src/a.ts", 'import { x } from "@vigie/series/src/a.ts";'],
  ["packages have a front door", "packages/storage/src/a.test.ts", 'import { x } from "../../testing/src/a.ts";'],
  [
    "what ships imports neither testing, bench nor weather",
    "packages/storage/src/a.ts",
    'import { x } from "@vigie/testing";',
  ],
  [
    "what ships imports neither testing, bench nor weather",
    "apps/server/src/app.ts",
    'import { x } from "@vigie/bench";',
  ],
  ["testing imports neither bench nor weather", "packages/testing/src/a.ts", 'import { x } from "@vigie/bench";'],
  ["end-to-end tests import no app code", "e2e/src/a.test.ts", 'import { x } from "@vigie/server";'],
  ["end-to-end tests import no app code", "e2e/src/a.test.ts", 'import { x } from "../../apps/web/src/lib/a.ts";'],
  ["only types from the API", "apps/web/src/lib/a.ts", 'import { x } from "@vigie/api";'],
  ["only types from the API", "apps/web/src/lib/a.ts", 'import { type X } from "@vigie/api";'],
  ["only types from the API", "packages/client/src/a.ts", 'export { x } from "@vigie/api";'],
  ["server: nothing imports main", "apps/server/src/app.ts", 'import { x } from "./main.ts";'],
  ["server: main knows only the app", "apps/server/src/main.ts", 'import { x } from "./jobs/compaction.ts";'],
  ["server: parts do not know the app", "apps/server/src/ingest/a.ts", 'import type { X } from "../app.ts";'],
  ["server: parts do not know each other", "apps/server/src/jobs/a.ts", 'import { x } from "../collectors/a.ts";'],
  ["api: a feature imports no other feature", `${summary}/router.ts`, 'import { x } from "../logs/query.ts";'],
  ["api: features do not know the router", `${summary}/router.ts`, 'import { x } from "../../router.ts";'],
  ["api: a query knows no router", `${summary}/query.ts`, 'import { x } from "./router.ts";'],
  ["api: a query knows no router", `${summary}/query.ts`, 'import { x } from "../../trpc.ts";'],
  [
    "api: the router reaches queries through features",
    "packages/api/src/router.ts",
    'import "./features/logs/query.ts";',
  ],
  ["web: a feature imports no other feature", `${webSummary}/card.tsx`, 'import { X } from "../logs/tail.tsx"; <X />;'],
  ["web: features do not know routes", `${webSummary}/card.tsx`, 'import { x } from "../../routes/overview.tsx";'],
  [
    "web: charts, ui and lib know nothing above them",
    "apps/web/src/ui/a.tsx",
    'import { x } from "../features/logs/tail.tsx";',
  ],
  [
    "web: charts, ui and lib know nothing above them",
    "apps/web/src/charts/a.tsx",
    'import { x } from "../routes/overview.tsx";',
  ],
  [
    "web: charts, ui and lib know nothing above them",
    "apps/web/src/lib/a.ts",
    'import { x } from "../features/logs/tail.tsx";',
  ],
  ["web: ui knows no domain", "apps/web/src/ui/a.tsx", 'import type { X } from "@vigie/api";'],
  ["ECharts only in charts", `${webSummary}/card.tsx`, 'import { use } from "echarts/core";'],
  ["ECharts only in charts", "apps/web/src/ui/a.tsx", 'import type { X } from "echarts-for-react";'],
  ["Drizzle only in storage and queries", `${summary}/router.ts`, 'import { sql } from "drizzle-orm";'],
  ["Drizzle only in storage and queries", "apps/server/src/jobs/a.ts", 'import { x } from "drizzle-orm/pg-core";'],
  ["SDK: the core knows neither adapters nor recorders", "packages/node/src/core/a.ts", 'import "../adapters/koa.ts";'],
  [
    "SDK: the core knows neither adapters nor recorders",
    "packages/node/src/core/a.ts",
    'import "../recorders/sql.ts";',
  ],
  ["SDK: adapters and recorders do not meet", "packages/node/src/adapters/a.ts", 'import "../recorders/sql.ts";'],
  ["SDK: adapters and recorders do not meet", "packages/node/src/recorders/a.ts", 'import "../adapters/koa.ts";'],
  ["SDK: no third-party code at run time", "packages/node/src/adapters/a.ts", 'import express from "express";'],
  ["SDK: no third-party code at run time", "packages/node/src/adapters/a.ts", 'const x = require("express");'],
  ["the bootstrap runs before anything is installed", "packages/tasks/src/run.mjs", 'import { parse } from "yaml";'],
];

/** [importing file, its source]: close to a broken one, and right */
const KEPT = [
  ["packages/protocol/src/a.ts", 'import { x } from "@vigie/series";'],
  ["packages/storage/src/a.ts", 'import { sql } from "drizzle-orm"; import { x } from "@vigie/protocol";'],
  ["packages/storage/src/a.test.ts", 'import { x } from "@vigie/testing";'],
  ["packages/api/src/router.ts", 'import { x } from "./features/summary/router.ts";'],
  [`${summary}/router.ts`, 'import { x } from "./query.ts"; import { y } from "../../trpc.ts";'],
  [`${summary}/query.ts`, 'import { sql } from "drizzle-orm"; import { x } from "@vigie/storage";'],
  ["apps/server/src/main.ts", 'import { x } from "./app.ts";'],
  ["apps/server/src/app.ts", 'import { x } from "./ingest/a.ts"; import { y } from "@vigie/node";'],
  ["apps/server/src/app.test.ts", 'import { x } from "@vigie/client"; import { y } from "@vigie/testing";'],
  ["apps/web/src/routes/overview.tsx", 'import { X } from "../features/summary/card.tsx";'],
  [
    `${webSummary}/card.tsx`,
    'import { X } from "../../ui/a.tsx"; import type { Y } from "@vigie/api"; import "./card.css";',
  ],
  ["apps/web/src/charts/a.tsx", 'import { use } from "echarts/core";'],
  ["apps/demo/src/main.ts", 'import { x } from "@vigie/node/fastify"; import fastify from "fastify";'],
  ["apps/demo/src/launch/a.ts", 'import { x } from "@vigie/client";'],
  [
    "packages/node/src/adapters/a.ts",
    'import type { Request } from "express"; import { x } from "../core/a.ts"; import "node:http";',
  ],
  ["packages/client/src/a.ts", 'import type { AppRouter } from "@vigie/api";'],
  ["packages/bench/src/main.ts", 'import { x } from "@vigie/node"; import { y } from "@vigie/testing";'],
  [
    "e2e/src/a.test.ts",
    'import { x } from "@vigie/client"; import { y } from "@vigie/node"; import { test } from "@playwright/test";',
  ],
];

describe("import directions", () => {
  test.each(BROKEN)("%s: %s with %s", (rule, file, source) => {
    const { violations } = checkTree({ [file]: source });
    expect(violations.map((violation) => violation.rule)).toContain(rule);
    expect(violations[0]).toMatchObject({ from: file, line: 1 });
  });

  test("the right directions pass", () => {
    const { modules, violations } = checkTree(Object.fromEntries(KEPT));
    expect(modules).toBe(KEPT.length);
    expect(violations).toEqual([]);
  });

  test("every rule is broken above", () => {
    const broken = new Set(BROKEN.map(([rule]) => rule));
    expect(RULES.map((rule) => rule.name).filter((name) => !broken.has(name))).toEqual([]);
  });

  test("an import inside a comment or a string is none", () => {
    const { imports } = checkTree({ [series]: '// import "@vigie/api";\nconst text = `import "@vigie/api"`;' });
    expect(imports).toBe(0);
  });
});

/** @param {Record<string, string>} sources by path */
function checkTree(sources) {
  const root = mkdtempSync(join(tmpdir(), "vigie-imports-"));
  try {
    const write = (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    };
    for (const [folder, name] of Object.entries(PACKAGES)) write(`${folder}/package.json`, JSON.stringify({ name }));
    for (const [path, source] of Object.entries(sources)) write(path, source);
    return checkImports(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
