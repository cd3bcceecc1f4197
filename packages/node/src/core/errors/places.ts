import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { LIMITS } from "@vigie/protocol";
import type { Frame } from "./frames.ts";

/** A folder with a `package.json`. */
interface Root {
  readonly folder: string;
  readonly name: string;
}

const FOLDERS_REMEMBERED = 2_000;

/** Whether a file belongs to the service itself: not to Node, not to a package that it installed, not to this one. Costs no I/O. */
export function isOwn(file: string): boolean {
  if (!isAbsolute(file) && !/^(?!wasm:)[a-z-]{2,20}:\/\//.test(file)) return false;
  if (file.includes("/node_modules/") || file.includes("\\node_modules\\")) return false;
  return sdkFolder === undefined || !file.startsWith(sdkFolder) || /\.test\.[a-z]+$/.test(file);
}

/** Whether a line of a stack may be an own frame, without taking it apart. */
export function mayBeOwn(line: string): boolean {
  if (line.includes("/node_modules/") || line.includes("\\node_modules\\") || line.includes("node:")) return false;
  if (line.endsWith("<anonymous>)")) return false;
  return sdkFolder === undefined || !line.includes(sdkFolder) || line.includes(".test.");
}

/** Where this package lies when it is linked and not installed; undefined when a bundler made it a part of the service. */
const sdkFolder = findSdkFolder();

function findSdkFolder(): string | undefined {
  try {
    const own = fileURLToPath(import.meta.url);
    const at = Math.max(own.lastIndexOf(`${sep}src${sep}`), own.lastIndexOf(`${sep}dist${sep}`));
    const folder = own.slice(0, at + 1);
    return readName(folder) === "@vigie/node" ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** Where the process runs; its folder may be gone. */
export function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return sep;
  }
}

/** Names places in files in a way that is the same on every machine and in every release. Reads the disk: not for a request's path. */
export class Places {
  readonly #service: string;
  #roots = new Map<string, Root | undefined>();

  /** `folder`: where the service runs. */
  constructor(folder: string) {
    this.#service = this.#rootOf(folder)?.folder ?? folder;
  }

  /**
   * `find (src/users.ts)`. Without the line, which changes with every release; where the function has no name, or only the one that
   * a minifier gave it, with the line, as without it all handlers of a file would be one place.
   */
  of(frame: Frame, isRenamed: boolean): string {
    const file = this.#nameOf(frame.file);
    const isNamed = frame.name !== "" && !(isRenamed && /(?:^|\.)[\w$]{1,2}$/.test(frame.name));
    const place = isNamed ? `${frame.name} (${file})` : `${file}:${frame.line}`;
    return place.length <= LIMITS.labelLength ? place : `…${place.slice(1 - LIMITS.labelLength)}`;
  }

  /** The path below the service's folder; of another package of the same repository, with that package's name before it. */
  #nameOf(file: string): string {
    if (!isAbsolute(file)) return file.replace(/^[a-z]+:\/\/[^/]*\/(?:\.\/)*/, "").replace(/[?#].*$/, "");
    const root = this.#rootOf(dirname(file));
    const folder = root?.folder ?? this.#service;
    const path = relative(folder, file);
    if (path.startsWith("..")) return file.split(sep).slice(-2).join("/");
    const below = path.split(sep).join("/");
    return root === undefined || folder === this.#service ? below : `${root.name}/${below}`;
  }

  /** The next folder above that has a package with a name; those that only set `type` are passed by. */
  #rootOf(folder: string): Root | undefined {
    const known = this.#roots.get(folder);
    if (known !== undefined || this.#roots.has(folder)) return known;
    const name = readName(folder);
    const above = dirname(folder);
    const root = name === undefined ? (above === folder ? undefined : this.#rootOf(above)) : { folder, name };
    if (this.#roots.size >= FOLDERS_REMEMBERED) this.#roots = new Map();
    this.#roots.set(folder, root);
    return root;
  }
}

function readName(folder: string): string | undefined {
  try {
    const path = join(folder, "package.json");
    if (!existsSync(path)) return undefined;
    const { name } = JSON.parse(readFileSync(path, "utf8")) as { name?: unknown };
    return typeof name === "string" && name !== "" ? name : undefined;
  } catch {
    return undefined;
  }
}
