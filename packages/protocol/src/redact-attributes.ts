import { LIMITS } from "./limits.ts";
import { isCardNumber, redactSigned } from "./redact.ts";
import { redactWithin } from "./redact-length.ts";
import { isHarmlessValue } from "./redact-named.ts";
import { factsOf, isHeaderValue, isNamedSecret } from "./redact-names.ts";
import { plainOf, propertyOf } from "./redact-objects.ts";
import type { OwnRedaction } from "./redact-own.ts";
import { SIGN, scan } from "./redact-scan.ts";

/**
 * Brings whatever a service says of a log or a request within `LIMITS.attribute…`, and takes personal data and secrets out of it:
 * the values of names such as `password` or `authorization` at any depth and in any case, and what `redactText` finds in texts and
 * in names. What is left out says so: `…[1,234 characters cut]`, `[deeper than 6 levels]`, `"…": "[12 more left out]"`.
 *
 * Takes anything: objects that refer to themselves, getters and `toJSON` that throw, what JSON cannot say; what is no object comes
 * back as `{ value }`. Never throws, does not change what it is given, and gives back nothing of it but texts and numbers. Applying
 * it twice changes nothing more. Names in `without` are left out at the first level: they are told elsewhere.
 */
export function redactAttributes(
  value: unknown,
  own?: OwnRedaction,
  without?: ReadonlySet<string>,
): Record<string, unknown> {
  const plain = new Walk(own, without).value(value, 1);
  if (typeof plain === "object" && plain !== null && !Array.isArray(plain)) return plain as Record<string, unknown>;
  return plain === undefined || plain === null ? {} : { value: plain };
}

const TOO_DEEP = `[deeper than ${LIMITS.attributeDepth} levels]`;
/** Says in an object how many of its names were left out. It is not counted as a name. */
const REST = "…";
/** Room that is kept for that in each object and list that is open, so that a second reading leaves out no more. */
const REST_LENGTH = 48;
const NO_ROOM = Symbol("no room");

/** One reading of attributes, with what is left of the limits. */
class Walk {
  readonly #own: OwnRedaction | undefined;
  readonly #without: ReadonlySet<string> | undefined;
  /** The objects that the value is in. */
  readonly #above: object[] = [];
  #names: number = LIMITS.attributeCount;
  #characters: number = LIMITS.attributesLength;
  /** Something was left out; nothing more is taken. */
  #isFull = false;

  constructor(own: OwnRedaction | undefined, without: ReadonlySet<string> | undefined) {
    this.#own = own;
    this.#without = without;
  }

  /** Undefined for undefined, and NO_ROOM. Takes from what is left, which may come to be less than nothing. */
  value(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case "string":
        return this.#text(value);
      case "number":
        if (!Number.isFinite(value)) return this.#text(String(value));
        if (isCardNumber(value)) return this.#text("[card]");
        this.#characters -= String(value).length + 1;
        return value;
      case "boolean":
        this.#characters -= 6;
        return value;
      case "undefined":
        return undefined;
      case "object":
        if (value !== null) return this.#object(value, depth);
        this.#characters -= 5;
        return null;
      case "function":
        return this.#text("[function]");
      default:
        return this.#text(String(value));
    }
  }

  #text(value: string): string {
    if (value.length <= LIMITS.attributeLength) {
      const signs = scan(value);
      if ((signs & (SIGN.escaped | SIGN.unstorable)) === 0 && redactSigned(value, signs, this.#own) === value) {
        this.#characters -= value.length + 3;
        return value;
      }
    }
    const result = redactWithin(value, LIMITS.attributeLength, this.#own);
    this.#characters -= JSON.stringify(result).length + 1;
    return result;
  }

  #object(value: object, depth: number): unknown {
    if (depth > LIMITS.attributeDepth) return this.#text(TOO_DEEP);
    const level = this.#above.length;
    if (this.#above.includes(value)) return this.#text("[circular]");
    try {
      const plain = plainOf(value);
      if (typeof plain !== "object" || plain === null) return this.value(plain, depth);
      this.#above.push(value);
      return Array.isArray(plain) ? this.#list(plain, depth) : this.#fields(plain, depth);
    } catch {
      return this.#text("[cannot be read]");
    } finally {
      this.#above.length = level;
    }
  }

  #list(list: readonly unknown[], depth: number): unknown {
    const count = list.length;
    if (!this.#opens(count, depth)) return NO_ROOM;
    const result: unknown[] = [];
    for (let i = 0; i < count; i++) {
      const before = this.#characters;
      if (!this.#isFull) {
        const given = propertyOf(list, i);
        const item = isHeaderValue(list, i, this.#own) ? this.#text("[redacted]") : this.#item(given, depth + 1);
        if (this.#fits(item, depth, i === count - 1)) {
          result.push(item);
          continue;
        }
        this.#characters = before;
      }
      result.push(this.#rest(count - i));
      break;
    }
    return result;
  }

  #item(given: unknown, depth: number): unknown {
    const item = this.value(given, depth);
    return item === undefined ? this.value(null, depth) : item;
  }

  #fields(source: object, depth: number): unknown {
    const names = Object.keys(source);
    if (!this.#opens(names.length, depth)) return NO_ROOM;
    const result: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      if (depth === 1 && this.#without?.has(name)) continue;
      const value = propertyOf(source, name);
      if (value === undefined) continue;
      const before = this.#characters;
      if (name !== REST && this.#names <= 0) this.#isFull = true;
      if (!this.#isFull) {
        const { shown, length, isSecret } = factsOf(name, this.#own);
        this.#characters -= length;
        if (name !== REST) this.#names--;
        const isHidden =
          (isSecret && !isHarmlessValue(name, value)) || (name === "value" && isNamedSecret(source, value, this.#own));
        const item = isHidden ? this.#text("[redacted]") : this.value(value, depth + 1);
        if (item === undefined) continue;
        if (this.#fits(item, depth, i === names.length - 1)) {
          put(result, name, shown, item);
          continue;
        }
        this.#characters = before;
      }
      // Last, even where the source has such a name itself.
      delete result[REST];
      result[REST] = this.#rest(names.length - i);
      break;
    }
    return result;
  }

  #opens(count: number, depth: number): boolean {
    this.#characters -= 3;
    return count === 0 || this.#characters >= depth * REST_LENGTH;
  }

  #fits(item: unknown, depth: number, isLast: boolean): boolean {
    if (item !== NO_ROOM && this.#characters >= (isLast ? depth - 1 : depth) * REST_LENGTH) return true;
    this.#isFull = true;
    return false;
  }

  #rest(count: number): string {
    const text = `[${count.toLocaleString("en")} more left out]`;
    this.#characters -= text.length + 10;
    return text;
  }
}

/** A property of its own, whatever its name is. Names that became alike are told apart. */
function put(result: Record<string, unknown>, name: string, shown: string, value: unknown): void {
  let free = shown;
  if (name !== shown) for (let n = 2; Object.hasOwn(result, free); n++) free = `${shown} (${n})`;
  if (free !== "__proto__") result[free] = value;
  else Object.defineProperty(result, free, { value, enumerable: true, configurable: true, writable: true });
}
