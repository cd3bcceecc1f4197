export function ChannelsTab(_props: { edit: string | undefined; onDone: () => void }) {
  return null;
}
