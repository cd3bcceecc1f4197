import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completeSearch } from "./complete.ts";
import { parseSearch } from "./parse.ts";

const known = {
  services: ["shop", "cart", "my service"],
  releases: ["v2.1"],
  environments: ["production"],
  routes: ["/users/:id", "/health", "/carts/:id/items"],
  errorTypes: ["TypeError", "TimeoutError"],
  attributeNames: ["user.id", "user.plan", "level", "bad name"],
};

/** `|` is the cursor. */
function suggest(written: string, target: "logs" | "traces" = "logs") {
  const cursor = written.indexOf("|");
  const text = written.replace("|", "");
  return completeSearch({ text, cursor, for: target, known }).map((suggestion) => ({
    ...suggestion,
    becomes: text.slice(0, suggestion.from) + suggestion.insert + text.slice(suggestion.to),
  }));
}

const becoming = (written: string) => suggest(written).map(({ becomes }) => becomes);

describe("completeSearch", () => {
  it("offers the fields first, with what they mean for what is searched", () => {
    expect(suggest("|").slice(0, 3)).toMatchObject([
      { label: "level:", insert: "level:", detail: "how grave it is" },
      { label: "service:" },
      { label: "route:" },
    ]);
    expect(suggest("|", "traces")[0]?.detail).toBe("has a log of this level");
    expect(suggest("|").length).toBeLessThanOrEqual(20);
  });

  it.each<[string, string]>([
    ["lev|", "level:"],
    ["a lev|", "a level:"],
    ["-rou|", "-route:"],
    ["(lev|", "(level:"],
    ["NOT(lev|", "NOT(level:"],
    ["a OR ser|", "a OR service:"],
    ["se|vice:shop x", "service:shop x"],
    ["user|", "user.id:"],
    ["plan|", "user.plan:"],
    ["err|", "error:"],
    ["err|", "level:error "],
    ["time|", "error:TimeoutError "],
    ["/hea|", "route:/health "],
    ["shop|", "service:shop "],
    ["a o|", "a OR "],
    ["a (b) a|", "a (b) AND "],
    ["no|", "NOT "],
    ["level:|", "level:>=warn"],
    ["level:w|", "level:warn"],
    ["level:>=e|", "level:>=error"],
    ["level:warn,|", "level:warn,error"],
    ["level:(warn OR e|", "level:(warn OR error"],
    ["level:(warn OR |", "level:(warn OR error"],
    ["-level:(warn OR e|) x", "-level:(warn OR error) x"],
    ["level:wa|xyz b", "level:warn b"],
    ["service:|", "service:shop"],
    ["service:shop,c|", "service:shop,cart"],
    ["service:my|", 'service:"my service"'],
    ['service:"my s|', 'service:"my service"'],
    ['service:"my s|" x', 'service:"my service" x'],
    ["service:shop,s|", 'service:shop,"my service"'],
    ["route:car|", "route:/carts/:id/items"],
    ["route:/users/|:id x", "route:/users/:id x"],
    ["duration:|", "duration:>1s"],
    ["duration:<|", "duration:<500ms"],
    ["status:|", "status:5xx"],
    ["status:>=|", "status:>=500"],
    ["kept:s|", "kept:slow"],
    ["method:p|", "method:POST"],
    ["error:timeout|", "error:TimeoutError"],
    ["trace:|", "trace:*"],
    ["user.id:|", "user.id:*"],
    ["@lev|", "@level:"],
    ["f(x) lev|", "f(x) level:"],
    ['"a b" lev|', '"a b" level:'],
    ["/a b/ lev|", "/a b/ level:"],
  ])("leads from %s to %s", (written, expected) => {
    expect(becoming(written)).toContain(expected);
  });

  it.each(['"lev|', 'a "b lev|', "/lev|el/", "/a lev|/i x", "level:xyz|", "statement:|"])(
    "has nothing for %s",
    (written) => {
      expect(suggest(written)).toEqual([]);
    },
  );

  it("offers no value twice in a list, and no comparison in one", () => {
    expect(becoming("level:warn,|")).not.toContain("level:warn,warn");
    expect(becoming("level:warn,|").join()).not.toContain(">=");
    expect(becoming("level:(warn OR |").join()).not.toMatch(/OR warn|>=/);
  });

  it("offers AND and OR only after a term", () => {
    expect(suggest("a |").map(({ label }) => label)).toContain("OR");
    for (const written of ["|", "o|", "a OR |", "NOT o|"]) {
      expect(suggest(written).map(({ label }) => label)).not.toContain("OR");
    }
  });

  it("offers values that are searches when they are taken", () => {
    for (const written of [
      "level:|",
      "duration:|",
      "duration:<|",
      "status:|",
      "status:>|",
      "service:|",
      "route:|",
      "kept:|",
      "trace:|",
      "a.b:|",
    ]) {
      for (const text of becoming(written)) expect(() => parseSearch(text), text).not.toThrow();
    }
  });

  it("stays inside of the text, whatever is written", () => {
    const unit = fc.constantFrom(
      "a",
      "level:",
      "service:",
      '"',
      "/",
      "(",
      ")",
      " ",
      ",",
      "-",
      "*",
      "OR ",
      ">",
      "\\",
      "[",
      "😀",
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), fc.nat(40), (text, cut) => {
        const cursor = Math.min(cut, text.length);
        for (const { from, to, label } of completeSearch({ text, cursor, for: "logs", known })) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(from).toBeLessThanOrEqual(cursor);
          expect(to).toBeGreaterThanOrEqual(cursor);
          expect(to).toBeLessThanOrEqual(text.length);
          expect(label).not.toBe("");
        }
      }),
      { numRuns: 3_000 },
    );
  });

  // A cursor of 9,007,199,254,740,991 was walked to, and the server answered nobody any more.
  it("takes a cursor past the end for one at the end", () => {
    const at = (cursor: number) => completeSearch({ text: "service:sh", cursor, for: "logs", known });
    expect(at(Number.MAX_SAFE_INTEGER)).toEqual(at(10));
    expect(at(10)).not.toEqual([]);
  });
});
