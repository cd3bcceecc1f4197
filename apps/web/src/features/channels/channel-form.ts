import type { Channel, ChannelDraft, Severity } from "../../lib/trpc.ts";

export type ChannelKind = Channel["settings"]["kind"];

export const KIND_NAMES: Record<ChannelKind, string> = { webhook: "Webhook", slack: "Slack", email: "E-mail" };

/** A channel as it is being written. */
export interface ChannelForm {
  name: string;
  kind: ChannelKind;
  /** Of a webhook or of Slack; empty where the one that is stored stays. */
  url: string;
  /** Addresses, with commas, spaces or lines between them. */
  to: string;
  minimumSeverity: Severity;
  hasQuietHours: boolean;
  quietFrom: string;
  quietTo: string;
  timeZone: string;
  exceptCritical: boolean;
  isEnabled: boolean;
}

export type ChannelField = keyof ChannelForm;
export type ChannelProblems = Partial<Record<ChannelField, string>>;

/** A channel to change; without one, an empty form. The time zone is the browser's where none is stored. */
export function channelFormOf(channel: Channel | null, timeZone: string): ChannelForm {
  const { settings, quietHours } = channel ?? { settings: null, quietHours: null };
  return {
    name: channel?.name ?? "",
    kind: settings?.kind ?? "webhook",
    url: "",
    to: settings?.kind === "email" ? settings.to.join(", ") : "",
    minimumSeverity: channel?.minimumSeverity ?? "warning",
    hasQuietHours: quietHours !== null,
    quietFrom: quietHours?.from ?? "22:00",
    quietTo: quietHours?.to ?? "07:00",
    timeZone: quietHours?.timeZone ?? timeZone,
    exceptCritical: quietHours?.exceptCritical ?? true,
    isEnabled: channel?.isEnabled ?? true,
  };
}

/** The channel that is written, or what is still wrong with it. Whether it can be reached is for Vigie to say. */
export function channelDraftOf(
  form: ChannelForm,
  channel: Channel | null,
): { draft: ChannelDraft; problems: null } | { draft: null; problems: ChannelProblems } {
  const problems: ChannelProblems = {};
  const settings = settingsOf(form, channel);
  if (settings === null)
    Object.assign(
      problems,
      form.kind === "email" ? { to: "Give at least one address." } : { url: "Give the address that messages go to." },
    );
  if (form.hasQuietHours && !isClock(form.quietFrom)) problems.quietFrom = "Give a time of day.";
  if (form.hasQuietHours && !isClock(form.quietTo)) problems.quietTo = "Give a time of day.";
  if (form.hasQuietHours && form.timeZone.trim() === "") problems.timeZone = "Give a time zone.";
  if (Object.keys(problems).length > 0 || settings === null) return { draft: null, problems };
  return {
    problems: null,
    draft: {
      name: form.name.trim() || KIND_NAMES[form.kind],
      settings,
      minimumSeverity: form.minimumSeverity,
      quietHours: form.hasQuietHours
        ? {
            from: form.quietFrom,
            to: form.quietTo,
            timeZone: form.timeZone.trim(),
            exceptCritical: form.exceptCritical,
          }
        : null,
      isEnabled: form.isEnabled,
    },
  };
}

function settingsOf({ kind, url, to }: ChannelForm, channel: Channel | null): ChannelDraft["settings"] | null {
  if (kind === "email") {
    const addresses = to.split(/[\s,;]+/).filter((address) => address !== "");
    return addresses.length > 0 ? { kind, to: addresses } : null;
  }
  if (url.trim() !== "") return { kind, url: url.trim() };
  return channel?.settings.kind === kind ? channel.settings : null;
}

function isClock(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}
