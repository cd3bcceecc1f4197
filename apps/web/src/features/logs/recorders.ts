/** A way by which logs of a service come here. */
export interface Recorder {
  name: string;
  /** The lines to add, for a Vigie at `url`. */
  lines: (url: string) => string;
}

function recorder(name: string, use: string, imports: readonly string[], line: string): Recorder {
  return {
    name,
    lines: (url) =>
      [
        ...imports,
        'import { createVigie } from "@vigie/node";',
        `import { ${use} } from "@vigie/node/${name}";`,
        "",
        `const vigie = createVigie({ service: "shop", url: "${url}" });`,
        line,
      ].join("\n"),
  };
}

export const RECORDERS: readonly [Recorder, ...Recorder[]] = [
  recorder("pino", "vigiePino", ['import pino from "pino";'], "const logger = pino(vigiePino(vigie));"),
  recorder(
    "winston",
    "vigieWinston",
    ['import { createLogger, transports } from "winston";'],
    "const logger = createLogger({ transports: [new transports.Console(), vigieWinston(vigie)] });",
  ),
  recorder("console", "captureConsole", [], "captureConsole(vigie);"),
];
