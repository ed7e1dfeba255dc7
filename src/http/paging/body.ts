import LinkHeader from 'http-link-header';

import { type Page, PageFormatError, type PageResponse } from './page';

/** What dialects have in common that put their pages into a body. */
export interface PageOptions {
  /** Records per page: the provider's maximum, unless its documentation advises another. */
  limit: number;
  /** Name of the query parameter for it. */
  limitParameter?: string;
  /** Where the items stand in the body, such as `data`; the body itself by default. */
  items?: string;
}

/**
 * The list at a path of a body, such as `data`; the body itself where the path is empty.
 *
 * @throws PageFormatError
 */
export function itemsAt(body: unknown, path = ''): Page {
  const items = valueAt(body, path);
  if (Array.isArray(items)) return items;
  throw new PageFormatError(
    `the answer is not a page: ${path || 'the body'} is not a list`,
  );
}

/** As `itemsAt`, where null stands for an empty list, unless a total contradicts it. */
export function itemsOrNullAt(body: unknown, path = '', total = 0): Page {
  return valueAt(body, path) === null && total === 0 ? [] : itemsAt(body, path);
}

/**
 * The text or number at a path, as text; undefined where it is absent, null or empty.
 *
 * @throws PageFormatError
 */
export function textAt(body: unknown, path: string): string | undefined {
  const value = valueAt(body, path);
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string' || typeof value === 'number') return `${value}`;
  throw new PageFormatError(`the answer is not a page: ${path} is not a text`);
}

/** What stands at a path of a body. */
export function valueAt(body: unknown, path: string): unknown {
  let value = body;
  for (const name of path === '' ? [] : path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = new Map<string, unknown>(Object.entries(value)).get(name);
  }
  return value;
}

/** A whole number, which some services write as a text; undefined where it is none. */
export function wholeNumber(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d+$/.test(text)
    ? Number(text)
    : undefined;
}

/**
 * The next link of the `Link` header (RFC 8288).
 *
 * @throws PageFormatError where the header cannot be read
 */
export function nextLink({ headers }: PageResponse): string | undefined {
  const header = headers.get('link');
  if (!header) return undefined;
  try {
    return LinkHeader.parse(header).rel('next')[0]?.uri;
  } catch {
    throw new PageFormatError('the Link header cannot be read');
  }
}
