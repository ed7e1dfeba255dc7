import { useEffect } from 'preact/hooks';

/** Makes the texts of a search while the reader looks at the table, so that the first letter is quick. */
export function useDeferredSearch(make: () => unknown, of: unknown): void {
  useEffect(() => {
    const timer = setTimeout(make, 200);
    return () => clearTimeout(timer);
  }, [of]);
}
