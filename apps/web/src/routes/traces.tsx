import { Navigation } from "./navigation.tsx";

export function Traces() {
  return (
    <div className="md:flex">
      <Navigation page="/traces" sections={[]} />
    </div>
  );
}
