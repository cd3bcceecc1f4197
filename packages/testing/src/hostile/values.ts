import type { JsonTree } from "./json-tree.ts";
import type { Random } from "./random.ts";

/** Names that mean something to whoever forgets `Object.hasOwn`. */
export const MEANINGFUL_KEYS = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "toJSON",
  "hasOwnProperty",
  "__defineGetter__",
  "then",
  "length",
  "",
  " ",
  "0",
  "-1",
  "null",
  "$ref",
  "a.b",
  "a[0]",
  "\ud800",
  "\0",
];

const STRINGS = [
  "",
  " ",
  "\0",
  "a\0b",
  "\ud800",
  "\udfff\ud800",
  "a\udc00",
  "\ufeff",
  "\u202egnp.exe",
  "\u001b[31mred\u001b]8;;javascript:alert(1)\u0007",
  "\u009b2J",
  "e\u0301".repeat(200),
  "🦀".repeat(130),
  "'; DROP TABLE logs; --",
  '"); DROP TABLE logs; --',
  "\\x00",
  "{1,2}",
  "NULL",
  "%00",
  "%c0%ae%c0%ae/",
  "../../../../etc/passwd",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what a template would fill in is sent as it stands.
  "${7*7}",
  "{{7*7}}",
  "<script>1</script>",
  "=HYPERLINK(1)",
  "(a+)+$",
  "/(a+)+$/",
  `${"(".repeat(200)}a${")".repeat(200)}`,
  "a*".repeat(200),
  `level:${">".repeat(100)}`,
  `-${"-".repeat(500)}x`,
  '"unfinished',
  "duration:>1e999s",
  "a OR b AND NOT (c",
  `${"x".repeat(200)}@${"y".repeat(200)}`,
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
  "-271821-04-20T00:00:00.000Z",
  "+275760-09-13T00:00:00.001Z",
  "1970-01-01T00:00:00Z",
  "2026-02-30T00:00:00Z",
  "http://169.254.169.254/latest/meta-data",
  "file:///etc/passwd",
  "http://[::1]:1/",
  "javascript:alert(1)",
  "00000000-0000-0000-0000-000000000000",
  "ffffffff-ffff-7fff-bfff-ffffffffffff",
  "0".repeat(32),
  "f".repeat(16),
  "=".repeat(64),
  "AAAA",
  ...MEANINGFUL_KEYS,
];

/** Written as they stand here: most are no JSON, the rest is what JSON can say and few expect. */
const NUMBERS = [
  "NaN",
  "Infinity",
  "-Infinity",
  "-0",
  "0",
  "-1",
  "1e400",
  "-1e400",
  "1e-400",
  "1.7976931348623157e308",
  "5e-324",
  "123456789012345678901234567890",
  "9007199254740991",
  "9007199254740993",
  "-9007199254740992",
  "2147483647",
  "2147483648",
  "4294967296",
  "9223372036854775807",
  "9223372036854775808",
  "8640000000000000",
  "8640000000000001",
  "1e21",
  "0.1",
  "1e-7",
  "0x10",
  "01",
  "1.",
  ".5",
  "+1",
  "1_000",
  "1n",
  `1${"0".repeat(400)}`,
  `0.${"3".repeat(5_000)}`,
];

const STRUCTURES = [
  "null",
  "true",
  "false",
  "undefined",
  "[]",
  "{}",
  "[null]",
  "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
  "[,]",
  "{,}",
  '{"a":1,"a":2}',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"__proto__":null}',
  '{"__proto__":[]}',
  '{"toString":1,"valueOf":1,"toJSON":1}',
  '{"length":1000000000}',
  '{"then":{"then":1}}',
  '{"then":"resolve"}',
  '{"json":{"__proto__":{"polluted":true}},"meta":{"values":{"__proto__":["Date"]}}}',
  "/* no */ 1",
  "'single'",
  '"\\x41"',
  '"\\ud800"',
  '"\\u0000"',
  '"\u0000"',
  '"\t\n"',
];

/** Something that does not belong where it is put. */
export function hostileValue(random: Random): JsonTree {
  switch (random.below(8)) {
    case 0:
    case 1:
      return { text: random.pick(NUMBERS) };
    case 2:
    case 3:
    case 4:
      return { text: JSON.stringify(hostileText(random)) };
    case 5:
      return { text: random.pick(STRUCTURES) };
    case 6:
      return { text: nested(random, random.size(2_000)) };
    default:
      return { text: many(random, random.size(3_000)) };
  }
}

export function hostileText(random: Random): string {
  if (random.chance(0.8)) return random.pick(STRINGS);
  const piece = random.chance(0.5) ? random.pick(STRINGS) : String.fromCharCode(random.below(65_536));
  return piece.repeat(Math.ceil(random.size(40_000) / Math.max(1, piece.length)));
}

/** So many levels, arrays or objects. */
export function nested(random: Random, levels: number): string {
  switch (random.below(4)) {
    case 0:
      return "[".repeat(levels) + "]".repeat(levels);
    case 1:
      return `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
    case 2:
      return `${'{"__proto__":'.repeat(levels)}{"polluted":true}${"}".repeat(levels)}`;
    default:
      // Never closed: whoever counts levels first need not read to the end.
      return "[".repeat(levels);
  }
}

/** So many items or keys. */
export function many(random: Random, count: number): string {
  switch (random.below(5)) {
    case 0:
      return `[${Array<string>(count).fill("{}").join(",")}]`;
    case 1:
      return `[${Array<string>(count).fill("0").join(",")}]`;
    case 2:
      return `{${Array.from({ length: count }, (_, i) => `"k${i}":${i}`).join(",")}}`;
    case 3:
      return `{${Array<string>(count).fill('"same":{"__proto__":{"polluted":true}}').join(",")}}`;
    default:
      return JSON.stringify(
        hostileText(random)
          .repeat(1 + Math.floor(count / 100))
          .slice(0, 60_000),
      );
  }
}
