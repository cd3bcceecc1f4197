import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface Proxy extends AsyncDisposable {
  url: string;
  /** How often it found nobody behind it, and answered 502. */
  refused(): number;
}

/** What stands before a server in production: it passes everything on, and answers 502 while nobody is there. */
export async function startProxy(port: number): Promise<Proxy> {
  let refused = 0;
  const server = createServer((req, res) => {
    const { method, url, headers } = req;
    const passed = request({ host: "127.0.0.1", port, method, path: url, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
      answer.on("error", () => res.destroy());
    });
    passed.on("error", () => {
      refused++;
      if (res.headersSent) res.destroy();
      else res.writeHead(502).end("nobody is there");
    });
    req.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused: () => refused,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
