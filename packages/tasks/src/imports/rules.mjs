// Who may import whom, as drawn in the design. A rule is broken by an import whose importer matches `from` and whose
// target matches `to`. Paths start at the repository's root; `npm:` and `node:` stand before what is not ours.

/**
 * @typedef {object} Rule
 * @property {string} name
 * @property {string} why said to whoever breaks it
 * @property {RegExp} from importer
 * @property {RegExp} [fromNot] importers that may
 * @property {RegExp} to target
 * @property {boolean} [typesMay] `import type` is allowed
 * @property {boolean} [testsToo] holds for tests as well
 * @property {(from: string, to: string) => boolean} [unless]
 */

/** A package sees itself and what stands here, nothing else of ours. Every line points down. */
const FLOORS = {
  "packages/series": [],
  "packages/protocol": ["packages/series"],
  "packages/storage": ["packages/series", "packages/protocol"],
  "packages/node": ["packages/series", "packages/protocol"],
  "packages/api": ["packages/series", "packages/protocol", "packages/storage", "packages/node"],
  "packages/client": ["packages/series", "packages/protocol", "packages/api"],
  "apps/web": ["packages/series", "packages/protocol", "packages/api"],
  "apps/server": ["packages/series", "packages/protocol", "packages/storage", "packages/node", "packages/api"],
  "apps/demo": ["packages/node", "packages/client"],
  "packages/tasks": [],
};

const OURS = "(packages|apps)/[^/]+/|e2e/";

/** @type {Rule[]} */
const floors = Object.entries(FLOORS).map(([folder, below]) => ({
  name: `floor of ${folder}`,
  why: `${folder} may import ${below.length ? below.join(", ") : "nothing of ours"}`,
  from: new RegExp(`^${folder}/`),
  to: new RegExp(`^(?!${[folder, ...below].map((path) => `${path}/`).join("|")})(${OURS})`),
}));

const sameFolder = (pattern) => (from, to) => pattern.exec(from)?.[1] === pattern.exec(to)?.[1];

/** @type {Rule[]} */
export const RULES = [
  ...floors,
  {
    name: "packages have a front door",
    why: "reach another package by its name, not by a path into it",
    from: /^/,
    to: new RegExp(`^(${OURS}).*\\.(ts|tsx|mjs|js)$`),
    unless: sameFolder(/^((?:packages|apps)\/[^/]+|e2e)\//),
    testsToo: true,
  },
  {
    name: "what ships imports neither testing, bench nor weather",
    why: "only tests import testing, and nothing imports bench or weather",
    from: /^(?!packages\/(testing|bench|weather)\/|e2e\/)/,
    to: /^packages\/(testing|bench|weather)\//,
  },
  {
    name: "testing imports neither bench nor weather",
    why: "both stand on testing",
    from: /^packages\/testing\//,
    to: /^packages\/(bench|weather)\/|^apps\/|^e2e\//,
    testsToo: true,
  },
  {
    name: "end-to-end tests import no app code",
    why: "they see what an operator and a client see",
    from: /^e2e\//,
    to: /^(?!packages\/(client|node|testing)\/|e2e\/)(packages|apps)\//,
    testsToo: true,
  },
  {
    name: "only types from the API",
    why: "the page and the client take `import type` from @vigie/api, nothing that runs",
    from: /^(apps\/web|packages\/client)\//,
    to: /^packages\/api\//,
    typesMay: true,
  },

  {
    name: "demo: only its launch knows the client",
    why: "the service is a stranger that adds the SDK, as any other would",
    from: /^apps\/demo\//,
    fromNot: /^apps\/demo\/src\/launch\//,
    to: /^packages\/client\//,
  },

  {
    name: "server: nothing imports main",
    why: "main is the start, not a library",
    from: /^apps\/server\//,
    to: /^apps\/server\/src\/main\.ts$/,
    testsToo: true,
  },
  {
    name: "server: main knows only the app",
    why: "main → app → ingest, collectors, jobs",
    from: /^apps\/server\/src\/main\.ts$/,
    to: /^apps\/server\/src\/(ingest|collectors|jobs)\//,
  },
  {
    name: "server: parts do not know the app",
    why: "main → app → ingest, collectors, jobs",
    from: /^apps\/server\/src\/[^/]+\//,
    to: /^apps\/server\/src\/app\.ts$/,
  },
  {
    name: "server: parts do not know each other",
    why: "ingest, collectors and jobs are put together by the app",
    from: /^apps\/server\/src\/(ingest|collectors|jobs)\//,
    to: /^apps\/server\/src\/(ingest|collectors|jobs)\//,
    unless: sameFolder(/^apps\/server\/src\/([^/]+)\//),
  },

  {
    name: "api: a feature imports no other feature",
    why: "what two features share goes below them",
    from: /^packages\/api\/src\/features\//,
    to: /^packages\/api\/src\/features\//,
    unless: sameFolder(/^packages\/api\/src\/features\/([^/]+)\//),
  },
  {
    name: "api: features do not know the router",
    why: "router → features/*/router → query",
    from: /^packages\/api\/src\/features\//,
    to: /^packages\/api\/src\/(router|index)\.ts$/,
  },
  {
    name: "api: a query knows no router",
    why: "router → features/*/router → query",
    from: /^packages\/api\/src\/features\/[^/]+\/query\b/,
    to: /^packages\/api\/src\/(trpc\.ts|router\.ts|features\/[^/]+\/router\.ts)$/,
  },
  {
    name: "api: the router reaches queries through features",
    why: "router → features/*/router → query",
    from: /^packages\/api\/src\/router\.ts$/,
    to: /^packages\/api\/src\/features\/[^/]+\/query\b/,
  },

  {
    name: "web: a feature imports no other feature",
    why: "routes compose features; features never meet",
    from: /^apps\/web\/src\/features\//,
    to: /^apps\/web\/src\/features\//,
    unless: sameFolder(/^apps\/web\/src\/features\/([^/]+)\//),
  },
  {
    name: "web: features do not know routes",
    why: "routes → features → charts, ui, lib",
    from: /^apps\/web\/src\/features\//,
    to: /^apps\/web\/src\/routes\//,
  },
  {
    name: "web: charts, ui and lib know nothing above them",
    why: "routes → features → charts, ui, lib",
    from: /^apps\/web\/src\/(charts|ui|lib)\//,
    to: /^apps\/web\/src\/(features|routes)\//,
  },
  {
    name: "web: ui knows no domain",
    why: "primitives take plain values",
    from: /^apps\/web\/src\/ui\//,
    to: /^packages\/api\//,
  },
  {
    name: "ECharts only in charts",
    why: "it is a lazy chunk of its own",
    from: /^/,
    fromNot: /^apps\/web\/src\/charts\//,
    to: /^npm:(echarts|echarts-for-react|zrender)(\/|$)/,
    testsToo: true,
  },

  {
    name: "Drizzle only in storage and queries",
    why: "SQL stands in packages/storage and in features/*/query.ts",
    from: /^/,
    // A recorder's test holds it to what stands on its client.
    fromNot:
      /^packages\/storage\/|^packages\/api\/src\/features\/[^/]+\/query(\.test)?\.ts$|^packages\/node\/src\/recorders\/[^/]+\.test\.ts$/,
    to: /^npm:drizzle-(orm|kit)(\/|$)/,
    testsToo: true,
  },

  {
    name: "SDK: the core knows neither adapters nor recorders",
    why: "adapters → core ← recorders",
    from: /^packages\/node\/src\/core\//,
    to: /^packages\/node\/src\/(adapters|recorders)\//,
  },
  {
    name: "SDK: adapters and recorders do not meet",
    why: "adapters → core ← recorders",
    from: /^packages\/node\/src\/(adapters|recorders)\//,
    to: /^packages\/node\/src\/(adapters|recorders)\//,
    unless: sameFolder(/^packages\/node\/src\/(adapters|recorders)\//),
  },
  {
    name: "SDK: no third-party code at run time",
    why: "a service that adds @vigie/node adds nothing else",
    from: /^packages\/node\/src\//,
    to: /^npm:/,
    typesMay: true,
  },
  {
    name: "the bootstrap runs before anything is installed",
    why: "what `npm start` loads first uses Node built-ins only",
    from: /^packages\/tasks\/src\/[^/]+$/,
    to: /^npm:/,
  },
];
