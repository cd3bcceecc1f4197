import { exponential, type Random, zipf } from "./random.ts";

export interface Request {
  method: "GET" | "POST";
  /** With its query. */
  path: string;
  /** Method and route, `(unmatched)` where there is none: for that, Vigie shows the path. */
  endpoint: string;
  body?: string;
}

/** What an answer tells a visitor, where it is of use. */
export interface Answer {
  status: number;
  body: unknown;
}

/** One visitor: asks, looks at what came, goes on or leaves. */
export interface Session {
  next(): Request;
  /** How long the visitor reads before the next request, seconds; null when he leaves. */
  read(answer: Answer | null): number | null;
}

/** A file as an answer names it. */
interface FoundFile {
  id: number;
  path: string;
  package: string;
}

const MEAN_READING_SECONDS = 4;
const WRONG = 0.03;
/** So often somebody asks what others looked for beside this. */
const CURIOUS = 0.035;
/** So often somebody types slowly enough to be shown words that begin so. */
const SLOW_TYPING = 0.6;
/** Of all visitors, the 20th and each 3000th after it wants the report alone. */
const REPORTER = { first: 20, every: 3_000 };

/** `terms`: words of the index, most asked first. */
export function visitors(terms: readonly string[]): (random: Random) => Session {
  const pick = zipf(terms.length, 1.4);
  let started = 0;
  return (random) => {
    const isReporter = started++ % REPORTER.every === REPORTER.first;
    return isReporter ? REPORT : startSession(random, () => terms[pick(random)] ?? "import");
  };
}

const REPORT: Session = {
  next: () => ({ method: "GET", path: "/v1/code/search/report", endpoint: "GET /v1/code/search/report" }),
  read: () => null,
};

function startSession(random: Random, word: () => string): Session {
  let files: FoundFile[] = [];
  let opened: FoundFile | undefined;
  let queue: Request[] = [];
  let q = "";

  return {
    next() {
      const planned = queue.shift();
      if (planned) return planned;
      if (random() < WRONG) return wrongRequest(random);
      if (q !== "" && random() < CURIOUS) return relatedRequest(q);
      if (opened && random() < 0.5) return about(opened, random);
      if (files.length > 0 && random() < 0.65) {
        // The first results are opened most.
        opened = files[Math.min(Math.floor(exponential(random, 2)), files.length - 1)];
        if (opened) return { method: "GET", path: `/v1/code/files/${opened.id}`, endpoint: "GET /v1/code/files/:id" };
      }
      q = q !== "" && random() < 0.12 ? `${q} ${word()}` : random() < 0.12 ? `${word()} ${word()}` : word();
      const asked = search(q.slice(0, 120), random);
      if (random() >= SLOW_TYPING) return asked;
      queue = [asked];
      return suggestRequest(q, random);
    },
    read(answer) {
      const found = filesIn(answer?.body);
      if (found) files = found;
      if (found?.length === 0) queue = [search(word(), random)];
      const stays = random() < (answer && answer.status < 400 ? 0.82 : 0.5);
      return stays ? 0.3 + exponential(random, MEAN_READING_SECONDS) : null;
    },
  };
}

function search(q: string, random: Random): Request {
  // Several words hardly ever stand next to each other, so people learn to ask for those by meaning.
  const kind = random() < (q.includes(" ") ? 0.85 : 0.35) ? "hybrid" : "lexical";
  const language = kind === "lexical" && random() < 0.15 ? "&language=typescript" : "";
  const path = `/v1/code/search/${kind}`;
  return { method: "GET", path: `${path}?q=${encodeURIComponent(q)}${language}`, endpoint: `GET ${path}` };
}

function suggestRequest(q: string, random: Random): Request {
  const last = q.slice(q.lastIndexOf(" ") + 1);
  const path = "/v1/code/suggest";
  const prefix = encodeURIComponent(last.slice(0, 2 + Math.floor(random() * 2)));
  return { method: "GET", path: `${path}?prefix=${prefix}`, endpoint: `GET ${path}` };
}

/** Of the first word: what people asked for is kept word by word. */
function relatedRequest(q: string): Request {
  const [word = q] = q.split(" ");
  const path = "/v1/code/search/related";
  return { method: "GET", path: `${path}?q=${encodeURIComponent(word)}`, endpoint: `GET ${path}` };
}

function packageRequest(file: FoundFile, part: "" | "/files" | "/export"): Request {
  return {
    method: "GET",
    path: `/v1/code/packages/${encodeURIComponent(file.package)}${part}`,
    endpoint: `GET /v1/code/packages/:name${part}`,
  };
}

/** What one does with an open file, and how often against each other. */
const ABOUT_FILE: readonly (readonly [weight: number, request: (file: FoundFile, random: Random) => Request])[] = [
  [50, traverseRequest],
  [30, (file) => packageRequest(file, "")],
  [12, (file) => packageRequest(file, "/files")],
  [4, (file) => packageRequest(file, "/export")],
  [
    9,
    ({ id }) => ({ method: "GET", path: `/v1/code/files/${id}/similar`, endpoint: "GET /v1/code/files/:id/similar" }),
  ],
  [3, reindexRequest],
];

function about(file: FoundFile, random: Random): Request {
  return weighted(ABOUT_FILE, random)(file, random);
}

function reindexRequest(file: FoundFile): Request {
  const path = file.path.slice(0, file.path.lastIndexOf("/"));
  return { method: "POST", path: "/v1/code/index", endpoint: "POST /v1/code/index", body: JSON.stringify({ path }) };
}

function traverseRequest(file: FoundFile, random: Random): Request {
  const direction = random() < 0.6 ? "imports" : "importers";
  // Most leave the depth as the page offers it.
  const depth = random() < 0.75 ? 3 : 1 + Math.floor(random() * 8);
  const path = "/v1/code/graph/traverse";
  return {
    method: "GET",
    path: `${path}?from=${file.id}&direction=${direction}&depth=${depth}`,
    endpoint: `GET ${path}`,
  };
}

const LEXICAL = "/v1/code/search/lexical";
/** What goes wrong in the field, and how often against each other. */
const WRONG_REQUESTS: readonly (readonly [weight: number, request: (random: Random) => Request])[] = [
  [12, () => ({ method: "GET", path: LEXICAL, endpoint: `GET ${LEXICAL}` })],
  [8, () => ({ method: "GET", path: `${LEXICAL}?q=${"a".repeat(400)}`, endpoint: `GET ${LEXICAL}` })],
  [12, (random) => fileRequest(String(900_000_000 + Math.floor(random() * 1_000)))],
  [4, () => fileRequest("readme")],
  [6, () => ({ method: "GET", path: "/v1/code/serach", endpoint: "GET (unmatched)" })],
  [4, () => ({ method: "POST", path: "/v1/code/index", endpoint: "POST /v1/code/index", body: "{}" })],
  [
    4,
    () => ({
      method: "GET",
      path: `${LEXICAL}?regex=true&q=${encodeURIComponent("fn((")}`,
      endpoint: `GET ${LEXICAL}`,
    }),
  ],
  // Back references that match almost everywhere: no index helps, and the statement timeout ends it.
  [
    1,
    () => ({
      method: "GET",
      path: `${LEXICAL}?regex=true&q=${encodeURIComponent("(.+)(.+)(.+)\\3\\2\\1#")}`,
      endpoint: `GET ${LEXICAL}`,
    }),
  ],
  // A NUL byte, as scanners send it. Postgres takes none in a text, and the service does not look: a 500 as in real life.
  [1, () => ({ method: "GET", path: `${LEXICAL}?q=passwd%00`, endpoint: `GET ${LEXICAL}` })],
];

function wrongRequest(random: Random): Request {
  return weighted(WRONG_REQUESTS, random)(random);
}

function weighted<T>(choices: readonly (readonly [weight: number, choice: T])[], random: Random): T {
  let left = random() * choices.reduce((sum, [weight]) => sum + weight, 0);
  const chosen = choices.find(([weight]) => {
    left -= weight;
    return left < 0;
  });
  // Rounding may leave a rest.
  return (chosen ?? (choices[choices.length - 1] as readonly [number, T]))[1];
}

function fileRequest(id: string): Request {
  return { method: "GET", path: `/v1/code/files/${id}`, endpoint: "GET /v1/code/files/:id" };
}

/** The files in the answer of a search or a walk; undefined when it is the answer to something else. */
function filesIn(body: unknown): FoundFile[] | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { hits, nodes } = body as { hits?: FoundFile[]; nodes?: FoundFile[] };
  return hits ?? nodes;
}
