import { gzipSync } from "node:zlib";
import { fullBatch } from "./batches.ts";
import { badlyPacked, corruptText, monster } from "./bodies.ts";
import { encoded, hostileHeaders, hostileTarget, writeHttp } from "./http-text.ts";
import { type JsonTree, treeOf, writeTree } from "./json-tree.ts";
import { mutateSome } from "./mutate.ts";
import { PROCEDURES, type Procedure, validInput } from "./procedures.ts";
import { createRandom, pickWeighted, type Random } from "./random.ts";
import { rawHttp } from "./raw-http.ts";
import type { HostileRequest } from "./send.ts";
import { hostileText, MEANINGFUL_KEYS } from "./values.ts";

export interface HostileOptions {
  /** Of somebody who may do everything: what is refused at the door tests nothing behind it. */
  token: string;
  seed: number;
  nowMs: number;
}

/** The request with this number of this seed: always the same, but for the times in it. */
export function hostileRequest(index: number, { token, seed, nowMs }: HostileOptions): HostileRequest {
  const random = createRandom(seed, index);
  const authorization = `Bearer ${random.chance(0.95) ? token : `vgi_${"x".repeat(40)}`}`;
  return pickWeighted(random, KINDS)({ random, nowMs, authorization });
}

interface Making {
  random: Random;
  nowMs: number;
  authorization: string;
}

/** Where somebody gets in, before anybody knows who it is. */
const SIGN_IN = [
  "/auth/sign-in",
  "/auth/sign-in",
  "/auth/token",
  "/auth/setup/read",
  "/auth/setup",
  "/auth/sign-out",
  "/auth/oidc",
  "/auth/callback/oidc",
];

const KINDS: readonly (readonly [number, (making: Making) => HostileRequest])[] = [
  [30, wrongBatch],
  [10, corruptBatch],
  [7, packedBatch],
  [4, monstrousBody],
  [28, procedureCall],
  [6, procedureBatch],
  [7, address],
  [7, headers],
  [4, signIn],
  [4, ({ random, authorization }) => rawHttp(random, authorization)],
];

function wrongBatch(making: Making): HostileRequest {
  const { random, nowMs } = making;
  const text = writeTree(mutateSome(random, treeOf(fullBatch(random, nowMs))));
  const packed = random.chance(0.3);
  return ingest(
    "batch: a wrong value",
    making,
    packed ? gzipSync(text) : Buffer.from(text),
    packed ? "gzip" : undefined,
  );
}

function corruptBatch(making: Making): HostileRequest {
  const { random, nowMs } = making;
  const body = corruptText(random, JSON.stringify(fullBatch(random, nowMs)));
  const packed = random.chance(0.3);
  return ingest("batch: no JSON", making, packed ? gzipSync(body) : body, packed ? "gzip" : undefined);
}

function packedBatch(making: Making): HostileRequest {
  const { random, nowMs } = making;
  const { body, encoding } = badlyPacked(random, JSON.stringify(fullBatch(random, nowMs)));
  return ingest("batch: badly packed", making, body, encoding);
}

function monstrousBody(making: Making): HostileRequest {
  const { random } = making;
  const body = monster(random);
  switch (random.below(4)) {
    case 0:
      return ingest("monster", making, body);
    case 1:
      return ingest("monster", making, gzipSync(body, { level: 1 }), "gzip");
    case 2:
      return post("monster", making, random.pick(SIGN_IN), body);
    default: {
      const mutations = PROCEDURES.filter(({ type }) => type === "mutation");
      return post("monster", making, `/trpc/${random.pick(mutations).path}`, body);
    }
  }
}

function procedureCall(making: Making): HostileRequest {
  const { random } = making;
  const procedure = random.pick(PROCEDURES);
  const text = inputText(making, procedure);
  const kind = `procedure: ${procedure.type}`;
  if (procedure.type === "mutation" ? random.chance(0.95) : random.chance(0.05))
    return post(kind, making, `/trpc/${procedure.path}`, Buffer.from(text));
  return get(kind, making, `/trpc/${procedure.path}?input=${encoded(text)}`);
}

/** Several procedures in one request, as tRPC's own client joins them. */
function procedureBatch(making: Making): HostileRequest {
  const { random } = making;
  const kind = "procedure: several at once";
  if (random.chance(0.1)) {
    const paths = Array<string>(1 + random.size(1_500)).fill(random.pick(["alerts.counts", "services.list", "a", ""]));
    return get(kind, making, `/trpc/${paths.join(",")}?batch=1&input={}`);
  }
  const type = random.chance(0.7) ? "query" : "mutation";
  const chosen = Array.from({ length: 1 + random.below(6) }, () =>
    random.pick(PROCEDURES.filter((procedure) => procedure.type === type)),
  );
  const inputs = chosen.map(
    (procedure, i) =>
      `"${random.chance(0.95) ? i : random.pick(["__proto__", "9", "-1", ""])}":${inputText(making, procedure)}`,
  );
  const paths = chosen
    .map(({ path }) => (random.chance(0.95) ? path : encoded(random.pick(MEANINGFUL_KEYS))))
    .join(",");
  const text = `{${inputs.join(",")}}`;
  return type === "query"
    ? get(kind, making, `/trpc/${paths}?batch=1&input=${encoded(text)}`)
    : post(kind, making, `/trpc/${paths}?batch=1`, Buffer.from(text));
}

function inputText({ random, nowMs }: Making, { input }: Procedure): string {
  const tree: JsonTree = input === null ? treeOf({ a: 1 }) : validInput(random, input, nowMs);
  const text = writeTree(random.chance(0.75) ? mutateSome(random, tree) : tree);
  return random.chance(0.05) ? corruptText(random, text).toString("latin1") : text;
}

function address(making: Making): HostileRequest {
  const { random } = making;
  const target = hostileTarget(random).replace(/[\0\r\n]/g, "");
  return random.chance(0.8) ? get("address", making, target) : post("address", making, target, Buffer.from("{}"));
}

function headers(making: Making): HostileRequest {
  const { random, nowMs, authorization } = making;
  // A cookie is looked at only where no authorization stands.
  const own = random.chance(0.7) ? [["authorization", authorization] as const] : [];
  const given = [["host", "localhost"] as const, ...own, ...hostileHeaders(random)];
  if (random.chance(0.5)) {
    const body = Buffer.from(JSON.stringify(fullBatch(random, nowMs)));
    return writeHttp("headers", { method: "POST", target: "/v1/batch", headers: given, body });
  }
  const target = random.pick([
    "/",
    "/health",
    "/trpc/services.list",
    "/export/endpoints.csv?period=1h",
    "/assets/x.js",
  ]);
  return writeHttp("headers", { method: random.pick(["GET", "GET", "HEAD", "OPTIONS"]), target, headers: given });
}

function signIn(making: Making): HostileRequest {
  const { random } = making;
  // What any of these takes: each looks at its own.
  const given = {
    token: "x".repeat(40),
    secret: "x".repeat(43),
    email: random.pick(["a@example.invalid", hostileText(random)]),
    password: "p".repeat(12),
    name: hostileText(random),
  };
  const text = writeTree(mutateSome(random, treeOf(given)));
  const body = random.chance(0.2) ? corruptText(random, text) : Buffer.from(text);
  return post("sign-in", making, random.pick(SIGN_IN), body);
}

function ingest(kind: string, { random, authorization }: Making, body: Buffer, encoding?: string): HostileRequest {
  const target = random.chance(0.9) ? "/v1/batch" : "/v1/preview";
  const packing = encoding === undefined ? [] : [["content-encoding", encoding] as const];
  const type = random.pick([
    "application/json",
    "text/plain",
    "application/x-protobuf",
    "a/b/c;;",
    "multipart/form-data; boundary=",
    "",
  ]);
  const given = [["host", "localhost"], ["authorization", authorization], ["content-type", type], ...packing] as const;
  return writeHttp(kind, { method: "POST", target, headers: [...given], body });
}

function post(kind: string, { random, authorization }: Making, target: string, body: Buffer): HostileRequest {
  const type = random.chance(0.9)
    ? "application/json"
    : random.pick([
        "text/plain",
        "application/octet-stream",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "x",
      ]);
  const given = [
    ["host", "localhost"],
    ["authorization", authorization],
    ["content-type", type],
  ] as const;
  return writeHttp(kind, { method: "POST", target, headers: [...given], body });
}

function get(kind: string, { authorization }: Making, target: string): HostileRequest {
  return writeHttp(kind, {
    method: "GET",
    target,
    headers: [
      ["host", "localhost"],
      ["authorization", authorization],
    ],
  });
}
