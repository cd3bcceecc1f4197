import { type RefObject, useLayoutEffect, useRef } from "react";

/** Less than this would show too little to work with: then the page scrolls. Pixels. */
const LEAST = 440;

/** Makes an element end where the window does, however tall what stands above it: what grows at its end is to be in sight. */
export function useRestOfWindow(): RefObject<HTMLElement | null> {
  const element = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const fit = () => {
      const { current } = element;
      if (!current) return;
      const top = current.getBoundingClientRect().top + window.scrollY;
      current.style.height = `${Math.max(LEAST, window.innerHeight - top)}px`;
    };
    fit();
    // What stands above became taller or lower: the page with it.
    const observer = new ResizeObserver(fit);
    observer.observe(document.body);
    window.addEventListener("resize", fit);
    return () => {
      observer.disconnect();
      window.removeEventListener("resize", fit);
    };
  }, []);
  return element;
}
