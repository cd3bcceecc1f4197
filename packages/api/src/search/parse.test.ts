import { VigieError } from "@vigie/protocol";
import { describe, expect, it } from "vitest";
import { parseSearch } from "./parse.ts";
import { printSearch } from "./print.ts";

/** What a person reads and where the page underlines. */
function mistakeIn(text: string) {
  try {
    parseSearch(text);
  } catch (error) {
    if (error instanceof VigieError && error.code === "SEARCH_INVALID") {
      const { offset, length, problem, expected, at } = error.details;
      expect(at).toBe(Number(offset) + 1);
      expect(String(expected).length).toBeGreaterThan(3);
      return { offset, length, problem };
    }
    throw error;
  }
  throw new Error(`${text} was taken`);
}

/** JSON leaves out what is undefined. */
const read = (text: string): unknown =>
  JSON.parse(
    JSON.stringify(parseSearch(text), (key, value) => (key === "offset" || key === "length" ? undefined : value)),
  );
const word = (text: string) => ({ kind: "text", text, wordStart: true, wordEnd: true });
const name = (field: string, ...patterns: string[][]) => ({ kind: "name", field, patterns });
const is = (attribute: string, ...patterns: string[][]) => ({
  kind: "attribute",
  name: attribute,
  test: { kind: "is", patterns },
});

describe("parseSearch", () => {
  it.each<[string, unknown]>([
    ["", { kind: "all" }],
    ["  \n ", { kind: "all" }],
    ["timeout", word("timeout")],
    ["Zeitüberschreitung", word("Zeitüberschreitung")],
    ["user_id=42", word("user_id=42")],
    ["10.0.0.1", word("10.0.0.1")],
    ["12:30:45", word("12:30:45")],
    ["http://shop.test/x", word("http://shop.test/x")],
    ["std::bad_alloc", word("std::bad_alloc")],
    ["retry(3)", { kind: "text", text: "retry(3)", wordStart: true, wordEnd: false }],
    ["/api/users", { kind: "text", text: "/api/users", wordStart: false, wordEnd: true }],
    [
      "/api/users/42 done/",
      {
        kind: "and",
        of: [
          { kind: "text", text: "/api/users/42", wordStart: false, wordEnd: true },
          { kind: "text", text: "done/", wordStart: true, wordEnd: false },
        ],
      },
    ],
    ["time*", { kind: "text", text: "time", wordStart: true, wordEnd: false }],
    ["*out", { kind: "text", text: "out", wordStart: false, wordEnd: true }],
    ["*meo*", { kind: "text", text: "meo", wordStart: false, wordEnd: false }],
    ['"exact \\"words\\" \\\\ \\n"', { kind: "text", text: 'exact "words" \\ \\n', wordStart: false, wordEnd: false }],
    ["/time(out|d out)/", { kind: "regex", source: "time(out|d out)", flags: "" }],
    ["/a[/]b\\/c/i", { kind: "regex", source: "a[/]b\\/c", flags: "i" }],
    ["a b", { kind: "and", of: [word("a"), word("b")] }],
    ["a AND b", { kind: "and", of: [word("a"), word("b")] }],
    ["a and b", { kind: "and", of: [word("a"), word("and"), word("b")] }],
    ["a b OR c", { kind: "or", of: [{ kind: "and", of: [word("a"), word("b")] }, word("c")] }],
    ["a (b OR c)", { kind: "and", of: [word("a"), { kind: "or", of: [word("b"), word("c")] }] }],
    ["((a b) c)", { kind: "and", of: [word("a"), word("b"), word("c")] }],
    ["-a", { kind: "not", of: word("a") }],
    ["NOT a b", { kind: "and", of: [{ kind: "not", of: word("a") }, word("b")] }],
    ["NOT(a) OR(b)", { kind: "or", of: [{ kind: "not", of: word("a") }, word("b")] }],
    ["-(a OR b)", { kind: "not", of: { kind: "or", of: [word("a"), word("b")] } }],
    ["level:warn", { kind: "level", levels: ["warn"] }],
    ["level:>=warn", { kind: "level", levels: ["warn", "error", "fatal"] }],
    ["level:>warn", { kind: "level", levels: ["error", "fatal"] }],
    ["level:<=debug", { kind: "level", levels: ["trace", "debug"] }],
    ["level:=WARNING", { kind: "level", levels: ["warn"] }],
    ["level:crit,50", { kind: "level", levels: ["error", "fatal"] }],
    ["level:(warn OR error)", { kind: "level", levels: ["warn", "error"] }],
    ["service:shop", name("service", ["shop"])],
    ["service:shop,cart", name("service", ["shop"], ["cart"])],
    ["service:( shop OR cart )", name("service", ["shop"], ["cart"])],
    ['service:"my shop"', name("service", ["my shop"])],
    ['route:"/a b/"*', name("route", ["/a b/", ""])],
    ['route:"/files/*"', name("route", ["/files/*"])],
    ["-route:/health", { kind: "not", of: name("route", ["/health"]) }],
    ["route:/users/:id", name("route", ["/users/:id"])],
    ["route:/v1/**/x*", name("route", ["/v1/", "/x", ""])],
    ["method:post", name("method", ["POST"])],
    ["release:*", name("release", ["", ""])],
    ["error:*Timeout*", name("error", ["", "Timeout", ""])],
    ["trace:4BF92F35", { kind: "id", field: "trace", prefixes: ["4bf92f35"] }],
    ["trace:4bf9…", { kind: "id", field: "trace", prefixes: ["4bf9"] }],
    ["trace:*", { kind: "id", field: "trace", prefixes: [""] }],
    ["statement:9c,0f", { kind: "id", field: "statement", prefixes: ["9c", "0f"] }],
    ["status:500", { kind: "status", ranges: [{ from: 500, to: 500 }] }],
    [
      "status:5xx,404",
      {
        kind: "status",
        ranges: [
          { from: 500, to: 599 },
          { from: 404, to: 404 },
        ],
      },
    ],
    ["status:>=400", { kind: "status", ranges: [{ from: 400, to: 999 }] }],
    ["status:<400", { kind: "status", ranges: [{ from: 100, to: 399 }] }],
    ["duration:>1s", { kind: "duration", comparison: ">", ms: 1_000 }],
    ["duration:<=0.3s", { kind: "duration", comparison: "<=", ms: 300 }],
    ["duration:>=250", { kind: "duration", comparison: ">=", ms: 250 }],
    ["duration:>15µs", { kind: "duration", comparison: ">", ms: 0.015 }],
    ["duration:>2m", { kind: "duration", comparison: ">", ms: 120_000 }],
    ["kept:slow,error", { kind: "kept", reasons: ["error", "slow"] }],
    ["user.id:42", is("user.id", ["42"])],
    ['user.plan:"gold plated"', is("user.plan", ["gold plated"])],
    ["user.id:*", { kind: "attribute", name: "user.id", test: { kind: "exists" } }],
    ["user.id:a*,b", is("user.id", ["a", ""], ["b"])],
    ['note:""', is("note", [""])],
    [
      "items.count:>10",
      { kind: "attribute", name: "items.count", test: { kind: "compares", comparison: ">", value: 10 } },
    ],
    ["t:<-1.5e3", { kind: "attribute", name: "t", test: { kind: "compares", comparison: "<", value: -1500 } }],
    ["@level:5", is("level", ["5"])],
    ["app.kubernetes.io/name:x", is("app.kubernetes.io/name", ["x"])],
    ["at:12:30", is("at", ["12:30"])],
  ])("reads %s", (text, search) => {
    expect(read(text)).toEqual(search);
  });

  it.each<[string, number, number, string]>([
    ['say "hello', 4, 6, "this quote is not closed"],
    ['service:"shop', 8, 5, "this quote is not closed"],
    ['""', 0, 2, "nothing between these quotes"],
    ['"a"b', 3, 1, "text follows right after the quote"],
    ['msg="a b"', 4, 1, "a quote opens inside a word"],
    ["x /time(out", 2, 9, "this regular expression is not closed"],
    ["/a(?=b)/", 0, 8, "invalid or unsupported Perl syntax: `(?=`"],
    ["/(a)\\1/", 0, 7, "invalid escape sequence"],
    ["/a{300}/", 0, 8, "repeats 300 times"],
    [`/${"a{255}".repeat(9)}/`, 0, 56, "too large"],
    ["/fo+[a]/gi", 8, 2, "takes no flags but i"],
    ["a (b", 2, 2, "this parenthesis is not closed"],
    ["a (b OR", 5, 2, "OR has nothing after it"],
    ["a )", 2, 1, "this parenthesis closes none"],
    ["()", 0, 2, "nothing in these parentheses"],
    ["(a)b", 3, 1, "right after the parenthesis"],
    ["foo(bar baz)", 3, 1, "a parenthesis opens inside a word"],
    ["a AND", 2, 3, "AND has nothing after it"],
    ["a OR  OR b", 2, 2, "OR is followed by OR"],
    ["OR a", 0, 2, "OR has nothing before it"],
    ["NOT", 0, 3, "NOT has nothing after it"],
    ["a NOT OR b", 2, 3, "NOT is followed by OR"],
    ["a - b", 2, 1, "nothing after this minus"],
    ["--verbose", 0, 2, "two minuses"],
    ["*", 0, 1, "an asterisk alone"],
    ["ab*cd", 2, 1, "an asterisk stands inside a word"],
    ["*ab*cd", 3, 1, "an asterisk stands inside a word"],
    ["level:", 0, 6, "no value right after level:"],
    ["a level: warn", 2, 6, "no value right after level:"],
    ["Error: boom", 0, 6, "no value right after Error:"],
    ["duration:>", 0, 10, "no value right after duration:>"],
    ["level:loud", 6, 4, "there is no level loud"],
    ["level:warn,loud", 11, 4, "there is no level loud"],
    ["level:warn,", 11, 1, "a value is missing here"],
    ["level:>fatal", 7, 5, "no level is > fatal"],
    ["level:>warn,error", 12, 5, "a comparison takes one value"],
    ["level:(warn error)", 12, 1, "parted by OR"],
    ["level:(warn OR error", 6, 14, "this parenthesis is not closed"],
    ["service:>shop", 8, 1, "service cannot be compared with >"],
    ["trace:>=4b", 6, 2, "trace cannot be compared with >="],
    ['service:""', 8, 2, "nothing between these quotes"],
    ["duration:1s", 9, 2, "a duration is never met exactly"],
    ["duration:>fast", 10, 4, "fast is no duration"],
    ["duration:>1d", 10, 2, "1d is no duration"],
    ["status:20", 7, 2, "20 is no status"],
    ["status:>5xx", 8, 3, "5xx cannot be compared"],
    ["status:>999", 8, 3, "no status is > 999"],
    ["trace:xyz", 6, 3, "x is no hex digit"],
    [`trace:${"a".repeat(33)}`, 6, 33, "it has 33 digits"],
    ["kept:good", 5, 4, "no request is kept for good"],
    ["items:>many", 7, 4, "many is not a number"],
    ["a \0", 2, 1, "no log can hold this character"],
    ["\ud800", 0, 1, "no log can hold this character"],
    ["x".repeat(1_001), 1_000, 1, "it has 1001 characters"],
    [Array.from({ length: 51 }, () => "a").join(" "), 100, 1, "more than 50 terms"],
    [`service:${Array.from({ length: 51 }, () => "a").join(",")}`, 108, 1, "more than 50 terms"],
    [`${"(".repeat(21)}a${")".repeat(21)}`, 20, 1, "nested deeper than 20"],
    [`${"NOT ".repeat(21)}a`, 80, 1, "nested deeper than 20"],
  ])("points at the mistake in %s", (text, offset, length, problem) => {
    const mistake = mistakeIn(text);
    expect(mistake.problem).toContain(problem);
    expect(mistake).toMatchObject({ offset, length });
  });

  it("says in words where the mistake is and what to do", () => {
    expect(() => parseSearch("a level:loud")).toThrow(
      "The search has a mistake at character 9: there is no level loud.",
    );
  });

  it("names the field that was meant", () => {
    expect(() => parseSearch("lvl:>=warn")).toThrow(
      expect.objectContaining({ remedy: "Correct it there: a number, such as lvl:>=10; or level:>=warn." }),
    );
  });

  it("gives every term its place", () => {
    const text = 'a  level:(warn OR error) -"x y" /r/i user.id:>=1';
    const places: string[] = [];
    const search = parseSearch(text);
    const visit = (part: typeof search): void => {
      if (part.kind === "and" || part.kind === "or") part.of.forEach(visit);
      else if (part.kind === "not") visit(part.of);
      else if (part.kind !== "all") places.push(text.slice(part.offset, part.offset + part.length));
    };
    visit(search);
    expect(places).toEqual(["a", "level:(warn OR error)", '"x y"', "/r/i", "user.id:>=1"]);
  });
});

describe("printSearch", () => {
  it.each([
    ["a AND (b)", "a b"],
    ["NOT (a OR -b) c", "-(a OR -b) c"],
    ["NOT NOT a", "NOT -a"],
    ["level:warn,error,fatal", "level:>=warn"],
    ["level:(info OR debug)", "level:debug,info"],
    ["duration:>1500ms status:>=400", "duration:>1500ms status:>=400"],
    ["duration:>2000", "duration:>2s"],
    ['service:("my shop" OR a*)', 'service:"my shop",a*'],
    ["*part*", '"part"'],
    ["status:50x", "status:50x"],
    ["@level:5", "@level:5"],
  ])("writes %s as %s", (text, printed) => {
    expect(printSearch(parseSearch(text))).toBe(printed);
  });
});
