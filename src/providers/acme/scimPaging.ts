import { ApiError } from '../../http/failures';
import {
  type Page,
  PageFormatError,
  type PageSource,
  type Paging,
} from '../../http/paging/page';
import { paginate } from '../../http/paging/pagination';
import { paginateByPosition } from '../../http/paging/positions';

export interface ScimPagingOptions {
  /** Records to ask for per page. Servers cap it silently. */
  count: number;
  /** How to begin; a server that answers with a cursor is followed by cursor in either case. */
  method: 'index' | 'cursor';
  /** True where the service sorts: a list that moved is read again in the order of ids. */
  canSort?: boolean;
}

/**
 * SCIM 2.0 lists: by index (RFC 7644 section 3.4.2.4) and by cursor (RFC 9865).
 *
 * By index the proof of the end is the page behind the last record, because the total is that of
 * the page with some servers, and capped with others. By cursor it is the page without a next
 * cursor; totals are estimates then.
 */
export function scimPaging(options: ScimPagingOptions): Paging {
  return options.method === 'cursor'
    ? (source) => readByCursor(options, source)
    : (source) => readByIndex(options, source);
}

/** Leaves the reading by index where an answer names a cursor. */
class CursorFound extends Error {
  constructor(
    readonly page: Page,
    readonly cursor: string,
  ) {
    super('The service goes on by cursor.');
  }
}

/** Leaves the reading by cursor where the first answer is one of a service that pages by index. */
class CursorIgnored extends Error {}

async function* readByIndex(
  options: ScimPagingOptions,
  source: PageSource,
): AsyncGenerator<Page> {
  try {
    yield* byIndex(options)(source);
  } catch (error) {
    if (error instanceof CursorFound) {
      if (error.page.length > 0) yield error.page;
      yield* byCursor(options, error.cursor)(source);
      return;
    }
    if (!mayBeByCursor(error)) throw error;
    yield* byCursorInstead(options, source, error);
  }
}

async function* readByCursor(
  options: ScimPagingOptions,
  source: PageSource,
): AsyncGenerator<Page> {
  try {
    yield* byCursor(options, FIRST_CURSOR)(source);
  } catch (error) {
    if (!(error instanceof CursorIgnored)) throw error;
    yield* byIndex(options)(source);
  }
}

/** Some services page by cursor only, and say so nowhere: one more question tells. */
async function* byCursorInstead(
  options: ScimPagingOptions,
  source: PageSource,
  failure: ApiError,
): AsyncGenerator<Page> {
  const { nextCursor } = await source
    .fetch({ query: { cursor: FIRST_CURSOR, count: options.count } })
    .then(({ body }) => listResponse(body))
    .catch((error: unknown): ListResponse => {
      if (isAnswer(error)) throw failure;
      throw error;
    });
  if (nextCursor === undefined) throw failure;
  yield* byCursor(options, FIRST_CURSOR)(source);
}

/** A list that cannot be read by index, or a service that refuses the index. */
function mayBeByCursor(error: unknown): error is ApiError {
  return (
    error instanceof ApiError &&
    (error.kind === 'answer' || error.kind === 'request')
  );
}

function isAnswer(error: unknown): boolean {
  return (
    error instanceof PageFormatError ||
    (error instanceof ApiError && error.kind !== 'unavailable')
  );
}

function byIndex({ count, canSort = false }: ScimPagingOptions): Paging {
  return paginateByPosition({
    pageSize: count,
    proof: 'end',
    mayTotalExceed: true,
    request: (start, pageSize, pass) => ({
      query: {
        startIndex: start + 1,
        count: pageSize,
        ...(canSort && pass > 1 && { sortBy: 'id' }),
      },
    }),
    read: ({ body }) => {
      const page = listResponse(body);
      if (page.nextCursor !== undefined) {
        throw new CursorFound(page.items, page.nextCursor);
      }
      const { items, totalResults, startIndex = 0 } = page;
      const start = startIndex > 0 ? startIndex - 1 : undefined;
      return { rows: items, total: totalResults, start };
    },
    isPastEnd: ({ status }) => status === 404 || status === 400,
    isTooLarge,
  });
}

const FIRST_CURSOR = '';

function byCursor({ count }: ScimPagingOptions, cursor: string): Paging {
  return paginate<string>({
    first: cursor,
    pageSize: count,
    request: (position, pageSize) => ({
      query: { cursor: position, count: pageSize },
    }),
    read: ({ body }, position) => {
      const { items, totalResults = 0, nextCursor } = listResponse(body);
      const isIgnored =
        position === FIRST_CURSOR &&
        nextCursor === undefined &&
        totalResults > items.length;
      if (isIgnored) throw new CursorIgnored('The service pages by index.');
      return { items, next: nextCursor };
    },
    isStale: ({ providerCode = '' }) =>
      /^(invalid|expired)Cursor$/i.test(providerCode),
    isTooLarge,
  });
}

function isTooLarge({ status, providerCode = '' }: ApiError): boolean {
  return status === 413 || /^(invalidCount|tooMany)$/i.test(providerCode);
}

interface ListResponse {
  items: Page;
  totalResults?: number;
  startIndex?: number;
  nextCursor?: string;
}

/**
 * A list response; also the bare array that some servers give. Attribute names ignore case. RFC
 * 7644 section 3.4.2 allows leaving out `Resources` where there are none.
 *
 * @throws PageFormatError
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
    startIndex: wholeNumber(fields.get('startindex')),
    nextCursor:
      typeof nextCursor === 'string' && nextCursor !== ''
        ? nextCursor
        : undefined,
  };
}

function wholeNumber(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d+$/.test(text)
    ? Number(text)
    : undefined;
}
