export interface Framework {
  name: string;
  /** The lines to add to a service, for a Vigie at `url`. Its key comes from the environment. */
  lines: (url: string, service: string) => string;
}

function framework(name: string, path: string, wrap: string, use: string): Framework {
  return {
    name,
    lines: (url, service) =>
      [
        `import { createVigie } from "@vigie/node";`,
        `import { ${wrap} } from "@vigie/node/${path}";`,
        "",
        `const vigie = createVigie({ service: ${JSON.stringify(service)}, url: "${url}" });`,
        use,
      ].join("\n"),
  };
}

export const FRAMEWORKS: readonly Framework[] = [
  framework("Express", "express", "vigieExpress", "app.use(vigieExpress(vigie));"),
  framework("Fastify", "fastify", "vigieFastify", "app.register(vigieFastify(vigie));"),
  framework("Hono", "hono", "vigieHono", "app.use(vigieHono(vigie));"),
  framework("Koa", "koa", "vigieKoa", "app.use(vigieKoa(vigie));"),
  framework("node:http", "http", "vigieHttp", "createServer(vigieHttp(vigie, handler)).listen(3000);"),
];
