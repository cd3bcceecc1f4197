/** A way by which logs of a service come here. */
export interface Recorder {
  name: string;
  /** The lines to add. */
  lines: string;
}

const VIGIE = 'const vigie = createVigie({ service: "shop" });';

export const RECORDERS: readonly [Recorder, ...Recorder[]] = [
  {
    name: "pino",
    lines: [
      'import { createVigie } from "@vigie/node";',
      'import { vigiePino } from "@vigie/node/pino";',
      "",
      VIGIE,
      "const log = pino(pino.multistream([process.stdout, vigiePino(vigie)]));",
    ].join("\n"),
  },
  {
    name: "winston",
    lines: [
      'import { createVigie } from "@vigie/node";',
      'import { vigieWinston } from "@vigie/node/winston";',
      "",
      VIGIE,
      "const log = createLogger({ transports: [new transports.Console(), vigieWinston(vigie)] });",
    ].join("\n"),
  },
  {
    name: "console",
    lines: [
      'import { createVigie } from "@vigie/node";',
      'import { captureConsole } from "@vigie/node/console";',
      "",
      VIGIE,
      "captureConsole(vigie);",
    ].join("\n"),
  },
];
