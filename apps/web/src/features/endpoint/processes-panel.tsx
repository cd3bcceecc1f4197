import { Link } from "@tanstack/react-router";
import { figureText } from "../../lib/format.ts";
import type { EndpointDetail } from "../../lib/trpc.ts";
import { Ago } from "../../ui/ago.tsx";
import { NameText } from "../../ui/name-text.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";

type Process = EndpointDetail["releases"][number];

interface ProcessesPanelProps {
  kind: "release" | "instance";
  processes: readonly Process[];
  /** The one that the page is filtered by. */
  selected: string | undefined;
  busy: boolean;
  className?: string;
}

const WORDS = {
  release: { title: "Releases", head: "Release", id: "releases", unnamed: "(no release named)" },
  instance: { title: "Instances", head: "Instance", id: "instances", unnamed: "(no name)" },
} as const;

/** The same endpoint release by release, or process by process. A click shows the page of that one alone, another of all. */
export function ProcessesPanel({ kind, processes, selected, busy, className }: ProcessesPanelProps) {
  const words = WORDS[kind];
  return (
    <Panel id={words.id} title={words.title} busy={busy} className={className}>
      <ScrollBox label={`Table of ${words.title.toLowerCase()}`} className={busy ? "grayscale-80" : ""}>
        <table className="figure w-full min-w-xl table-fixed border-collapse text-xs">
          <thead>
            <tr className="label text-right font-sans text-muted">
              <th scope="col" className="px-3 py-2 text-left font-normal">
                {words.head}
              </th>
              <Head>Requests</Head>
              <Head>P50</Head>
              <Head>P95</Head>
              <Head>Errors</Head>
              <th scope="col" className="w-32 px-3 py-2 font-normal">
                Last seen
              </th>
            </tr>
          </thead>
          <tbody>
            {processes.map((process) => (
              <tr
                key={process.name}
                data-process={process.name}
                className={`border-t border-inner text-right hover:bg-inner/40 ${process.name === selected ? "bg-inner/60" : ""}`}
              >
                <th scope="row" className="px-3 py-1 text-left font-normal">
                  {process.name === "" ? (
                    <span className="text-muted">{words.unnamed}</span>
                  ) : (
                    <FilterLink kind={kind} name={process.name} isSelected={process.name === selected} />
                  )}
                </th>
                <td className="px-3 whitespace-nowrap text-bright">{figureText(process.requestCount, "count")}</td>
                <td className="px-3 whitespace-nowrap">{figureText(process.p50Ms, "ms")}</td>
                <td className="px-3 whitespace-nowrap">{figureText(process.p95Ms, "ms")}</td>
                <td className={`px-3 whitespace-nowrap ${process.errorRate > 0 ? "" : "text-muted"}`}>
                  {figureText(process.errorRate, "ratio")}
                </td>
                <td className="px-3 whitespace-nowrap text-muted">
                  <Ago time={process.lastSeen} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Panel>
  );
}

function FilterLink({ kind, name, isSelected }: { kind: "release" | "instance"; name: string; isSelected: boolean }) {
  return (
    <Link
      to="."
      search={(old) => ({ ...old, [kind]: isSelected ? undefined : name })}
      resetScroll={false}
      activeProps={{ "aria-current": undefined }}
      aria-current={isSelected ? "true" : undefined}
      className={`flex min-w-0 hover:underline ${isSelected ? "text-bright" : "text-accent"}`}
    >
      <NameText name={name} />
      {isSelected && <span className="shrink-0 pl-2 text-muted">✕ show all</span>}
    </Link>
  );
}

function Head({ children }: { children: string }) {
  return (
    <th scope="col" className="w-20 px-3 py-2 font-normal whitespace-nowrap">
      {children}
    </th>
  );
}
