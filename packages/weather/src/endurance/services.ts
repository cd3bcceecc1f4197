/** A small installation. */
export const SERVICES = ["shop", "search", "billing", "accounts", "mail"];
export const INSTANCES = 2;
/** What each of them is about: three endpoints each. */
export const NOUNS = ["orders", "items", "users", "carts", "reviews", "stocks"];
