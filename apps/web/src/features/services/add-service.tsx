import { type KeyboardEvent, useRef, useState } from "react";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { FRAMEWORKS } from "./frameworks.ts";
import { NewKey } from "./new-key.tsx";

/** What to do while no service has sent anything: the key that it needs, and the lines to add, for each framework. */
export function AddService() {
  const [chosen, setChosen] = useState(0);
  const [service, setService] = useState("shop");
  const tabs = useRef<(HTMLButtonElement | null)[]>([]);
  const framework = FRAMEWORKS[chosen] ?? FRAMEWORKS[0];
  if (!framework) return null;
  const lines = framework.lines(window.location.origin, service.trim() || "shop");

  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const next = (chosen + step + FRAMEWORKS.length) % FRAMEWORKS.length;
    setChosen(next);
    tabs.current[next]?.focus();
  };

  return (
    <Panel id="add-service" title="Add a service">
      <div className="space-y-3 p-4">
        <p>
          <span className="text-[15px] text-bright">No service has sent anything yet.</span>{" "}
          <span className="text-muted">
            Make its key, add these lines, start it and send it a request: its figures appear here within seconds, by
            themselves.
          </span>
        </p>
        <NewKey service={service} onService={setService} />
        <div role="tablist" aria-label="Framework" className="flex flex-wrap border-b border-edge">
          {FRAMEWORKS.map(({ name }, index) => (
            <button
              key={name}
              ref={(element) => {
                tabs.current[index] = element;
              }}
              type="button"
              role="tab"
              id={`framework-${index}`}
              aria-selected={index === chosen}
              aria-controls="framework-lines"
              tabIndex={index === chosen ? 0 : -1}
              onClick={() => setChosen(index)}
              onKeyDown={move}
              className={`figure -mb-px border-b-2 px-3 py-1.5 text-xs ${index === chosen ? "border-accent text-bright" : "border-transparent text-muted hover:text-body"}`}
            >
              {name}
            </button>
          ))}
        </div>
        <div role="tabpanel" id="framework-lines" aria-labelledby={`framework-${chosen}`} className="relative">
          <ScrollBox label={`Lines for ${framework.name}`} className="border border-inner bg-background p-3 sm:pr-20">
            <pre className="figure text-xs leading-5">{lines}</pre>
          </ScrollBox>
          <div className="mt-2 sm:absolute sm:top-2 sm:right-2 sm:mt-0">
            <CopyButton text={lines} what={`the lines for ${framework.name}`} />
          </div>
        </div>
      </div>
    </Panel>
  );
}
