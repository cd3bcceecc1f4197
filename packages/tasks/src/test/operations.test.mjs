// What docs/operations.md says of proxies, errors and settings has to stay true of the server.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const fromRoot = (file) => readFileSync(new URL(`../../../../${file}`, import.meta.url), "utf8");
const page = fromRoot("docs/operations.md");
const numberIn = (file, name) => Number(new RegExp(`${name}: ([\\d_]+)`).exec(fromRoot(file))?.[1].replaceAll("_", ""));
const blocks = (language) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].map(([, text]) => text);

const BATCH_BYTES = numberIn("packages/protocol/src/limits.ts", "compressedBytes");
const KEEP_ALIVE_MS = numberIn("apps/server/src/app.ts", "keepAliveTimeout");

describe("nginx", () => {
  const [whole, ...others] = blocks("nginx");
  const locations = [whole, ...others].flatMap((text) => text.match(/location [^{]+\{[^}]*\}/g) ?? []);

  test("a body that Vigie takes passes, and a larger one is refused before half of it is sent", () => {
    expect(whole).toContain(`client_max_body_size ${BATCH_BYTES / 1_048_576}m;`);
  });

  test.each([
    "Host $http_host",
    "X-Forwarded-Host $http_host",
    "X-Forwarded-Proto $scheme",
    "X-Forwarded-For $remote_addr",
    'Connection ""',
  ])("sets %s for every location", (header) => {
    expect(whole).toContain(`proxy_set_header ${header};`);
    for (const location of locations) expect(location).not.toContain("proxy_set_header");
  });

  test("streams are not buffered", () => {
    expect(locations.find((location) => location.startsWith("location /trpc/"))).toContain("proxy_buffering off;");
    expect(whole).not.toMatch(/gzip_types[^;]*(event-stream|\*)/);
  });

  test("a batch may go to the next server, other calls that change something may not", () => {
    const repeating = locations.filter((location) => location.includes("non_idempotent"));
    expect(repeating.map((location) => location.split(" ")[1])).toEqual(["/v1/"]);
  });
});

describe("Caddy", () => {
  const [caddyfile = ""] = blocks("caddy");

  test("a body that Vigie takes passes", () => {
    expect(Number(/max_size (\d+)MiB/.exec(caddyfile)?.[1]) * 1_048_576).toBeGreaterThanOrEqual(BATCH_BYTES);
  });

  test("gives idle connections up before Vigie does", () => {
    expect(Number(/keepalive (\d+)s/.exec(caddyfile)?.[1]) * 1_000).toBeLessThan(KEEP_ALIVE_MS);
  });

  test("packs files alone: a stream that is packed waits", () => {
    expect(caddyfile.match(/encode .*/g)).toEqual(["encode /assets/* gzip"]);
  });
});

test("every error and every setting that is named is there", () => {
  const known = `${fromRoot("docs/errors.md")}\n${fromRoot("apps/server/src/env.ts")}`;
  // The token of the SDK, which is read in a service.
  const names = [...page.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)]
    .map(([, name]) => name)
    .filter((name) => name !== "VIGIE_TOKEN");
  expect(names.length).toBeGreaterThan(20);
  expect([...new Set(names)].filter((name) => !new RegExp(`^(## |  )${name}\\b`, "m").test(known))).toEqual([]);
});

test("every link into the page arrives", () => {
  const anchors = [...page.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\d\- ]/gu, "")
      .replaceAll(" ", "-"),
  );
  expect([...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, to]) => to).filter((to) => !anchors.includes(to))).toEqual([]);
});
