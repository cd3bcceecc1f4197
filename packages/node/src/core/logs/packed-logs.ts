/** Logs that are ready to travel, one or some. */
export interface SizedLogs {
  /** Of each, with commas between. */
  readonly json: string;
  readonly count: number;
  /** With a comma at the end. */
  readonly bytes: number;
}

/** Characters up to which logs are put together: what is done once for all of them is not done for each. */
const MOST_CHARACTERS = 16_384;

/** Puts logs together as they come. */
export class PackedLogs {
  readonly #packed: SizedLogs[] = [];
  #json = "";
  #count = 0;

  add(json: string): void {
    if (this.#count > 0 && this.#json.length + json.length > MOST_CHARACTERS) this.#close();
    this.#json = this.#count === 0 ? json : `${this.#json},${json}`;
    this.#count++;
  }

  end(): SizedLogs[] {
    if (this.#count > 0) this.#close();
    return this.#packed;
  }

  #close(): void {
    this.#packed.push({ json: this.#json, count: this.#count, bytes: Buffer.byteLength(this.#json) + 1 });
    this.#json = "";
    this.#count = 0;
  }
}
