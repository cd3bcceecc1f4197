import { Navigation } from "./navigation.tsx";

export function Trace() {
  return (
    <div className="md:flex">
      <Navigation page="/traces" inside sections={[]} />
    </div>
  );
}
