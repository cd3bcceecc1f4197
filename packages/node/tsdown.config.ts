import { defineConfig } from "tsdown";

// Declarations come from tsc, which runs first; this adds the JavaScript, with series and protocol inside.
export default defineConfig({
  entry: {
    index: "src/index.ts",
    "adapters/express": "src/adapters/express.ts",
    "adapters/fastify": "src/adapters/fastify.ts",
    "adapters/hono": "src/adapters/hono.ts",
    "adapters/koa": "src/adapters/koa.ts",
    "adapters/http": "src/adapters/http.ts",
    "recorders/postgres": "src/recorders/postgres.ts",
    "recorders/pg": "src/recorders/pg.ts",
    "recorders/ioredis": "src/recorders/ioredis.ts",
    "recorders/pino": "src/recorders/pino.ts",
    "recorders/winston": "src/recorders/winston.ts",
    "recorders/console": "src/recorders/console.ts",
  },
  format: "esm",
  platform: "node",
  target: "node20",
  fixedExtension: false,
  clean: false,
  dts: false,
  hash: false,
  outputOptions: { chunkFileNames: "core/[name].js" },
  deps: { alwaysBundle: [/^@vigie\//] },
});
