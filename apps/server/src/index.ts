export { readSettings, type Settings } from "./env.ts";
export { createVigieServer, type ServerOptions, type VigieServer } from "./server.ts";
