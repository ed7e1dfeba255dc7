import LinkHeader from 'http-link-header';

import type { ApiError } from './errors';
import {
  BadPage,
  type Page,
  type PageResponse,
  paginate,
  type Paging,
} from './pagination';

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
  isStale?: (error: ApiError) => boolean;
  isTooLarge?: (error: ApiError) => boolean;
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
    isStale: options.isStale,
    isTooLarge: options.isTooLarge,
  });
}

export interface OffsetPagingOptions extends CommonOptions {
  offsetParameter?: string;
  /** Where the body holds the number of all records, such as `page.total`. */
  total?: string;
  /** The header that holds it, where the body does not. */
  totalHeader?: string;
}

/**
 * Pages counted in records. Moves on by the records received. With a total the end is where that
 * many were received; without one it is the first page that is not full.
 */
export function offsetPaging(options: OffsetPagingOptions): Paging {
  const {
    limit,
    limitParameter = 'limit',
    offsetParameter = 'offset',
  } = options;
  return paginate<number>({
    first: 0,
    pageSize: limit,
    request: (offset, pageSize) => ({
      query: { [limitParameter]: pageSize, [offsetParameter]: offset },
    }),
    read: (response, offset, pageSize) => {
      const items = itemsAt(response.body, options.items);
      const total = totalOf(response, options);
      const end = offset + items.length;
      if (total === undefined) {
        return { items, next: items.length < pageSize ? undefined : end };
      }
      checkNotEarly(items, end, total);
      return { items, total, next: end < total ? end : undefined };
    },
  });
}

export interface TokenPagingOptions extends CommonOptions {
  tokenParameter: string;
  /** Where the body holds the token of the next page, such as `page.next`. */
  next: string;
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
    isStale: options.isStale,
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
  if (pageSize === asked || !URL.canParse(link)) return link;
  const url = new URL(link);
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
