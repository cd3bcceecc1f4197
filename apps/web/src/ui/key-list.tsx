/** Keys and what they do, in words. */
export function KeyList({ keys }: { keys: readonly (readonly [key: string, does: string])[] }) {
  return (
    <dl className="grid w-72 grid-cols-[max-content_1fr] gap-x-4 gap-y-1.5">
      {keys.map(([key, does]) => (
        <div key={key} className="contents">
          <dt>
            <kbd className="figure border border-edge px-1.5 text-[12px] text-bright">{key}</kbd>
          </dt>
          <dd className="text-muted">{does}</dd>
        </div>
      ))}
    </dl>
  );
}
