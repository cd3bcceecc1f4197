import { statfs } from "node:fs/promises";

/** How much of the disk that the folder is on is free, 0–1, as `df` counts: what only root may use is not there. */
export async function freeRatioOf(folder: string): Promise<number> {
  const { blocks, bfree, bavail } = await statfs(folder);
  return bavail / (blocks - bfree + bavail);
}
