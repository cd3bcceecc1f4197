import { vi } from "vitest";
import { captureConsole } from "./console.ts";
import { describeLogger } from "./describe-logger.ts";

describeLogger(
  "console",
  (vigie) => {
    const silent = (["debug", "info", "warn", "error"] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(() => {}),
    );
    const restore = captureConsole(vigie);
    return {
      log: (level, message, attributes) => (attributes ? console[level](message, attributes) : console[level](message)),
      error: (error, message) => console.error(message, error),
      [Symbol.dispose]: () => {
        restore();
        for (const spy of silent) spy.mockRestore();
      },
    };
  },
  { attributes: false },
);
