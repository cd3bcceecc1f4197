import { describe, expect, it } from "vitest";
import { ownPath } from "./way-back.ts";

const origin = "https://vigie.example";

describe("the way back after signing in", () => {
  it("leads to any page of this Vigie, with what was chosen there", () => {
    for (const path of ["/", "/logs?query=a%20b&live=true", "/endpoint?route=/a#figures", "/settings/keys"])
      expect(ownPath(path, origin)).toBe(path);
  });

  it("leads to no other host, however it is written", () => {
    for (const path of [
      "https://evil.example/",
      "//evil.example/",
      "/\\evil.example/",
      "/\t/evil.example/",
      "\\\\evil.example",
      "javascript:alert(1)",
      "data:text/html,x",
      "evil",
      "",
    ])
      expect(ownPath(path, origin)).toBe("/");
    expect(ownPath("/..//evil.example/", origin)).toBe("/evil.example/");
  });

  it("does not lead back to where it came from", () => {
    for (const path of ["/sign-in", "/sign-in?next=/logs", "/setup#x", "/auth/options"])
      expect(ownPath(path, origin)).toBe("/");
  });
});
