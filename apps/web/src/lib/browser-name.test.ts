import { expect, it } from "vitest";
import { browserName } from "./browser-name.ts";

it("finds browser and system in what browsers say, which all claim to be each other", () => {
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
  expect(browserName(`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/142.0.0.0 Safari/537.36`)).toBe(
    "Chrome on Linux",
  );
  expect(browserName(`Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/142.0 Safari/537.36 Edg/142.0`)).toBe(
    "Edge on Windows",
  );
  expect(browserName("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:144.0) Gecko/20100101 Firefox/144.0")).toBe(
    "Firefox on macOS",
  );
  expect(
    browserName("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1"),
  ).toBe("Safari on iOS");
});

it("tells what it does not know as it came", () => {
  expect(browserName("curl/8.5.0")).toBe("curl/8.5.0");
  expect(browserName("")).toBe("a program that does not say its name");
});
