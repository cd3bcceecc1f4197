import type { Service } from "../lib/trpc.ts";
import { visibleText } from "../lib/visible-text.ts";

interface SelectionFiltersProps {
  services: Service[] | undefined;
  service: string | undefined;
  release: string | undefined;
  instance: string | undefined;
  onRelease: (release: string | undefined) => void;
  onInstance: (instance: string | undefined) => void;
}

/** Which processes of the service are meant: those of one release, or one alone. */
export function SelectionFilters({ services, service, release, instance, ...select }: SelectionFiltersProps) {
  const running = services?.find(({ name }) => name === service)?.releases ?? [];
  // One that no longer runs may have been chosen: it stays to be seen, and to be left.
  const releases = release === undefined || running.includes(release) ? running : [release, ...running];
  return (
    <>
      {(service !== undefined || release !== undefined) && releases.length > 0 && (
        <select
          aria-label="Release"
          className="control max-w-48"
          value={release ?? ""}
          onChange={(event) => select.onRelease(event.target.value === "" ? undefined : event.target.value)}
        >
          <option value="">all releases</option>
          {releases.map((each) => (
            <option key={each} value={each}>
              {visibleText(each)}
            </option>
          ))}
        </select>
      )}
      {instance !== undefined && (
        <button
          type="button"
          className="control max-w-64 truncate"
          aria-label={`Instance ${visibleText(instance)}: show all`}
          onClick={() => select.onInstance(undefined)}
        >
          instance {visibleText(instance)} <span aria-hidden="true">✕</span>
        </button>
      )}
    </>
  );
}
