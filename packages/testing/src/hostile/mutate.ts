import { type JsonTree, placesIn } from "./json-tree.ts";
import { pickWeighted, type Random } from "./random.ts";
import { hostileText, hostileValue, MEANINGFUL_KEYS } from "./values.ts";

/** Does something to one place of a tree, in place. Returns the whole: it may be another one now. */
function mutate(random: Random, tree: JsonTree): JsonTree {
  const places = placesIn(tree);
  if (places.length === 0 || random.chance(0.02)) return hostileValue(random);
  const place = random.pick(places);
  const mutation = pickWeighted(random, MUTATIONS);
  place.replace(mutation(random, place.tree));
  return tree;
}

/** From one to four mutations, mostly one: what is wrong in one place only gets the furthest. */
export function mutateSome(random: Random, tree: JsonTree): JsonTree {
  let mutated = mutate(random, tree);
  while (random.chance(0.25)) mutated = mutate(random, mutated);
  return mutated;
}

type Mutation = (random: Random, tree: JsonTree) => JsonTree;

const MUTATIONS: readonly (readonly [number, Mutation])[] = [
  [10, (random) => hostileValue(random)],
  [4, nudgeNumber],
  [4, changeText],
  [4, addKey],
  [2, dropPart],
  [2, repeatPart],
  [1, renameKey],
  [1, (_, tree) => ({ items: [tree] })],
  [1, (random, tree) => ({ entries: [[random.pick(MEANINGFUL_KEYS), tree]] })],
  [1, (_, tree) => ("text" in tree ? { text: JSON.stringify(tree.text) } : { text: "null" })],
];

/** The values beside a limit are those that code gets wrong. */
function nudgeNumber(random: Random, tree: JsonTree): JsonTree {
  const number = "text" in tree ? Number(tree.text) : Number.NaN;
  if (Number.isNaN(number)) return hostileValue(random);
  const changed = random.pick([-number, number + 1, number - 1, number * 1_000, number / 1_000, number + 0.5, 0, 1e15]);
  return { text: String(changed) };
}

function changeText(random: Random, tree: JsonTree): JsonTree {
  if (!("text" in tree) || !tree.text.startsWith('"')) return hostileValue(random);
  const inside = tree.text.slice(1, -1);
  const at = random.below(inside.length + 1);
  // Possibly in the middle of an escape: that is one more kind of wrong.
  const added = JSON.stringify(hostileText(random)).slice(1, -1);
  return { text: `"${inside.slice(0, at)}${added}${random.chance(0.5) ? inside.slice(at) : ""}"` };
}

function addKey(random: Random, tree: JsonTree): JsonTree {
  const key = random.chance(0.8) ? random.pick(MEANINGFUL_KEYS) : hostileText(random);
  const value: JsonTree = random.chance(0.5) ? { text: '{"polluted":true}' } : hostileValue(random);
  if (!("entries" in tree)) return { entries: [[key, value]] };
  const at = random.below(tree.entries.length + 1);
  return { entries: [...tree.entries.slice(0, at), [key, value], ...tree.entries.slice(at)] };
}

function dropPart(random: Random, tree: JsonTree): JsonTree {
  if ("entries" in tree && tree.entries.length > 0) {
    const at = random.below(tree.entries.length);
    return { entries: tree.entries.filter((_, i) => i !== at) };
  }
  return "items" in tree ? { items: tree.items.slice(1) } : { text: "null" };
}

function repeatPart(random: Random, tree: JsonTree): JsonTree {
  const times = 1 + random.size(400);
  if ("items" in tree && tree.items.length > 0) return { items: Array<JsonTree[]>(times).fill(tree.items).flat() };
  if ("entries" in tree) return { entries: [...tree.entries, ...tree.entries] };
  return { items: Array<JsonTree>(times).fill(tree) };
}

function renameKey(random: Random, tree: JsonTree): JsonTree {
  if (!("entries" in tree) || tree.entries.length === 0) return hostileValue(random);
  const at = random.below(tree.entries.length);
  return {
    entries: tree.entries.map(([key, value], i) => [i === at ? random.pick(MEANINGFUL_KEYS) : key, value]),
  };
}
