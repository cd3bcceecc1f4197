import { useState } from "react";
import { Choices } from "../../ui/choices.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { ScrollBox } from "../../ui/scroll-box.tsx";
import { RECORDERS } from "./recorders.ts";

/** No service has logged anything yet: the lines to add, for each logger. */
export function EmptyLogs() {
  const [chosen, setChosen] = useState(RECORDERS[0].name);
  const recorder = RECORDERS.find((each) => each.name === chosen) ?? RECORDERS[0];
  const { name } = recorder;
  const lines = recorder.lines(window.location.origin);
  return (
    <div className="space-y-3 p-4 font-sans text-[13px]">
      <p>
        <span className="text-[15px] text-bright">No service has sent a log yet.</span>{" "}
        <span className="text-muted">
          Add these lines to one: what it logs appears here at once, with the trace of the request in which it was
          logged. Passwords, tokens and addresses are taken out before anything leaves it.
        </span>
      </p>
      <Choices
        label="Logger"
        options={RECORDERS.map((each) => each.name)}
        selected={name}
        onSelect={setChosen}
        text={(option) => option}
      />
      <div className="relative">
        <ScrollBox label={`Lines for ${name}`} className="border border-inner bg-panel p-3 sm:pr-20">
          <pre className="figure text-[12px] leading-5">{lines}</pre>
        </ScrollBox>
        <div className="mt-2 sm:absolute sm:top-2 sm:right-2 sm:mt-0">
          <CopyButton text={lines} what={`the lines for ${name}`} />
        </div>
      </div>
    </div>
  );
}
