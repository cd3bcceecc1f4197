import pino10 from "pino";
import pino9 from "pino9";
import { describeLogger } from "./describe-logger.ts";
import { vigiePino } from "./pino.ts";

for (const [name, pino] of [
  ["pino 9", pino9 as unknown as typeof pino10],
  ["pino 10", pino10],
] as const) {
  describeLogger(
    name,
    (vigie) => {
      const options = { level: "debug", customLevels: { odd: 33 } };
      const logger = pino(options, vigiePino(vigie, { write: () => true }));
      return {
        log: (level, message, attributes) => logger[level](attributes ?? {}, message),
        error: (error, message) => logger.error(error, message),
        odd: (message) => logger.odd(message),
        [Symbol.dispose]: () => {},
      };
    },
    { attributes: true },
  );
}
