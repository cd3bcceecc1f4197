/** What a planted word is rare by: one line in so many has it. */
export const RARITY = { sometimes: 250, medium: 10_000, attribute: 10_000, fatal: 100_000 } as const;
/** Lines that hold a rare word: of ten million, one in a million. */
const RARE_LINES = 10;
/** Different words of each rarity. */
const WORDS = 5;

export interface Question {
  /** In Vigie's grammar. */
  query: string;
  /** What finds the same lines in the table without indexes: a condition. Undefined where that is not compared. */
  classic?: string;
}

/** Questions of one kind, which differ in their words. */
export interface QuestionKind {
  name: string;
  /** Whether the aim of 200 ms is meant for it: it asks for words, levels or a trace. */
  isAimed: boolean;
  questions: Question[];
}

export interface Planted {
  word: string;
  oneIn: number;
  attribute?: string;
}

/** Words to be planted in so many lines. */
export function plantedWords(lines: number): Planted[] {
  const words = (name: string, oneIn: number): Planted[] => texts(name).map((word) => ({ word, oneIn }));
  return [
    ...words("sometimes", RARITY.sometimes),
    ...words("medium", RARITY.medium),
    ...words("rare", lines / RARE_LINES),
    ...words("inside", RARITY.attribute).map((planted) => ({ ...planted, attribute: "tenant" })),
  ];
}

/** Words that are not parts of each other. */
function texts(name: string): string[] {
  return Array.from({ length: WORDS }, (_, i) => `${name}x${String.fromCharCode(97 + i)}`);
}

const text = (words: string): string =>
  words
    .split(" ")
    .map((word) => `(message ILIKE '%${word}%' OR attributes ILIKE '%${word}%')`)
    .join(" AND ");
const asked = (query: string, classic: string): Question => ({ query, classic });
const word = (one: string): Question => asked(one, text(one));

export function questionKinds(traceIds: readonly string[]): QuestionKind[] {
  const aimed = (name: string, questions: Question[]): QuestionKind => ({ name, isAimed: true, questions });
  const other = (name: string, questions: Question[]): QuestionKind => ({ name, isAimed: false, questions });
  return [
    aimed("a frequent word", ["request", "completed", "order", "cache", "session"].map(word)),
    aimed("a word in 1 of 250 lines", texts("sometimes").map(word)),
    aimed("a word in 1 of 10,000", texts("medium").map(word)),
    aimed("a rare word (10 lines)", texts("rare").map(word)),
    aimed("a word that is nowhere", texts("never").map(word)),
    aimed(
      "two frequent words",
      ["order placed", "cache product", "mail queued", "session worker", "payment captured"].map(word),
    ),
    aimed(
      "two frequent words that never meet",
      ["order cache", "cache session", "mail worker", "request queued", "payment mail"].map(word),
    ),
    aimed(
      "a frequent and a medium word",
      texts("medium").map((one) => word(`request ${one}`)),
    ),
    aimed(
      "a phrase",
      ["payment declined by", "stock of product", "queued with template", "did not answer", "slow statement on"].map(
        (one) => asked(`"${one}"`, `(message ILIKE '%${one}%' OR attributes ILIKE '%${one}%')`),
      ),
    ),
    aimed(
      "a word in an attribute",
      texts("inside").map((one) => asked(`tenant:${one}`, `attributes ILIKE '%"tenant": "${one}"%'`)),
    ),
    aimed("level:fatal", [asked("level:fatal", "level = 'fatal'")]),
    aimed("level:>=error", [asked("level:>=error", "level IN ('error', 'fatal')")]),
    aimed("level:info", [asked("level:info", "level = 'info'")]),
    aimed(
      "trace:",
      traceIds.map((id) => asked(`trace:${id}`, `trace_id = '${id}'`)),
    ),
    aimed(
      "trace: (8 digits)",
      traceIds.map((id) => asked(`trace:${id.slice(0, 8)}`, `trace_id LIKE '${id.slice(0, 8)}%'`)),
    ),
    aimed(
      "level:error and a word",
      ["payment", "inventory", "address", "provider", "label"].map((one) =>
        asked(`level:error ${one}`, `level = 'error' AND ${text(one)}`),
      ),
    ),
    aimed(
      "level:fatal and a frequent word",
      ["request", "completed", "order", "cache", "session"].map((one) =>
        asked(`level:fatal ${one}`, `level = 'fatal' AND ${text(one)}`),
      ),
    ),
    aimed(
      "level:warn and a medium word",
      texts("medium").map((one) => asked(`level:warn ${one}`, `level = 'warn' AND ${text(one)}`)),
    ),
    other(
      "route: and level:error",
      ["/orders", "/payments", "/search", "/products", "/orders/:id"].map((one) => ({
        query: `route:"${one}" level:error`,
      })),
    ),
    other(
      "part of a word",
      texts("medium").map((one) => asked(`*${one.slice(2)}*`, text(one.slice(2)))),
    ),
    other(
      "a regular expression",
      texts("medium").map((one) =>
        asked(`/${one.slice(0, -1)}[${one.at(-1)}]/`, `message ~ '${one.slice(0, -1)}[${one.at(-1)}]'`),
      ),
    ),
    other(
      "a frequent word but another",
      ["request -completed", "order -placed", "cache -hit", "session -worker", "mail -queued"].map((query) => ({
        query,
      })),
    ),
  ];
}
