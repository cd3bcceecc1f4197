import { Navigation } from "./navigation.tsx";

/** Which endpoint is slow, which one fails, and what it costs. */
export function Endpoints() {
  return (
    <div className="md:flex">
      <Navigation page="/endpoints" sections={[]} />
      <main className="min-w-0 flex-1 space-y-3 p-3 md:p-4">
        <h1 className="sr-only">Endpoints</h1>
      </main>
    </div>
  );
}
