import { open, readFile, stat } from "node:fs/promises";
import { dirname, isAbsolute, resolve } from "node:path";
import { type Frame, fileOf } from "./frames.ts";
import { findOrigins, type SourceMapText } from "./source-map.ts";

/** Files whose maps are kept, bytes of map text that are kept in all, and positions. What comes after is left as it is. */
const MOST_FILES = 1_000;
const MOST_BYTES = 32 * 1_048_576;
const MOST_POSITIONS = 10_000;
/** A larger map would take the event loop longer to parse than a host should notice: about 10 ms a MiB. */
const LARGEST_MAP = 8 * 1_048_576;
/** The comment stands at the end of a file. */
const TAIL_BYTES = 4_096;
/** A disk that does not answer holds nothing up. */
const PATIENCE_MS = 2_000;

const COMMENT = /\/[/*][#@] ?sourceMappingURL=([^\s*]+)/g;
const DATA_URL = /^data:application\/json;(?:charset=[\w-]+;)?base64,/;

/**
 * Finds what generated code was made from, by the maps beside the service's files. Everything asynchronous, nothing on a request's
 * path; a map is looked for once, and what was found for a position is the answer for as long as the process runs.
 */
export class SourceMaps {
  readonly #enabled: boolean;
  readonly #maps = new Map<string, Promise<SourceMapText | undefined>>();
  #bytes = 0;
  readonly #found = new Map<string, Frame>();

  /** Node may apply maps itself (`--enable-source-maps`); a second time would be wrong. */
  constructor(enabled: boolean) {
    this.#enabled = enabled;
  }

  /** Looks up frames, so that `origin` knows them. Never rejects. */
  async prepare(frames: readonly Frame[]): Promise<void> {
    if (!this.#enabled || isMappedByNode()) return;
    const byFile = new Map<string, Map<string, Frame>>();
    for (const frame of frames) {
      const key = keyOf(frame);
      if (this.#found.has(key)) continue;
      const positions = byFile.get(frame.file) ?? new Map<string, Frame>();
      byFile.set(frame.file, positions.set(key, frame));
    }
    await Promise.all([...byFile].map(([file, wanted]) => this.#find(file, [...wanted.values()])));
  }

  /** Whether a frame's name is that of the generated code, while its file is that of the source. */
  isRenamed(frame: Frame): boolean {
    return this.#found.has(keyOf(frame)) || isMappedByNode();
  }

  /** The frame in the source, as far as it was prepared; the frame itself where no map says otherwise. */
  origin(frame: Frame): Frame {
    return this.#found.get(keyOf(frame)) ?? frame;
  }

  async #find(file: string, frames: readonly Frame[]): Promise<void> {
    const map = await this.#mapOf(file);
    if (map === undefined) return;
    const origins = findOrigins(map.mappings, frames);
    for (const [at, frame] of frames.entries()) {
      const origin = origins[at];
      const source = origin === undefined ? undefined : map.sources[origin.source];
      if (origin === undefined || source === undefined) continue;
      if (this.#found.size >= MOST_POSITIONS) return;
      // A copy of the name: a slice would keep the stack that it came from.
      const name = Buffer.from(frame.name).toString();
      this.#found.set(keyOf(frame), { name, file: source, line: origin.line, column: origin.column });
    }
  }

  #mapOf(file: string): Promise<SourceMapText | undefined> {
    const known = this.#maps.get(file);
    if (known !== undefined) return known;
    if (this.#maps.size >= MOST_FILES || this.#bytes >= MOST_BYTES || !isAbsolute(file)) return NONE;
    const map = inTime(load(file)).then((loaded) => {
      this.#bytes += loaded?.mappings.length ?? 0;
      return loaded;
    });
    this.#maps.set(file, map);
    return map;
  }
}

const NONE = Promise.resolve(undefined);

function keyOf({ file, line, column }: Frame): string {
  return `${file}:${line}:${column}`;
}

function isMappedByNode(): boolean {
  return (process as { sourceMapsEnabled?: boolean }).sourceMapsEnabled === true;
}

async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolveLate) => {
    timer = setTimeout(resolveLate, PATIENCE_MS, undefined);
  });
  try {
    return await Promise.race([work, late]);
  } catch {
    // No such file, not readable, or no map: the frame stays as it is.
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

async function load(file: string): Promise<SourceMapText | undefined> {
  const comment = await readComment(file);
  if (comment === undefined) return undefined;
  if (DATA_URL.test(comment)) {
    const json = Buffer.from(comment.slice(comment.indexOf(",") + 1), "base64").toString("utf8");
    return parse(json, file);
  }
  // Maps elsewhere on the network are the browser's affair.
  if (/^[a-z]{2,}:/i.test(comment) && !comment.startsWith("file:")) return undefined;
  const path = resolve(dirname(file), comment.startsWith("file:") ? fileOf(comment) : decodeURI(comment));
  const { size } = await stat(path);
  return size > LARGEST_MAP ? undefined : parse(await readFile(path, "utf8"), path);
}

/** The last `sourceMappingURL` of a file: from its tail, or for an inline map, which is long, from the whole. */
async function readComment(file: string): Promise<string | undefined> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const tail = buffer.toString("latin1", 0, bytesRead);
    const found = lastComment(tail);
    if (found !== undefined) return found;
    // A tail without white space is the end of something long.
    const isInline = size > length && size <= LARGEST_MAP * 2 && !/[\s;]/.test(tail.trimEnd());
    return isInline ? lastComment(await readFile(file, "latin1")) : undefined;
  } finally {
    await handle.close();
  }
}

function lastComment(text: string): string | undefined {
  const from = text.lastIndexOf("sourceMappingURL=");
  if (from === -1) return undefined;
  return [...text.slice(Math.max(0, from - 4)).matchAll(COMMENT)].at(-1)?.[1];
}

function parse(json: string, path: string): SourceMapText | undefined {
  if (json.length > LARGEST_MAP) return undefined;
  const map = JSON.parse(json.startsWith(")]}'") ? json.slice(json.indexOf("\n")) : json) as {
    version?: unknown;
    mappings?: unknown;
    sources?: unknown;
    sourceRoot?: unknown;
  };
  // A map made of sections has no mappings of its own.
  if (map.version !== 3 || typeof map.mappings !== "string" || !Array.isArray(map.sources)) return undefined;
  const root = typeof map.sourceRoot === "string" ? map.sourceRoot : "";
  const sources = map.sources.map((source: unknown) => sourceOf(typeof source === "string" ? source : "", root, path));
  return { mappings: map.mappings, sources };
}

/** An absolute path, or the name that a bundler made up: `webpack://shop/./src/a.ts`. */
function sourceOf(source: string, root: string, path: string): string {
  const whole = root === "" || isAbsolute(source) ? source : `${root.replace(/\/$/, "")}/${source}`;
  if (/^[a-z-]{2,}:\/\//i.test(whole)) return fileOf(whole);
  return resolve(dirname(path), whole);
}
