import { ApiError } from '../../http/failures';
import { wholeNumber } from '../../http/paging/body';
import { identityOf } from '../../http/paging/guards';
import {
  listError,
  MOST_PASSES,
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
  let { method } = options;
  return async function* readList<Kept>(source: PageSource<Kept>) {
    const reading = new ScimReading(options, source);
    try {
      yield* method === 'cursor' ? reading.byCursor() : reading.byIndex();
    } catch (error) {
      const isUndecided =
        error instanceof CursorFound || error instanceof CursorIgnored;
      throw isUndecided ? undecidedError(source) : error;
    }
    if (reading.needsCursor) method = 'cursor';
  };
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

const FIRST_CURSOR = '';

/** One reading of a list, by index or by cursor, or first by the one and then by the other. */
class ScimReading<Kept> {
  /** True where the list could be read by cursor only: others of the service are alike. */
  needsCursor = false;
  private hasTotals = false;
  /** Of the first page the length, and which item it begins with: the page itself may be large. */
  private firstPage?: { length: number; begin?: string };
  private total?: number;
  /** True where the list became shorter: behind some cursors are numbers of records. */
  private hasShrunk = false;

  constructor(
    private readonly options: ScimPagingOptions,
    private readonly source: PageSource<Kept>,
  ) {}

  async *byIndex(): AsyncGenerator<readonly Kept[]> {
    try {
      yield* this.indexPaging()(this.source);
    } catch (error) {
      if (error instanceof CursorFound) {
        if (error.page.length > 0) yield this.source.keep(error.page);
        yield* this.fromCursor(error.cursor);
      } else if (mayBeByCursor(error)) yield* this.byCursorInstead(error);
      else throw error;
    }
  }

  async *byCursor(): AsyncGenerator<readonly Kept[]> {
    try {
      yield* this.fromCursor(FIRST_CURSOR);
    } catch (error) {
      if (!(error instanceof CursorIgnored)) throw error;
      yield* this.indexPaging()(this.source);
    }
  }

  /** Reads again where the list became shorter meanwhile: records may have been passed over. */
  private async *fromCursor(cursor: string): AsyncGenerator<readonly Kept[]> {
    yield* this.cursorPaging(cursor)(this.source);
    for (let pass = 2; this.hasShrunk && pass <= MOST_PASSES; pass += 1) {
      this.hasShrunk = false;
      this.total = undefined;
      yield* this.cursorPaging(FIRST_CURSOR)(this.source);
    }
  }

  /**
   * Some services page by cursor only, and say so nowhere: one more question tells. An answer that
   * has no total where others had one is one to the cursor, too.
   */
  private async *byCursorInstead(
    failure: ApiError,
  ): AsyncGenerator<readonly Kept[]> {
    const { nextCursor, totalResults } = await this.source
      .fetch({ query: { cursor: FIRST_CURSOR, count: this.options.count } })
      .then(({ body }) => listResponse(body))
      .catch((error: unknown): ListResponse => {
        if (isAnswer(error)) throw failure;
        throw error;
      });
    const isHeeded =
      nextCursor !== undefined ||
      (this.hasTotals && totalResults === undefined);
    if (!isHeeded) throw failure;
    this.needsCursor = true;
    yield* this.fromCursor(FIRST_CURSOR);
  }

  private indexPaging(): Paging {
    const { count, canSort = false } = this.options;
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
        this.watch(page);
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

  private cursorPaging(cursor: string): Paging {
    return paginate<string>({
      first: cursor,
      pageSize: this.options.count,
      request: (position, pageSize) => ({
        query: { cursor: position, count: pageSize },
      }),
      read: ({ body }, position) => {
        const page = listResponse(body);
        const { items, totalResults = 0, nextCursor } = page;
        this.checkCursor(position, page);
        this.watch(page);
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

  /** A total that is not more than the page holds may be that of the page. */
  private watch({ items, totalResults }: ListResponse): void {
    this.firstPage ??= {
      length: items.length,
      begin: items.length > 0 ? identityOf(items[0]) : undefined,
    };
    if (totalResults === undefined) return;
    this.hasTotals = true;
    if (totalResults <= items.length) return;
    this.hasShrunk ||= totalResults < (this.total ?? 0);
    this.total = totalResults;
    this.source.onTotal?.(totalResults);
  }

  /**
   * @throws PageFormatError where the first page comes in the place of the one behind a cursor, as
   *   services do that overlook it; pages may repeat the record before them
   */
  private checkCursor(cursor: string, page: ListResponse): void {
    const { items, totalResults = 0, nextCursor } = page;
    if (cursor === FIRST_CURSOR || nextCursor !== undefined) return;
    const { begin } = this.firstPage ?? {};
    if (begin === undefined || items.length === 0) return;
    if (identityOf(items[0]) !== begin) return;
    if (items.length !== this.firstPage?.length && totalResults <= items.length)
      return;
    throw new PageFormatError(
      'the service overlooks the cursor that it gave, so that the list cannot be read to its end',
    );
  }
}

/** A service that turns from one way to the other again. */
function undecidedError(source: PageSource): ApiError {
  return listError(
    source,
    'the service goes by index at one time and by cursor at another, so that the list cannot be read to its end',
  );
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

function isTooLarge({ status, providerCode = '' }: ApiError): boolean {
  return status === 413 || /^(invalidCount|tooMany)$/i.test(providerCode);
}

export interface ListResponse {
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
export function listResponse(body: unknown): ListResponse {
  if (Array.isArray(body)) return { items: body.map(notNull) };
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
    items: Array.isArray(resources) ? resources.map(notNull) : [],
    totalResults,
    startIndex: wholeNumber(fields.get('startindex')),
    nextCursor:
      typeof nextCursor === 'string' && nextCursor !== ''
        ? nextCursor
        : undefined,
  };
}

/** A record that is null is one that is lost: it has to be rejected like any that has no id. */
function notNull(record: unknown): unknown {
  return record ?? {};
}
