import {
  PageFormatError,
  type PageContent,
  paginate,
  type Paging,
} from '../../http/paging/pagination';
import { checkNotEarly } from '../../http/paging/offset';
import { idOf } from '../../http/records';

export interface ScimPagingOptions {
  /** Records to ask for per page. Servers cap it silently. */
  count: number;
  /** How to begin; a server that answers with a cursor is followed by cursor in either case. */
  method: 'index' | 'cursor';
}

/**
 * Where a page begins, and how the end of the list will be known:
 * - `total`: by `totalResults`
 * - `probe`: not yet; one record is asked for, to see whether `totalResults` means the list or
 *   just the page, and whether `count` matters
 * - `search`: by the first page that is empty, as no total can be relied on
 * - `cursor`: by the first page that names no next cursor (RFC 9865)
 */
type Position =
  | { by: 'total'; startIndex: number; total?: number }
  | { by: 'probe'; received: number }
  | SearchPosition
  | { by: 'cursor'; cursor: string };

interface SearchPosition {
  by: 'search';
  startIndex: number;
  /** Lengths of the first page and of the one before this. */
  firstLength: number;
  lastLength: number;
  /** The server gives what it gives, whatever `count` says. */
  isCountIgnored: boolean;
}

/**
 * SCIM 2.0 lists: by index (RFC 7644 section 3.4.2.4) and by cursor (RFC 9865).
 *
 * Index paging moves on by the records received. It ends at `totalResults`, or, where that is
 * missing or is just the size of the page, at the first empty page.
 */
export function scimPaging({ count, method }: ScimPagingOptions): Paging {
  return paginate<Position>({
    first:
      method === 'index'
        ? { by: 'total', startIndex: 1 }
        : { by: 'cursor', cursor: '' },
    pageSize: count,
    request: (position, count) => ({ query: queryFor(position, count) }),
    read: ({ body }, position) => readPage(listResponse(body), position),
    isStale: ({ providerCode = '' }) =>
      /^(invalid|expired)Cursor$/i.test(providerCode),
    isTooLarge: ({ status, providerCode = '' }) =>
      status === 413 || /^(invalidCount|tooMany)$/i.test(providerCode),
    idOf,
    isEndAtRestart: (position) => position.by === 'search' && wasAll(position),
  });
}

function queryFor(
  position: Position,
  count: number,
): Record<string, string | number> {
  switch (position.by) {
    case 'total':
    case 'search':
      return { startIndex: position.startIndex, count };
    case 'probe':
      return { startIndex: 1, count: 1 };
    case 'cursor':
      return { cursor: position.cursor, count };
  }
}

function readPage(
  page: ListResponse,
  position: Position,
): PageContent<Position> {
  if (position.by === 'probe') return readProbe(page, position.received);
  const { items, nextCursor } = page;
  const total = totalOfList(page);
  if (nextCursor !== undefined) {
    return { items, total, next: { by: 'cursor', cursor: nextCursor } };
  }
  switch (position.by) {
    case 'total':
      return readByTotal(page, position);
    case 'search':
      return readSearch(page, position);
    case 'cursor':
      return { items, total, next: indexInsteadOfCursor(page, position) };
  }
}

/** What is not more than the page holds may be just the size of the page. */
function totalOfList({
  items,
  totalResults = 0,
}: ListResponse): number | undefined {
  return totalResults > items.length ? totalResults : undefined;
}

interface ListResponse {
  items: readonly unknown[];
  totalResults?: number;
  nextCursor?: string;
}

/**
 * A list response; also the bare array that some servers give. Attribute names ignore case. RFC
 * 7644 section 3.4.2 allows leaving out `Resources` where there are none.
 */
function listResponse(body: unknown): ListResponse {
  if (Array.isArray(body)) return { items: body };
  if (typeof body !== 'object' || body === null) {
    throw new PageFormatError('the answer is not a SCIM list response');
  }
  const fields = new Map<string, unknown>(
    Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const resources = fields.get('resources');
  const totalResults = wholeNumber(fields.get('totalresults'));
  const nextCursor = fields.get('nextcursor');
  const isEmpty =
    resources == null &&
    (totalResults !== undefined ||
      wholeNumber(fields.get('itemsperpage')) === 0);
  if (!Array.isArray(resources) && !isEmpty) {
    throw new PageFormatError(
      'the answer is not a SCIM list response: it has no Resources',
    );
  }
  return {
    items: Array.isArray(resources) ? resources : [],
    totalResults,
    nextCursor:
      typeof nextCursor === 'string' && nextCursor !== ''
        ? nextCursor
        : undefined,
  };
}

function readByTotal(
  { items, totalResults }: ListResponse,
  position: { startIndex: number; total?: number },
): PageContent<Position> {
  const isFirst = position.startIndex === 1;
  if (isFirst && isDoubtful(items.length, totalResults)) {
    return { items, next: doubt(items.length) };
  }
  const total = totalResults ?? position.total ?? 0;
  const end = position.startIndex - 1 + items.length;
  checkNotEarly(items, end, total);
  return {
    items,
    total,
    next: end < total ? { by: 'total', startIndex: end + 1, total } : undefined,
  };
}

/** A total that is not more than the first page holds may be just the size of that page. */
function isDoubtful(received: number, totalResults = 0): boolean {
  const isSingle = received === 1 && totalResults === 1;
  return received > 0 && totalResults <= received && !isSingle;
}

function doubt(received: number): Position {
  return received > 1
    ? { by: 'probe', received }
    : startSearch(received, { isCountIgnored: true });
}

/** The record of the probe was on the first page already. */
function readProbe(
  { items, totalResults = 0, nextCursor }: ListResponse,
  received: number,
): PageContent<Position> {
  const isPagedByCursor = nextCursor !== undefined;
  if (isPagedByCursor) return { items: [] };
  const isTotalOfList = totalResults > items.length;
  if (!isTotalOfList) {
    const isCountIgnored = items.length > 1;
    return { items: [], next: startSearch(received, { isCountIgnored }) };
  }
  const next: Position | undefined =
    totalResults > received
      ? { by: 'total', startIndex: received + 1, total: totalResults }
      : undefined;
  return { items: [], next };
}

function startSearch(
  received: number,
  { isCountIgnored }: { isCountIgnored: boolean },
): SearchPosition {
  return {
    by: 'search',
    startIndex: received + 1,
    firstLength: received,
    lastLength: received,
    isCountIgnored,
  };
}

function readSearch(
  { items, totalResults = 0 }: ListResponse,
  position: SearchPosition,
): PageContent<Position> {
  const startIndex = position.startIndex + items.length;
  checkNotEarly(items, startIndex - 1, totalResults);
  const next = { ...position, startIndex, lastLength: items.length };
  return { items, next: items.length > 0 ? next : undefined };
}

/** A server that overlooks `cursor` gives the first page by index, with a larger total. */
function indexInsteadOfCursor(
  { items, totalResults = 0 }: ListResponse,
  { cursor }: { cursor: string },
): Position | undefined {
  const isMore = cursor === '' && totalResults > items.length;
  return isMore && items.length > 0
    ? { by: 'total', startIndex: items.length + 1, total: totalResults }
    : undefined;
}

/**
 * The first page came again, where no total is known. Right after the first page this is the end
 * only when the server overlooks all paging, and so gave all it has. Later it is the end when the
 * page before was a short one: the server began again after it.
 */
function wasAll(position: SearchPosition): boolean {
  const { startIndex, firstLength, lastLength, isCountIgnored } = position;
  const isSecondPage = startIndex === firstLength + 1;
  return isSecondPage ? isCountIgnored : lastLength < firstLength;
}

function wholeNumber(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d+$/.test(text)
    ? Number(text)
    : undefined;
}
