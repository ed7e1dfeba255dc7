import type { ApiError } from './errors';
import { BadPage, type PageContent, paginate, type Paging } from './pagination';
import { checkNotEarly } from './pagingDialects';

export interface ScimPagingOptions {
  /** Records to ask for per page. Servers cap it silently. */
  count: number;
  /** How to begin; a server that answers with a cursor is followed by cursor in either case. */
  method: 'index' | 'cursor';
}

interface IndexPosition {
  by: 'index';
  startIndex: number;
  /**
   * - `announced`: `totalResults` tells where the list ends
   * - `doubted`: the server gave a total that may be just the size of its page, and all of it was
   *   received; one more page is asked for to find out
   * - `unknown`: no total, or one that was seen to be wrong
   */
  total: 'announced' | 'doubted' | 'unknown';
}

type Position = IndexPosition | { by: 'cursor'; cursor: string };

/** Page sizes at which servers cap lists. */
const USUAL_CAPS = new Set([10, 20, 25, 30, 50, 100, 200, 250, 500, 1000]);

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
        ? { by: 'index', startIndex: 1, total: 'announced' }
        : { by: 'cursor', cursor: '' },
    pageSize: count,
    request: (position, count) => ({ query: { ...startOf(position), count } }),
    read: ({ body }, position, pageSize) => {
      const page = listResponse(body);
      if (page.nextCursor !== undefined) {
        return {
          items: page.items,
          next: { by: 'cursor', cursor: page.nextCursor },
        };
      }
      if (position.by === 'cursor') return { items: page.items };
      return readByIndex(page, position, pageSize);
    },
    isStale: ({ providerCode = '' }) =>
      /^(invalid|expired)Cursor$/i.test(providerCode),
    isTooLarge: ({ status, providerCode = '' }) =>
      status === 413 || /^(invalidCount|tooMany)$/i.test(providerCode),
    isPastEnd: isRefusalPastEnd,
    isEnd: ({ isFirstPage, length }, position) =>
      isFirstPage && position.by === 'index' && wasAll(length, position, count),
  });
}

function startOf(position: Position): Record<string, string | number> {
  return position.by === 'index'
    ? { startIndex: position.startIndex }
    : { cursor: position.cursor };
}

interface ListResponse {
  items: readonly unknown[];
  totalResults?: number;
  nextCursor?: string;
}

/** A list response; also the bare array that some servers give. Attribute names ignore case. */
function listResponse(body: unknown): ListResponse {
  if (Array.isArray(body)) return { items: body };
  if (typeof body !== 'object' || body === null) {
    throw new BadPage('the answer is not a SCIM list response');
  }
  const fields = new Map<string, unknown>(
    Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const resources = fields.get('resources');
  const totalResults = wholeNumber(fields.get('totalresults'));
  const nextCursor = fields.get('nextcursor');
  if (!Array.isArray(resources) && !isEmptyList(resources, totalResults)) {
    throw new BadPage(
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

/** RFC 7644 section 3.4.2 allows leaving out `Resources` where nothing matches. */
function isEmptyList(
  resources: unknown,
  totalResults: number | undefined,
): boolean {
  return (
    (resources === undefined || resources === null) &&
    totalResults !== undefined
  );
}

function readByIndex(
  { items, totalResults }: ListResponse,
  position: IndexPosition,
  pageSize: number,
): PageContent<Position> {
  const end = position.startIndex - 1 + items.length;
  const next = (total: IndexPosition['total']): Position => ({
    by: 'index',
    startIndex: end + 1,
    total,
  });
  if (totalResults === undefined || position.total !== 'announced') {
    const isPagingIgnored = items.length > pageSize;
    const isEnd = items.length === 0 || isPagingIgnored;
    return { items, next: isEnd ? undefined : next('unknown') };
  }
  checkNotEarly(items, end, totalResults);
  if (mayBePageSize(totalResults, items.length, pageSize)) {
    return { items, next: next('doubted') };
  }
  return {
    items,
    total: totalResults,
    next: end < totalResults ? next('announced') : undefined,
  };
}

function mayBePageSize(
  totalResults: number,
  received: number,
  pageSize: number,
): boolean {
  return (
    totalResults === received &&
    (received === pageSize || USUAL_CAPS.has(received))
  );
}

/** Some servers refuse an index past the end in place of giving an empty page. */
function isRefusalPastEnd({ kind }: ApiError, position: Position): boolean {
  return (
    position.by === 'index' &&
    position.total === 'doubted' &&
    (kind === 'missing' || kind === 'request')
  );
}

/**
 * The first page again, where no total is known: the end, when the server began again after its
 * last page; or when it ignores the index but gave fewer records than were asked for.
 */
function wasAll(
  length: number,
  { startIndex, total }: IndexPosition,
  count: number,
): boolean {
  if (total === 'announced') return false;
  const isSecondPage = startIndex === length + 1;
  return !isSecondPage || length < count;
}

function wholeNumber(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d+$/.test(text)
    ? Number(text)
    : undefined;
}
