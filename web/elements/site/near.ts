/** How far from what is seen, in pixels, an element begins to load: it is there when it is scrolled to. */
const ahead = 600;

/** Calls `then` once an element is in view, or nearly; what is returned ends the wait. */
export function whenNear(element: Element, then: () => void): () => void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      then();
    },
    { rootMargin: `${ahead}px 0px` },
  );
  observer.observe(element);
  return () => observer.disconnect();
}
