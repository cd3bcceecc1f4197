import { randomBytes } from "node:crypto";
import { VigieError } from "@vigie/protocol";
import { type ChannelToStore, describeHook, type StoredChannelSettings } from "@vigie/storage";
import type { ChannelDraft, ChannelProblem, ChannelSettings, QuietHours } from "./shapes.ts";

/** Key of HMAC-SHA256, bytes: Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;
/** One mailbox, and nothing that could be more: no name, list, comment or line break. */
const MAILBOX = /^[^\s@<>()[\],;:\\"\p{Cc}]{1,64}@[^\s@<>()[\],;:\\"\p{Cc}]{1,255}$/u;

/**
 * A draft as it is stored, with the secret that signs its messages where there is a new one. `stored` is what an update changes.
 * Throws CHANNEL_INVALID with the field that is wrong.
 */
export function channelToStore(
  draft: ChannelDraft,
  {
    stored,
    renewSecret,
    problemWith,
  }: {
    stored: StoredChannelSettings | null;
    renewSecret: boolean;
    problemWith: (settings: ChannelSettings) => ChannelProblem | null;
  },
): { channel: ChannelToStore; secret: string | null } {
  const settings = withStoredUrl(draft.settings, stored);
  const wrong = problemOf(settings) ?? problemWith(settings) ?? problemOfQuietHours(draft.quietHours);
  if (wrong) throw new VigieError("CHANNEL_INVALID", { ...wrong });
  const known = stored?.kind === "webhook" && !renewSecret ? stored.secret : null;
  const secret =
    settings.kind === "webhook" && known === null ? `whsec_${randomBytes(SECRET_BYTES).toString("base64")}` : null;
  return {
    channel: {
      ...draft,
      settings: settings.kind === "webhook" ? { ...settings, secret: secret ?? known ?? "" } : settings,
    },
    secret,
  };
}

/** What of stored settings may be told. */
export function toldSettings(settings: StoredChannelSettings): { settings: ChannelSettings; target: string } {
  switch (settings.kind) {
    case "webhook":
    case "slack": {
      const target = describeHook(settings.url);
      return { settings: { kind: settings.kind, url: target }, target };
    }
    case "email":
      return { settings, target: settings.to.join(", ") };
  }
}

/** Who changes a name or quiet hours gives back the URL as it was told. */
function withStoredUrl(settings: ChannelSettings, stored: StoredChannelSettings | null): ChannelSettings {
  if (settings.kind === "email" || stored === null || stored.kind === "email") return settings;
  return settings.url === describeHook(stored.url) ? { ...settings, url: stored.url } : settings;
}

function problemOf(settings: ChannelSettings): ChannelProblem | null {
  if (settings.kind === "email") {
    const wrong = settings.to.findIndex((address) => !MAILBOX.test(address));
    return wrong < 0 ? null : { field: `to, number ${wrong + 1}`, problem: "it is not an e-mail address" };
  }
  if (settings.url.includes("…")) return { field: "url", problem: "it is shortened; give all of it" };
  return null;
}

function problemOfQuietHours(hours: QuietHours | null): ChannelProblem | null {
  if (hours === null) return null;
  if (hours.from === hours.to) return { field: "quietHours", problem: "they end when they begin" };
  try {
    new Intl.DateTimeFormat("en", { timeZone: hours.timeZone });
    return null;
  } catch {
    return {
      field: "quietHours.timeZone",
      problem: `there is no time zone ${hours.timeZone}; give one such as Europe/Paris`,
    };
  }
}
