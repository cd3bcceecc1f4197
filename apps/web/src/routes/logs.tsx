import { Navigation } from "./navigation.tsx";

/** What services logged: as it comes, or searched. */
export function Logs() {
  return (
    <div className="md:flex">
      <Navigation page="/logs" sections={[]} />
      <main className="min-w-0 flex-1 space-y-3 p-3 md:p-4">
        <h1 className="text-[15px] text-bright">Logs</h1>
      </main>
    </div>
  );
}
