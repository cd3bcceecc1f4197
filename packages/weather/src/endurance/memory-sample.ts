/** What a process has left after a collection of all garbage, bytes. */
export interface MemorySample {
  /** By its own clock, milliseconds since the epoch. */
  atMs: number;
  heapUsed: number;
  heapTotal: number;
  external: number;
  /** Of `external`. */
  arrayBuffers: number;
  rss: number;
  /** What V8 lets the heap come to. */
  heapLimit: number;
  /** What keeps the process alive, by kind. */
  handles: Record<string, number>;
}

/** Before each of them in what the process prints. */
export const TOLD = "memory ";

/** Those that were printed so far. */
export function samplesIn(output: string): MemorySample[] {
  return output
    .split("\n")
    .filter((line) => line.startsWith(TOLD) && line.endsWith("}"))
    .map((line) => JSON.parse(line.slice(TOLD.length)) as MemorySample);
}
