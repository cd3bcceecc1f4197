import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { actFailureOf } from "../../lib/act-failure.ts";
import { client, type RetentionKind, type RetentionReport } from "../../lib/trpc.ts";
import { type DaysTexts, readDays } from "./days-form.ts";
import { expiringOptions, renewRetention, showRetention } from "./retention.query.ts";

/** A number is typed digit by digit: what 3 would delete is not asked on the way to 30. */
const SETTLED_AFTER_MS = 300;

/** What somebody is about to set: typed, looked at for what it would delete, and set. */
export function useSetRetention(report: RetentionReport) {
  const [texts, setTexts] = useState<DaysTexts>({});
  // That of the report which was looked at when the first of them was typed.
  const [version, setVersion] = useState(report.version);
  const typed = readDays(texts, report);
  const [settled, setSettled] = useState(texts);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(texts), SETTLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [texts]);
  const isAsked = settled === texts && typed.changes !== null && typed.isShorter;
  const expiring = useQuery({ ...expiringOptions(typed.changes ?? {}), enabled: isAsked });
  const reset = () => {
    setTexts({});
    save.reset();
  };
  const save = useMutation({
    mutationFn: (days: NonNullable<typeof typed.changes>) => client.retention.set.mutate({ days, version }),
    onSuccess: (next) => {
      showRetention(next);
      setTexts({});
    },
  });
  return {
    texts,
    typed,
    type: (kind: RetentionKind, text: string) => {
      if (!typed.isChanged) setVersion(report.version);
      save.reset();
      setTexts((old) => ({ ...old, [kind]: text }));
    },
    /** Null while it is looked at. */
    expiring: typed.isShorter ? (isAsked && expiring.data) || null : [],
    expiringFailure: expiring.error && isAsked ? actFailureOf(expiring.error) : null,
    save: () => {
      if (typed.changes && !save.isPending) save.mutate(typed.changes);
    },
    isPending: save.isPending,
    failure: save.error ? actFailureOf(save.error) : null,
    reset,
    /** Shows what is set now, and forgets what was typed. */
    loadNewer: () => {
      reset();
      void renewRetention();
    },
  };
}

export type SetRetention = ReturnType<typeof useSetRetention>;
