/** Where a place of a generated file was written. */
export interface Origin {
  readonly source: number;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

/** What is kept of a map (https://tc39.es/ecma426/): its texts and the sources' contents are let go. */
export interface SourceMapText {
  readonly mappings: string;
  readonly sources: readonly string[];
}

/** A position in the generated file, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const VALUES = new Int8Array(128).fill(-1);
for (const [value, char] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].entries()) {
  VALUES[char.charCodeAt(0)] = value;
}

/**
 * The origins of positions, in one pass over the mappings that keeps nothing: Node's own `SourceMap` unpacks all of them into
 * objects, which for a bundle is some hundred times what is needed. A position belongs to the last segment of its line that begins
 * at or before it; undefined where there is none or it has no source.
 */
export function findOrigins(mappings: string, positions: readonly Position[]): (Origin | undefined)[] {
  const wanted = positions.map((position, at) => ({ line: position.line - 1, column: position.column - 1, at }));
  wanted.sort((a, b) => a.line - b.line || a.column - b.column);
  const found: (Origin | undefined)[] = positions.map(() => undefined);

  const fields = [0, 0, 0, 0, 0];
  let count = 0;
  let generatedLine = 0;
  let next = 0;
  /** The segment before the one that is read. */
  let last: Origin | undefined;
  let value = 0;
  let shift = 0;

  /** A segment begins at `column`: those wanted before it belong to the one before. */
  const passColumn = (column: number) => {
    for (let one = wanted[next]; one !== undefined && one.line === generatedLine && one.column < column; ) {
      found[one.at] = last;
      one = wanted[++next];
    }
  };
  const endSegment = () => {
    if (count === 0) return;
    passColumn(fields[0] as number);
    const [, source = 0, line = 0, column = 0] = fields;
    last = count >= 4 ? { source, line: line + 1, column: column + 1 } : undefined;
    count = 0;
  };

  for (let at = 0; at <= mappings.length && next < wanted.length; at++) {
    const code = at === mappings.length ? 59 : mappings.charCodeAt(at);
    if (code === 44) endSegment();
    else if (code === 59) {
      endSegment();
      passColumn(Number.POSITIVE_INFINITY);
      while ((wanted[next]?.line ?? Number.POSITIVE_INFINITY) <= generatedLine) next++;
      generatedLine++;
      fields[0] = 0;
      last = undefined;
    } else {
      const digit = VALUES[code] ?? -1;
      if (digit === -1) return found;
      value |= (digit & 31) << shift;
      if ((digit & 32) !== 0) {
        shift += 5;
        if (shift > 30) return found;
        continue;
      }
      if (count < 5) (fields[count] as number) += (value & 1) === 1 ? -(value >>> 1) : value >>> 1;
      count++;
      value = 0;
      shift = 0;
    }
  }
  return found;
}
