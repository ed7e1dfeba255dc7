import { callOf } from '../endpoints';

/** How offset paging names the place where a page begins, and from what it counts. */
const FIRST_OF: Readonly<Record<string, number>> = {
  offset: 0,
  skip: 0,
  startIndex: 1,
};

const CURSORS = ['after', 'cursor'];
const SIZES = ['limit', 'count'];

/** Where the page that is asked for begins, from 0; undefined where offsets are not used. */
export function offsetOf(url: URL): number | undefined {
  for (const [name, first] of Object.entries(FIRST_OF)) {
    const value = url.searchParams.get(name);
    if (value !== null) return Number(value) - first;
  }
  return undefined;
}

/** The cursor of the page that is asked for. */
export function cursorOf(url: URL): string | undefined {
  return (
    CURSORS.map((name) => url.searchParams.get(name)).find(
      (cursor) => cursor !== null,
    ) ?? undefined
  );
}

/** Whether the page that is asked for is not the first of its list. */
export function isLater(url: URL): boolean {
  return (offsetOf(url) ?? 0) > 0 || cursorOf(url) !== undefined;
}

/** How many records are asked for; undefined where that is not said. */
export function sizeOf(url: URL): number | undefined {
  const size = SIZES.map((name) => url.searchParams.get(name)).find(
    (value) => value !== null,
  );
  return size == null ? undefined : Number(size);
}

/** The same question for fewer records. */
export function withSize(url: URL, size: number): URL {
  const changed = new URL(url);
  for (const name of SIZES) {
    if (changed.searchParams.has(name)) {
      changed.searchParams.set(name, String(size));
    }
  }
  return changed;
}

/** The question for the first page of the same list. */
export function firstPage(url: URL): URL {
  const changed = new URL(url);
  for (const name of CURSORS) changed.searchParams.delete(name);
  for (const [name, first] of Object.entries(FIRST_OF)) {
    if (changed.searchParams.has(name)) {
      changed.searchParams.set(name, String(first));
    }
  }
  return changed;
}

/** The same question with nothing but the parameters of paging. */
export function withoutOwnQuery(url: URL): URL {
  const kept = new Set([...CURSORS, ...SIZES, ...Object.keys(FIRST_OF)]);
  const changed = new URL(url);
  for (const name of [...changed.searchParams.keys()]) {
    if (!kept.has(name)) changed.searchParams.delete(name);
  }
  return changed;
}

/** The list that is asked for, whichever page of it and however many records. */
export function listOf(url: URL): string {
  const plain = firstPage(url);
  for (const name of [...SIZES, ...Object.keys(FIRST_OF)]) {
    plain.searchParams.delete(name);
  }
  return callOf(plain.pathname + plain.search).name;
}
