import type { Service } from "../../lib/trpc.ts";
import { ITSELF } from "./services.query.ts";

interface ServiceSelectorProps {
  services: Service[] | undefined;
  selected: string | undefined;
  onSelect: (service: string | undefined) => void;
}

export function ServiceSelector({ services = [], selected, onSelect }: ServiceSelectorProps) {
  const others = services.filter(({ name }) => name !== ITSELF);
  // A link may name a service that has been silent for long: it stays chosen, and to be seen.
  const isMissing = selected !== undefined && selected !== ITSELF && others.every(({ name }) => name !== selected);
  return (
    <select
      aria-label="Service"
      className="control max-w-56"
      value={selected ?? ""}
      onChange={(event) => onSelect(event.target.value === "" ? undefined : event.target.value)}
    >
      <option value="">all services</option>
      {isMissing && <option value={selected}>{selected}</option>}
      {others.map(({ name }) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
      <option value={ITSELF}>vigie (itself)</option>
    </select>
  );
}
