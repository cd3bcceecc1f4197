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

const MEAN_READING_SECONDS = 4;
const WRONG = 0.03;

/** `terms`: words of the index, most asked first. */
export function visitors(terms: readonly string[]): (random: Random) => Session {
  const pick = zipf(terms.length, 1.4);
  return (random) => startSession(random, () => terms[pick(random)] ?? "import");
}

function startSession(random: Random, word: () => string): Session {
  let files: { id: number; path: string }[] = [];
  let opened: { id: number; path: string } | undefined;
  let queue: Request[] = [];
  let q = "";

  return {
    next() {
      const planned = queue.shift();
      if (planned) return planned;
      if (random() < WRONG) return wrongRequest(random);
      if (opened && random() < 0.5) return about(opened, random);
      if (files.length > 0 && random() < 0.65) {
        // The first results are opened most.
        opened = files[Math.min(Math.floor(exponential(random, 2)), files.length - 1)];
        if (opened) return { method: "GET", path: `/v1/code/files/${opened.id}`, endpoint: "GET /v1/code/files/:id" };
      }
      q = q !== "" && random() < 0.12 ? `${q} ${word()}` : random() < 0.12 ? `${word()} ${word()}` : word();
      return search(q.slice(0, 120), random);
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

/** What one does with an open file: walks its imports, or, seldom, has its folder indexed again. */
function about(file: { id: number; path: string }, random: Random): Request {
  if (random() < 0.03) {
    const path = file.path.slice(0, file.path.lastIndexOf("/"));
    return { method: "POST", path: "/v1/code/index", endpoint: "POST /v1/code/index", body: JSON.stringify({ path }) };
  }
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
  [6, () => ({ method: "GET", path: LEXICAL, endpoint: `GET ${LEXICAL}` })],
  [4, () => ({ method: "GET", path: `${LEXICAL}?q=${"a".repeat(400)}`, endpoint: `GET ${LEXICAL}` })],
  [6, (random) => fileRequest(String(900_000_000 + Math.floor(random() * 1_000)))],
  [2, () => fileRequest("readme")],
  [3, () => ({ method: "GET", path: "/v1/code/serach", endpoint: "GET (unmatched)" })],
  [2, () => ({ method: "POST", path: "/v1/code/index", endpoint: "POST /v1/code/index", body: "{}" })],
  [
    2,
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
  let left = random() * WRONG_REQUESTS.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, request] of WRONG_REQUESTS) {
    left -= weight;
    if (left < 0) return request(random);
  }
  return fileRequest("0");
}

function fileRequest(id: string): Request {
  return { method: "GET", path: `/v1/code/files/${id}`, endpoint: "GET /v1/code/files/:id" };
}

/** The files in the answer of a search or a walk; undefined when it is the answer to something else. */
function filesIn(body: unknown): { id: number; path: string }[] | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { hits, nodes } = body as { hits?: { id: number; path: string }[]; nodes?: { id: number; path: string }[] };
  return hits ?? nodes;
}
