import type { StepRange } from "@vigie/series";
import { MergedRollup, rollupIn } from "./merge-rollups.ts";
import type { RememberedSum } from "./remembered-sums.ts";
import { readBlock } from "./rollup-block.ts";
import { readBlocks, type Scope, type StoredBlock } from "./rollup-rows.ts";
import type { Store } from "./store.ts";

/** Ranges that are summed up and remembered together. */
interface Piece {
  key: string;
  ranges: readonly StepRange[];
  known: RememberedSum | undefined;
  /** Each of several ranges by itself. */
  parts: readonly Piece[];
}

/**
 * The sum of everything in the blocks of the scope, for each of some periods that were cut into ranges. No window may be in two of them.
 *
 * Sums are remembered with the ids of the rows they were made of. One statement gives the ids of all rows, and the cells of those that are
 * not in the sum yet. When every row of the sum is still there, the new ones are added to it. When one is not, since compaction has
 * rewritten its window, the sum is made anew from sums of single ranges, which are remembered from then on: most of them will hold the next
 * time. So of each range the answer is exactly the sum of the rows that one statement saw, whatever was remembered.
 */
export async function sumRollups(
  store: Store,
  scope: Scope,
  periods: readonly (readonly StepRange[])[],
): Promise<RememberedSum[]> {
  const { rememberedSums } = store;
  const wholes = periods.map((ranges) => wholeOf(store, scope, ranges));
  const made = new Map<string, RememberedSum>();
  let open = wholes;
  while (open.length > 0) {
    const again: Piece[] = [];
    for (const { piece, sum } of await readPieces(store, scope, open)) {
      if (sum === undefined) again.push(...(piece.parts.length > 0 ? piece.parts : [{ ...piece, known: undefined }]));
      else {
        made.set(piece.key, sum);
        if (sum !== piece.known) rememberedSums.set(piece.key, sum);
      }
    }
    open = again;
  }
  return wholes.map(({ key, parts }) => {
    let sum = made.get(key);
    if (sum === undefined) {
      sum = joined(parts.map((part) => made.get(part.key) as RememberedSum));
      rememberedSums.set(key, sum);
    }
    return sum;
  });
}

/** All ranges of a period. What begins at the same time has the same key, so that a period that goes on to now grows with it. */
function wholeOf({ rememberedSums }: Store, scope: Scope, ranges: readonly StepRange[]): Piece {
  const pieceOf = (name: string, of: readonly StepRange[]): Piece => {
    const key = `${scope.kind} ${scope.blocks.join()} ${scope.instanceIds?.join() ?? "all"} ${name}`;
    return { key, ranges: of, known: rememberedSums.get(key), parts: [] };
  };
  const parts = ranges.map((range) => pieceOf(`${range.step} ${range.fromSeconds}`, [range]));
  const fromSeconds = Math.min(...ranges.map((range) => range.fromSeconds));
  return { ...pieceOf(`whole ${fromSeconds}`, ranges), parts };
}

/** `sum` is undefined where what is known of the piece was made of rows that are gone. */
async function readPieces(
  store: Store,
  scope: Scope,
  pieces: readonly Piece[],
): Promise<{ piece: Piece; sum: RememberedSum | undefined }[]> {
  const known = new Map<number, number[]>();
  for (const piece of pieces) {
    for (const [id, step] of piece.known?.rows ?? []) {
      const ids = known.get(step);
      if (ids === undefined) known.set(step, [id]);
      else ids.push(id);
    }
  }
  const growing = pieces.map((piece) => ({ piece, sum: new GrowingSum(piece.known) }));
  const ranges = growing.flatMap(({ piece, sum }) => piece.ranges.map((range) => ({ ...range, sum })));
  const each = (row: StoredBlock) =>
    ranges
      .find(
        ({ step, fromSeconds, toSeconds }) =>
          step === row.step && row.startSeconds >= fromSeconds && row.startSeconds < toSeconds,
      )
      ?.sum.add(row);
  await readBlocks(store, scope, { ranges, known, each });
  return growing.map(({ piece, sum }) => ({ piece, sum: sum.finish() }));
}

/** What is known of a sum, and the rows that are new. */
class GrowingSum {
  readonly #known: RememberedSum | undefined;
  #stillThere = 0;
  #isComplete = true;
  readonly #rows: Map<number, number>;
  readonly #sums: Map<number, MergedRollup>;
  /** Those that nobody else has been given: of the others, copies are added to. */
  readonly #own = new Set<MergedRollup>();
  readonly #ownIn = (id: number): MergedRollup => {
    const shared = this.#sums.get(id);
    if (shared !== undefined && this.#own.has(shared)) return shared;
    const own = new MergedRollup();
    if (shared !== undefined) own.add(shared);
    this.#own.add(own);
    this.#sums.set(id, own);
    return own;
  };

  constructor(known: RememberedSum | undefined) {
    this.#known = known;
    this.#rows = new Map(known?.rows);
    this.#sums = new Map(known?.sums);
  }

  add({ cells, ...row }: StoredBlock): void {
    if (this.#known?.rows.has(row.id)) this.#stillThere++;
    else if (cells === null) this.#isComplete = false;
    else {
      this.#rows.set(row.id, row.step);
      readBlock(cells, row, this.#ownIn);
    }
  }

  /** Undefined when a row that is in what was known is not there any more. */
  finish(): RememberedSum | undefined {
    const known = this.#known;
    if (!this.#isComplete || this.#stillThere < (known?.rows.size ?? 0)) return undefined;
    return known?.rows.size === this.#rows.size ? known : { rows: this.#rows, sums: this.#sums };
  }
}

function joined(parts: readonly RememberedSum[]): RememberedSum {
  const [sole] = parts;
  if (sole !== undefined && parts.length === 1) return sole;
  const rows = new Map<number, number>();
  const sums = new Map<number, MergedRollup>();
  for (const part of parts) {
    for (const [id, step] of part.rows) rows.set(id, step);
    for (const [id, sum] of part.sums) rollupIn(sums, id).add(sum);
  }
  return { rows, sums };
}
