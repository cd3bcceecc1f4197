import { parseArgs } from "node:util";
import { readTrafficArguments, TRAFFIC_OPTIONS } from "../traffic/arguments.ts";

export const USAGE = `Starts Vigie, a code-search service and its traffic.
  --rate N         requests per second, on average (20)
  --duration S     the traffic stops after S seconds; Vigie and the service stay
  --exit           with --duration: then everything stops
  --report FILE    the traffic's own counts, as JSON lines
  --seed N         the same traffic again
  --logs           show every line of the service's log
  --help           this text`;

export interface DemoArguments {
  /** What the traffic gets. */
  traffic: string[];
  rate: number;
  isHelp: boolean;
  showLogs: boolean;
  exitAfterTraffic: boolean;
}

/** Throws an Error with one line that names the option. */
export function readDemoArguments(argv: string[]): DemoArguments {
  const { values } = parseArgs({
    args: argv,
    options: {
      ...TRAFFIC_OPTIONS,
      exit: { type: "boolean", default: false },
      logs: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const given = Object.keys(TRAFFIC_OPTIONS) as (keyof typeof TRAFFIC_OPTIONS)[];
  const traffic = given.flatMap((name) => (values[name] === undefined ? [] : [`--${name}=${values[name]}`]));
  if (values.exit && values.duration === undefined) throw new Error("--exit needs --duration: when should it end?");
  // Read here too, so that a mistake is told before anything is started.
  const { rate } = readTrafficArguments(traffic);
  return { traffic, rate, isHelp: values.help, showLogs: values.logs, exitAfterTraffic: values.exit };
}
