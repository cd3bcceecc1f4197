/**
 * Writes the numbers of a detector to bytes, or reads them back: the same calls in the same order do both, so that what is
 * written and what is read cannot drift apart. Each call is given the present number and returns the one to go on with.
 * Little-endian.
 */
export class StateIo {
  readonly #view: DataView;
  readonly #reads: boolean;
  #at = 0;

  private constructor(view: DataView, reads: boolean) {
    this.#view = view;
    this.#reads = reads;
  }

  static reader(bytes: Uint8Array): StateIo {
    return new StateIo(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), true);
  }

  static writer(sizeBytes: number): StateIo {
    return new StateIo(new DataView(new ArrayBuffer(sizeBytes)), false);
  }

  /** All that was written. */
  get bytes(): Uint8Array {
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset, this.#at);
  }

  /** Whether every byte was read or written. */
  get isAtEnd(): boolean {
    return this.#at === this.#view.byteLength;
  }

  number(value: number): number {
    const at = this.#at;
    this.#at += 8;
    if (this.#reads) return this.#view.getFloat64(at, true);
    this.#view.setFloat64(at, value, true);
    return value;
  }

  flag(value: boolean): boolean {
    return this.byte(value ? 1 : 0) === 1;
  }

  byte(value: number): number {
    const at = this.#at;
    this.#at += 1;
    if (this.#reads) return this.#view.getUint8(at);
    this.#view.setUint8(at, value);
    return value;
  }

  /** Changes the array in place when reading. */
  floats(values: Float32Array): void {
    for (let i = 0; i < values.length; i++, this.#at += 4) {
      if (this.#reads) values[i] = this.#view.getFloat32(this.#at, true);
      else this.#view.setFloat32(this.#at, values[i] as number, true);
    }
  }
}
