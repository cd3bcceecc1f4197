// How tests look at a server's process from outside.
import { readFileSync } from "node:fs";

const WATCH = `
const prototypes = [Object, Array, Function, String, Number, Boolean, Promise, Map].map((type) => type.prototype);
const names = () => prototypes.flatMap((prototype, i) => Reflect.ownKeys(prototype).map((key) => i + ":" + String(key)));
const before = new Set(names());
process.on("exit", () => {
  const added = names().filter((name) => !before.has(name));
  console.log("prototypes: " + (added.length === 0 ? "clean" : added.join(" ")));
});`;

/** A module for `node --import`: at the end it prints `prototypes: clean`, or what somebody added to one. */
export const PROTOTYPE_WATCH = `data:text/javascript,${encodeURIComponent(WATCH)}`;

/** Resident memory of a process, now and at most so far; bytes. Null where the system does not tell. */
export function rssBytes(pid: number): { now: number | null; peak: number | null } {
  let status = "";
  try {
    status = readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    // Only Linux has it.
  }
  const of = (name: string) => {
    const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1_024;
  };
  return { now: of("VmRSS"), peak: of("VmHWM") };
}
