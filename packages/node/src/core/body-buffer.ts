/** A character of JavaScript's is at most so many bytes in UTF-8. */
const MOST_BYTES_OF_CHARACTER = 3;

/**
 * Memory for the body of one batch, used again for the next: new memory of a megabyte costs more, page by page, than what is written
 * to it. Follows the size of the batches, up and down.
 */
export class BodyBuffer {
  /** Undefined while somebody has it. */
  #spare: Buffer | undefined = Buffer.alloc(0);

  /** Puts `texts` together, for as long as `use` works with them; whoever comes meanwhile gets memory of its own. */
  async with<T>(texts: Iterable<string>, use: (body: Buffer) => Promise<T>): Promise<T> {
    let buffer = this.#spare ?? Buffer.alloc(0);
    this.#spare = undefined;
    let length = 0;
    try {
      for (const text of texts) {
        const needed = length + text.length * MOST_BYTES_OF_CHARACTER;
        if (needed > buffer.length) buffer = grown(buffer, length, needed);
        length += buffer.write(text, length);
      }
      return await use(buffer.subarray(0, length));
    } finally {
      this.#spare = length < buffer.length / 8 ? Buffer.alloc(0) : buffer;
    }
  }
}

function grown(buffer: Buffer, length: number, needed: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.max(needed, buffer.length * 2));
  buffer.copy(larger, 0, 0, length);
  return larger;
}
