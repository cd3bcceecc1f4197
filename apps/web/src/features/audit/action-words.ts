/** What somebody did, in words that go on from who it was. What is not listed is told by its name in the API. */
const WORDS: Readonly<Record<string, string>> = {
  "sign-in": "signed in",
  "sign-in.refused": "was not let in",
  "sign-out": "signed out",
  "account.create": "made an account",
  "account.set-password": "set a password by a link",
  "account.changePassword": "changed the password",
  "account.endSessions": "signed out elsewhere",
  "users.invite": "invited somebody",
  "users.resetPassword": "made a link for a new password",
  "users.setRole": "changed a role",
  "users.remove": "removed an account",
  "keys.create": "made a key",
  "keys.revoke": "revoked a key",
  "rules.create": "wrote a rule",
  "rules.update": "changed a rule",
  "rules.remove": "removed a rule",
  "channels.create": "added a channel",
  "channels.update": "changed a channel",
  "channels.remove": "removed a channel",
  "channels.test": "tested a channel",
  "alerts.acknowledge": "acknowledged alerts",
  "alerts.snooze": "snoozed alerts",
  "alerts.wake": "woke alerts",
  "alerts.resolve": "resolved alerts",
  "errors.resolve": "resolved or reopened an error",
  "performance.setWeights": "changed the weights of the index",
  "retention.set": "changed how long data is kept",
};

export function actionWords(action: string): string {
  return WORDS[action] ?? action;
}

/** What actions of a group begin with, as the API takes it, and what the group is called. */
export const ACTION_GROUPS: readonly (readonly [prefix: string, name: string])[] = [
  ["sign-", "sign-ins"],
  ["sign-in.refused", "refused sign-ins"],
  ["account.", "accounts"],
  ["users.", "people"],
  ["keys.", "keys"],
  ["rules.", "rules"],
  ["channels.", "channels"],
  ["alerts.", "alerts"],
  ["errors.", "errors"],
  ["retention.", "retention"],
  ["performance.", "index"],
];
