import { fileURLToPath } from "node:url";

/** One line of a stack that names a place in a file. */
export interface Frame {
  /** As V8 names it, without `async` and `new`; "" for none. */
  readonly name: string;
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

/** Frames past these are not looked at. */
const MOST_FRAMES = 64;
const LONGEST_LINE = 1_024;
const POSITION = /:(\d{1,9}):(\d{1,9})$/;

/** The lines of a stack that are frames; with `takes`, the first `most` of those that it takes. */
export function frameLines(stack: string, most = MOST_FRAMES, takes?: (line: string) => boolean): string[] {
  const lines: string[] = [];
  let from = 0;
  for (let seen = 0; seen < MOST_FRAMES && lines.length < most; seen++) {
    const at = stack.indexOf("\n    at ", from);
    if (at === -1) break;
    const end = stack.indexOf("\n", at + 1);
    from = end === -1 ? stack.length : end;
    if (from - at > LONGEST_LINE) continue;
    const line = stack.slice(at + 1, from);
    if (takes === undefined || takes(line)) lines.push(line);
  }
  return lines;
}

/** `    at async Users.find (file:///srv/app/users.ts:3:5)`; undefined for what is in no file. */
export function parseFrame(line: string): Frame | undefined {
  let text = line.trim();
  if (!text.startsWith("at ")) return undefined;
  text = text.slice(3);
  if (text.startsWith("async ")) text = text.slice(6);
  let name = "";
  if (text.endsWith(")")) {
    const open = text.indexOf(" (");
    if (open === -1) return undefined;
    name = text.slice(0, open);
    text = text.slice(open + 2, -1);
  }
  const position = POSITION.exec(text);
  if (position === null || text.startsWith("eval at ")) return undefined;
  const file = fileOf(text.slice(0, position.index));
  return { name: nameOf(name), file, line: Number(position[1]), column: Number(position[2]) };
}

/** A path, or what else names the module: `node:fs`, `webpack://shop/./src/a.ts`. */
export function fileOf(location: string): string {
  if (!location.startsWith("file://")) return location;
  try {
    return fileURLToPath(location.replace(/[?#].*$/, ""));
  } catch {
    return location;
  }
}

/**
 * What V8 adds to a function's own name is not stable: `Object.` and the like say how it was called, `[as x]` under which name.
 * Names that only the runtime gives are none.
 */
function nameOf(text: string): string {
  const name = text
    .replace(/^new /, "")
    .replace(/ \[as [^\]]*\]$/, "")
    .replace(/^(?:Object|Module|Function|Array|Promise|global|process)\./, "");
  return name === "<anonymous>" || name === "" || name.endsWith(".<anonymous>") ? "" : name;
}
