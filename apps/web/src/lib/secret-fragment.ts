import { useLocation, useRouter } from "@tanstack/react-router";
import { useLayoutEffect, useState } from "react";

/**
 * What stands behind the `#` of a link that holds a secret: taken out of the address bar as soon as the page is there, and known to the page
 * alone. Empty where nothing stands there.
 */
export function useSecretFragment(): string {
  const { hash, pathname, searchStr } = useLocation();
  const { history } = useRouter();
  const [secret, setSecret] = useState("");
  useLayoutEffect(() => {
    if (hash === "") return;
    setSecret(hash);
    history.replace(`${pathname}${searchStr}`);
  }, [hash, pathname, searchStr, history]);
  return secret;
}
