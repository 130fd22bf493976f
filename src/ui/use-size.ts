import { type RefObject, useLayoutEffect, useState } from "react";

/** The size of a node in CSS pixels, kept up to date; 0 × 0 before it is on the page. */
export function useSize(node: RefObject<Element | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = node.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      setSize((known) => (known.width === width && known.height === height ? known : { width, height }));
    });
    observer.observe(element);
    const { width, height } = element.getBoundingClientRect();
    setSize({ width, height });
    return () => observer.disconnect();
  }, [node]);
  return size;
}
