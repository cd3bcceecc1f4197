import { describe, expect, it } from "vitest";
import { hintsOf } from "./hints.ts";
import { parseSearch } from "./parse.ts";

const insteadOf = (text: string) => hintsOf(parseSearch(text), text).map(({ instead }) => instead);

describe("hintsOf", () => {
  it.each<[string, string[]]>([
    ["lvl:>=4", ["level:>=4"]],
    ["a -sevice:shop", ["service:shop"]],
    ["serivce:shop", ["service:shop"]],
    ["Level:4", ["level:4"]],
    ["services:shop", ["service:shop"]],
    ["path:/x,/y", ["route:/x,/y"]],
    ["a or b", ["OR"]],
    ["duration>1s", ["duration:>1s"]],
    ["service>x", []],
    ["status=500", []],
    ["user.id:42 plan:gold", []],
    ["@levl:4", []],
    ["level:warn timeout", []],
    ["re:x", []],
    ["__proto__:x", []],
  ])("of %s are %j", (text, instead) => {
    expect(insteadOf(text)).toEqual(instead);
  });

  it("stand where the term stands", () => {
    expect(hintsOf(parseSearch("timeout lvl:warn"), "timeout lvl:warn")).toEqual([
      { offset: 8, length: 8, problem: "lvl is looked for among the attributes", instead: "level:warn" },
    ]);
  });
});
