import { describe, expect, it } from "vitest";
import type { Channel } from "../../lib/trpc.ts";
import { type ChannelForm, channelDraftOf, channelFormOf } from "./channel-form.ts";
import { channelProblems } from "./channel-problems.ts";

const channel: Channel = {
  id: 1,
  version: 2,
  name: "Ops",
  settings: { kind: "webhook", url: "https://hooks.example.com/…" },
  target: "https://hooks.example.com/…",
  minimumSeverity: "critical",
  quietHours: { from: "23:00", to: "06:30", timeZone: "Europe/Paris", exceptCritical: false },
  isEnabled: true,
  lastSentAt: null,
  lastProblem: null,
  waiting: 0,
  suppressed: 0,
};

function form(patch: Partial<ChannelForm>): ChannelForm {
  return { ...channelFormOf(null, "Asia/Kolkata"), ...patch };
}

describe("a URL", () => {
  it("that is not written again stays as it is", () => {
    const { draft } = channelDraftOf(channelFormOf(channel, "UTC"), channel);
    expect(draft).toMatchObject({ settings: channel.settings, quietHours: channel.quietHours, name: "Ops" });
  });

  it("of another kind has to be given", () => {
    expect(channelDraftOf({ ...channelFormOf(channel, "UTC"), kind: "slack" }, channel).problems).toHaveProperty("url");
    expect(channelDraftOf(form({}), null).problems).toHaveProperty("url");
  });
});

it("takes addresses however they are set apart", () => {
  const { draft } = channelDraftOf(form({ kind: "email", to: "a@example.com, b@example.com\nc@example.com;" }), null);
  expect(draft?.settings).toEqual({ kind: "email", to: ["a@example.com", "b@example.com", "c@example.com"] });
  expect(channelDraftOf(form({ kind: "email", to: " " }), null).problems).toHaveProperty("to");
});

it("proposes quiet hours in the browser's time zone, and has none until they are wanted", () => {
  const written = form({ url: "https://hooks.example.com/a" });
  expect(channelDraftOf(written, null).draft?.quietHours).toBeNull();
  expect(channelDraftOf({ ...written, hasQuietHours: true }, null).draft?.quietHours).toMatchObject({
    timeZone: "Asia/Kolkata",
    exceptCritical: true,
  });
});

it("shows what Vigie refuses at its field", () => {
  const details = { field: "url", problem: "it leads into the private network" };
  const { problems } = channelProblems({ data: { vigie: { code: "CHANNEL_INVALID", message: "", details } } });
  expect(problems).toEqual({ url: details.problem });
});

it("says which of several addresses is none", () => {
  const details = { field: "to, number 2", problem: "it is not an e-mail address" };
  const { problems } = channelProblems({ data: { vigie: { code: "CHANNEL_INVALID", message: "", details } } });
  expect(problems).toEqual({ to: "number 2: it is not an e-mail address" });
});
