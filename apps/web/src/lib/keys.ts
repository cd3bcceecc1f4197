/** Whether a key that was pressed belongs to what has the focus, rather than to the page. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName))
  );
}

/** The same of keys that press what has the focus: space and Enter. */
export function isPressing(target: EventTarget | null): boolean {
  return isTyping(target) || (target instanceof Element && target.closest("button, a, summary") !== null);
}
