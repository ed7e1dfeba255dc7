import LinkHeader from 'http-link-header';

import type { ApiError } from './errors';
import {
  BadPage,
  type Page,
  type PageResponse,
  paginate,
  type Paging,
} from './pagination';
import { parseUrl } from './url';

interface CommonOptions {
  /** Records per page: the provider's maximum, unless its documentation advises another. */
  limit: number;
  /** Name of the query parameter for it. */
  limitParameter?: string;
  /** Where the items stand in the body, such as `data`; the body itself by default. */
  items?: string;
}

export interface LinkPagingOptions extends CommonOptions {
  /** Where the body holds the link, such as `_links.next.href`; the `Link` header by default. */
  link?: string;
  /** Asked of pages after the first: only they have a cursor. */
  isStale?: (error: ApiError) => boolean;
  isTooLarge?: (error: ApiError) => boolean;
  /** No smaller pages than this are asked for. */
  smallestPage?: number;
}

/**
 * Pages connected by links (RFC 8288 `Link: <…>; rel="next"`, or HAL `_links.next`). The end is
 * where no next link is given, however short or empty the page.
 */
export function linkPaging(options: LinkPagingOptions): Paging {
  const { limit, limitParameter = 'limit', items, link } = options;
  return paginate<string>({
    first: '',
    pageSize: limit,
    request: (position, pageSize) =>
      position === ''
        ? { query: { [limitParameter]: pageSize } }
        : { link: withLimit(position, limitParameter, pageSize, limit) },
    read: (response) => ({
      items: itemsAt(response.body, items),
      next:
        link === undefined ? nextLink(response) : textAt(response.body, link),
    }),
    isStale: (error, position) =>
      position !== '' && (options.isStale?.(error) ?? false),
    isTooLarge: options.isTooLarge,
    smallestPage: options.smallestPage,
  });
}

/** A list that comes whole in one answer. A next link is followed where one is given nevertheless. */
export function wholeListPaging(): Paging {
  return paginate<string>({
    first: '',
    pageSize: 0,
    request: (position) => (position === '' ? {} : { link: position }),
    read: (response) => ({
      items: itemsAt(response.body),
      next: nextLink(response),
    }),
  });
}

export interface OffsetPagingOptions extends CommonOptions {
  offsetParameter?: string;
  /** Where the body holds the number of all records, such as `page.total`. */
  total?: string;
  /** The header that holds it, where the body does not. */
  totalHeader?: string;
  /** True where a page may hold null in place of a record; such rows are left out. */
  hasNullRows?: boolean;
  /**
   * The size of page that the provider gives when nobody asks for one. A page of just this size
   * does not end a list without a total: the limit may have been overlooked.
   */
  defaultLimit?: number;
  /** Where the body names the next offset, such as `page.next`: null or absent at the end. */
  next?: string;
}

/** Where a page begins, and how many of the rows before it were null. */
interface OffsetPosition {
  offset: number;
  nullRows: number;
}

/**
 * Pages counted in records. Moves on by the rows received. With a total the end is where that
 * many records were received; without one it is the first page that is not full and names no next
 * offset. A total may count null rows or not, so that a list which holds some is asked for one page
 * more.
 */
export function offsetPaging(options: OffsetPagingOptions): Paging {
  const {
    limit,
    limitParameter = 'limit',
    offsetParameter = 'offset',
    hasNullRows = false,
    defaultLimit,
    next,
  } = options;
  return paginate<OffsetPosition>({
    first: { offset: 0, nullRows: 0 },
    pageSize: limit,
    request: ({ offset }, pageSize) => ({
      query: { [limitParameter]: pageSize, [offsetParameter]: offset },
    }),
    read: (response, { offset, nullRows }, pageSize) => {
      const rows = itemsAt(response.body, options.items);
      const items = hasNullRows ? rows.filter((row) => row !== null) : rows;
      const end = {
        offset: offset + rows.length,
        nullRows: nullRows + rows.length - items.length,
      };
      const total = totalOf(response, options);
      if (total === undefined) {
        const isFull = rows.length >= pageSize || rows.length === defaultLimit;
        const isNextNamed =
          rows.length > 0 &&
          next !== undefined &&
          textAt(response.body, next) !== undefined;
        return { items, next: isFull || isNextNamed ? end : undefined };
      }
      checkNotEarly(rows, end.offset, total);
      const isEnd = rows.length === 0 || end.offset - end.nullRows >= total;
      return { items, total, next: isEnd ? undefined : end };
    },
  });
}

export interface TokenPagingOptions extends CommonOptions {
  tokenParameter: string;
  /** Where the body holds the token of the next page, such as `page.next`. */
  next: string;
  /** Asked of pages after the first: only they have a token. */
  isStale?: (error: ApiError) => boolean;
}

/** Pages named by opaque tokens. The end is where the token is absent, null or empty. */
export function tokenPaging(options: TokenPagingOptions): Paging {
  const { limit, limitParameter = 'limit', tokenParameter } = options;
  return paginate<string>({
    first: '',
    pageSize: limit,
    request: (token, pageSize) => ({
      query: {
        [limitParameter]: pageSize,
        ...(token === '' ? {} : { [tokenParameter]: token }),
      },
    }),
    read: ({ body }) => ({
      items: itemsAt(body, options.items),
      next: textAt(body, options.next),
    }),
    isStale: (error, token) =>
      token !== '' && (options.isStale?.(error) ?? false),
  });
}

/**
 * An empty page before the announced end.
 *
 * @throws BadPage
 */
export function checkNotEarly(items: Page, end: number, total: number): void {
  if (items.length > 0 || end >= total) return;
  throw new BadPage(
    `the list ended after ${end} of ${total} records that the provider announced`,
  );
}

function nextLink({ headers }: PageResponse): string | undefined {
  const header = headers.get('link');
  if (!header) return undefined;
  try {
    return LinkHeader.parse(header).rel('next')[0]?.uri;
  } catch {
    throw new BadPage('the Link header cannot be read');
  }
}

/** Only a page size that had to be made smaller is written into a link of the provider. */
function withLimit(
  link: string,
  parameter: string,
  pageSize: number,
  asked: number,
): string {
  const url = pageSize === asked ? undefined : parseUrl(link);
  if (!url) return link;
  url.searchParams.set(parameter, String(pageSize));
  return url.href;
}

function totalOf(
  { body, headers }: PageResponse,
  { total, totalHeader }: OffsetPagingOptions,
): number | undefined {
  const value = total
    ? valueAt(body, total)
    : totalHeader && headers.get(totalHeader);
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d+$/.test(text)
    ? Number(text)
    : undefined;
}

function itemsAt(body: unknown, path = ''): Page {
  const items = valueAt(body, path);
  if (Array.isArray(items)) return items;
  throw new BadPage(
    `the answer is not a page: ${path || 'the body'} is not a list`,
  );
}

function textAt(body: unknown, path: string): string | undefined {
  const value = valueAt(body, path);
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string' || typeof value === 'number') return `${value}`;
  throw new BadPage(`the answer is not a page: ${path} is not a text`);
}

function valueAt(body: unknown, path: string): unknown {
  let value = body;
  for (const name of path === '' ? [] : path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = new Map<string, unknown>(Object.entries(value)).get(name);
  }
  return value;
}
