import { useQuery } from "@tanstack/react-query";
import { type Me, trpc } from "./trpc.ts";

/** Who looks at the page. */
export function meOptions() {
  return trpc.account.me.queryOptions();
}

/** Undefined until it is known. */
export function useMe(): Me | undefined {
  return useQuery(meOptions()).data;
}

/** Whether the one who looks may change anything; Vigie itself asks again with each change. */
export function useMayChange(): boolean {
  return useMe()?.role === "admin";
}

/** As short as a top bar has room for: what stands before the @ of an address. */
export function shortName({ kind, name }: Pick<Me, "kind" | "name">): string {
  return kind === "token" ? "admin token" : name.replace(/(.)@.*$/s, "$1");
}
