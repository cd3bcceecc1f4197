import { figureText } from "../../lib/format.ts";
import { useMayChange } from "../../lib/me.ts";
import type { ErrorGroup } from "../../lib/trpc.ts";
import { visibleText } from "../../lib/visible-text.ts";
import { Ago } from "../../ui/ago.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ErrorSample } from "./error-sample.tsx";
import { groupLook } from "./group-look.ts";
import { useResolveGroup } from "./resolve-group.ts";

/** Error groups, each with what it is, since when, in which releases, and one occurrence to open. */
export function ErrorGroupList({ groups }: { groups: readonly ErrorGroup[] }) {
  const resolve = useResolveGroup();
  const mayChange = useMayChange();
  return (
    <ul aria-label="Error groups" className="text-xs">
      {groups.map((group) => (
        <GroupItem key={group.id} group={group} resolve={resolve} mayChange={mayChange} />
      ))}
    </ul>
  );
}

interface GroupItemProps {
  group: ErrorGroup;
  resolve: ReturnType<typeof useResolveGroup>;
  mayChange: boolean;
}

function GroupItem({ group, resolve, mayChange }: GroupItemProps) {
  const { word, shape, text } = groupLook(group.state);
  const failure = resolve.failed?.group === group.id ? resolve.failed.failure : null;
  return (
    <li
      data-group={group.fingerprint}
      data-state={group.state}
      className="space-y-1.5 border-inner px-3 py-2.5 not-first:border-t"
    >
      <div className="flex flex-wrap items-start gap-x-4 gap-y-1.5">
        <div className="min-w-0 flex-1 basis-72">
          <h3 className="figure text-[13px] wrap-anywhere text-bright">
            <SafeText text={group.type} />
            {group.place !== "" && (
              <span className="text-xs text-muted">
                {" "}
                in <SafeText text={group.place} className="text-body" />
              </span>
            )}
          </h3>
          <p className="flex flex-wrap gap-x-3 text-muted">
            <span className={text}>
              <span aria-hidden="true">{shape}</span> {word}
            </span>
            <span>
              first seen <Ago time={group.firstSeen} className="text-body" />
            </span>
            <span>
              last seen <Ago time={group.lastSeen} className="text-body" />
            </span>
            <Releases releases={group.releases} />
            {group.state !== "open" && group.resolvedAt !== null && (
              <span>
                resolved <Ago time={group.resolvedAt} className="text-body" />
                {group.state === "resolved" &&
                  group.lastSeen > group.resolvedAt &&
                  ", still seen in releases from before"}
              </span>
            )}
          </p>
        </div>
        <p className="figure whitespace-nowrap text-bright" title="In the period and of what is chosen">
          {figureText(group.count, "count")}
          <span className="text-muted"> ×</span>
          <span className="sr-only"> in this period</span>
        </p>
        {mayChange && <ResolveButton group={group} resolve={resolve} />}
      </div>
      {failure && (
        <p role="alert">
          <span className="text-critical">
            <span aria-hidden="true">■</span> {failure.code}
          </span>{" "}
          {failure.message} <span className="text-muted">{failure.remedy}</span>
        </p>
      )}
      {group.sample ? (
        <ErrorSample sample={group.sample} />
      ) : (
        <p className="text-muted">No single occurrence is kept, only how many there were.</p>
      )}
    </li>
  );
}

function Releases({ releases }: Pick<ErrorGroup, "releases">) {
  const named = releases.filter((release) => release !== "");
  const [first, ...more] = named;
  if (first === undefined) return null;
  const last = more.at(-1);
  return (
    <span title={visibleText(named.join(", "))}>
      {last === undefined ? "release" : `${named.length} releases`}{" "}
      <SafeText text={first} className="figure wrap-anywhere text-body" />
      {last !== undefined && (
        <>
          {" to "}
          <SafeText text={last} className="figure wrap-anywhere text-body" />
        </>
      )}
    </span>
  );
}

function ResolveButton({ group, resolve }: Omit<GroupItemProps, "mayChange">) {
  const verb = group.state === "resolved" ? "Reopen" : "Resolve";
  const isPending = resolve.pending === group.id;
  const isOff = resolve.pending !== null;
  return (
    <button
      type="button"
      // Not `disabled`: the focus would be lost while Vigie answers.
      aria-disabled={isOff}
      onClick={() => {
        if (!isOff) resolve.toggle(group);
      }}
      aria-label={`${verb} ${visibleText(group.type)}`}
      className="control aria-disabled:cursor-not-allowed aria-disabled:text-muted"
    >
      {isPending ? "…" : verb}
    </button>
  );
}
