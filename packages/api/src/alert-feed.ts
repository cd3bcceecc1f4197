/** Tells that alerts changed, on whichever server. */
export interface AlertFeed {
  /** `changed` is called soon after, and once too often rather than once too little; it must return at once and never throw. */
  read(changed: () => void): { stop: () => void };
}
