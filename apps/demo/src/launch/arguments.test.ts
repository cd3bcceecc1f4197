import { expect, test } from "vitest";
import { readLaunchEnv, readServiceEnv } from "../env.ts";
import { readTrafficArguments } from "../traffic/arguments.ts";
import { readDemoArguments } from "./arguments.ts";

test("traffic has defaults, and a seed of its own each time", () => {
  const read = readTrafficArguments([]);
  expect(read).toMatchObject({ rate: 20, duration: undefined, report: undefined });
  expect(read.target.href).toBe("http://127.0.0.1:4400/");
  expect(readTrafficArguments([]).seed).not.toBe(read.seed);
});

test("the conductor hands on what the traffic understands", () => {
  const read = readDemoArguments(["--rate", "2.5", "--duration=30", "--seed", "7", "--report", "r.jsonl", "--exit"]);
  expect(read.exitAfterTraffic).toBe(true);
  expect(readTrafficArguments(read.traffic)).toMatchObject({ rate: 2.5, duration: 30, seed: 7, report: "r.jsonl" });
});

test.each([
  [["--rate", "0"], /--rate 0/],
  [["--rate", "fast"], /--rate fast/],
  [["--rate", "1e9"], /--rate 1e9/],
  [["--duration=-1"], /--duration -1/],
  [["--duration", "Infinity"], /--duration Infinity/],
  [["--seed", "1.5"], /--seed 1.5/],
  [["--exit"], /--exit needs --duration/],
  [["--speed", "1"], /--speed/],
  [["20"], /20/],
])("%j is refused before anything starts", (argv, message) => {
  expect(() => readDemoArguments(argv)).toThrow(message);
});

test("settings have defaults; an empty one counts as left out", () => {
  const read = readServiceEnv({ DATABASE_URL: "postgres://h/d", PORT: "", REDIS_URL: " " });
  expect(read).toMatchObject({ host: "127.0.0.1", port: 4400, redisUrl: undefined, codeFiles: 2_000 });
  expect(read.codeDir).toMatch(/node_modules$/);
});

test.each([
  [{}, /DATABASE_URL/],
  [{ DATABASE_URL: "postgres://h/d", PORT: "http" }, /PORT=http/],
  [{ DATABASE_URL: "postgres://h/d", CODE_FILES: "0" }, /CODE_FILES=0/],
])("settings %j are refused by name", (env, message) => {
  expect(() => readServiceEnv(env)).toThrow(message);
});

test.each([
  [{}, "http://127.0.0.1:4318"],
  [{ HOST: "0.0.0.0", PORT: "5000" }, "http://127.0.0.1:5000"],
  [{ HOST: "::1" }, "http://[::1]:4318"],
])("HOST and PORT are Vigie's: %j is %s", (env, url) => {
  expect(readLaunchEnv(env)).toMatchObject({ vigieUrl: url, serviceHost: "127.0.0.1", servicePort: 4400 });
});
