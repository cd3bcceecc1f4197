import { Writable } from "node:stream";
import { config, createLogger, transports } from "winston";
import { describeLogger } from "./describe-logger.ts";
import { vigieWinston } from "./winston.ts";

const nowhere = () =>
  new transports.Stream({ stream: new Writable({ write: (_chunk, _encoding, done) => setImmediate(done) }) });

describeLogger(
  "winston",
  (vigie) => {
    const levels = { ...config.npm.levels, odd: 2 };
    const logger = createLogger({ level: "silly", levels, transports: [nowhere(), vigieWinston(vigie)] });
    return {
      log: (level, message, attributes) => logger.log(level, message, attributes),
      error: (error, message) => logger.error(message ?? "", error),
      odd: (message) => logger.log("odd", message),
      [Symbol.dispose]: () => logger.close(),
    };
  },
  { attributes: true },
);
