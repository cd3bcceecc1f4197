import { once } from "node:events";
import { createDirectory } from "./directory/server.ts";
import { readDirectoryEnv } from "./env.ts";

try {
  const server = createDirectory();
  server.listen(readDirectoryEnv().port, "127.0.0.1");
  await once(server, "listening");
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      server.close(() => process.exit(0));
      server.closeAllConnections();
    });
} catch (error) {
  console.error(`The package directory cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
