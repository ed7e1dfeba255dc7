import type { CursorPaging, Deviations } from './oddDeviations';
import { ScimError } from './scimError';

/** Query of a list, with names as RFC 7644 section 3.4.2.4 and RFC 9865 have them. */
export interface ListQuery {
  startIndex: number;
  count: number | undefined;
  /** Empty: the first page, by cursor. */
  cursor: string | undefined;
}

/** One page, and what the list response says of it. */
export interface Page<T> {
  items: readonly T[];
  /** Absent: the answer leaves it out. */
  totalResults?: number;
  startIndex?: number;
  itemsPerPage: number;
  nextCursor?: string;
}

const LIST_RESPONSE_URN = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const DEFAULT_PAGE_SIZE = 100;

/** Reads the paging parameters of a query; malformed ones are a 400. */
export function readListQuery(query: URLSearchParams): ListQuery {
  return {
    startIndex: Math.max(1, integer(query, 'startIndex') ?? 1),
    count: integer(query, 'count'),
    cursor: query.get('cursor') ?? undefined,
  };
}

function integer(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^-?\d+$/.test(text)) {
    throw new ScimError(400, `${name} is not an integer.`, 'invalidValue');
  }
  return Number(text);
}

/** Cuts lists into pages the way the deviations say. */
export class OddPaging {
  private expirations: number;

  constructor(private readonly deviations: Deviations) {
    this.expirations = deviations.cursorPaging?.expires ?? 0;
  }

  /** @param list tells the cursors of different lists apart */
  page<T>(list: string, all: readonly T[], query: ListQuery): Page<T> {
    this.refuse(query);
    const { cursorPaging } = this.deviations;
    const byCursor =
      cursorPaging?.mode === 'forced' ||
      (cursorPaging && query.cursor !== undefined);
    return byCursor
      ? this.cursorPage(list, all, query, cursorPaging)
      : this.indexPage(all, query);
  }

  private refuse({ startIndex, count }: ListQuery): void {
    const { refusesCount, refusesCountZero, refusesStartIndexOver } =
      this.deviations;
    if (refusesCount && count !== undefined && count > refusesCount.over) {
      throw refusesCount.status === 413
        ? new ScimError(413, 'Ask for less.')
        : new ScimError(400, 'count is too large.', 'invalidCount');
    }
    if (refusesCountZero && count === 0) {
      throw new ScimError(400, 'count must be positive.', 'invalidValue');
    }
    if (startIndex > (refusesStartIndexOver ?? Infinity)) {
      throw new ScimError(400, 'startIndex is too large.', 'invalidValue');
    }
  }

  private pageSize(count: number | undefined): number {
    const { defaultPageSize = DEFAULT_PAGE_SIZE, silentPageCap = Infinity } =
      this.deviations;
    return Math.min(Math.max(0, count ?? defaultPageSize), silentPageCap);
  }

  private indexPage<T>(
    all: readonly T[],
    { startIndex, count }: ListQuery,
  ): Page<T> {
    const offset = this.offsetOf(startIndex, all.length, this.pageSize(count));
    const items = all.slice(offset, offset + this.pageSize(count));
    const { itemsPerPageEcho, noTotalResults, roundsStartIndex } =
      this.deviations;
    return {
      items,
      ...(!noTotalResults && { totalResults: this.total(items, all) }),
      startIndex: roundsStartIndex ? offset + 1 : startIndex,
      itemsPerPage: itemsPerPageEcho ? (count ?? items.length) : items.length,
    };
  }

  private total(items: readonly unknown[], all: readonly unknown[]): number {
    const { totalResultsOfPage, totalCap, dangling = 0 } = this.deviations;
    if (totalResultsOfPage) return items.length;
    return Math.min(all.length + dangling, totalCap ?? Infinity);
  }

  private offsetOf(startIndex: number, total: number, size: number): number {
    const { deviations } = this;
    const isIgnored = deviations.cursorPaging?.mode === 'only';
    if (deviations.ignoresStartIndex || isIgnored) return 0;
    const offset = startIndex - 1;
    if (deviations.roundsStartIndex) return offset - (offset % size);
    if (offset < total || total === 0) return offset;
    if (deviations.repeatsLastPage) return total - (total % size || size);
    return deviations.wrapsStartIndex ? offset % total : offset;
  }

  private cursorPage<T>(
    list: string,
    all: readonly T[],
    { cursor, count }: ListQuery,
    options: CursorPaging,
  ): Page<T> {
    const { page, offset } = this.position(list, cursor);
    const empty = options.emptyMiddlePage && page === 2;
    const end = offset + (empty ? 0 : this.pageSize(count));
    const items = all.slice(offset, end);
    return {
      items,
      ...(options.totalResults && { totalResults: all.length }),
      itemsPerPage: items.length,
      ...(end < all.length && {
        nextCursor: cursorOf({ list, page: page + 1, offset: end }),
      }),
    };
  }

  private position(list: string, cursor: string | undefined): Position {
    if (cursor === undefined || cursor === '') {
      return { list, page: 1, offset: 0 };
    }
    const position = positionOf(cursor);
    if (position?.list !== list) {
      throw new ScimError(400, 'The cursor is not known.', 'invalidCursor');
    }
    if (this.expirations > 0) {
      this.expirations -= 1;
      throw new ScimError(400, 'The cursor has expired.', 'expiredCursor');
    }
    return position;
  }
}

interface Position {
  list: string;
  /** 1-based. */
  page: number;
  offset: number;
}

/** Opaque, and with characters that a client has to encode in a URL. */
function cursorOf({ list, page, offset }: Position): string {
  const text = `${list} ${page} ${offset}`;
  return `+/${Buffer.from(text).toString('base64')}&=`;
}

function positionOf(cursor: string): Position | undefined {
  const [, encoded] = /^\+\/(.+)&=$/.exec(cursor) ?? [];
  const text = Buffer.from(encoded ?? '', 'base64').toString();
  const [, list, page, offset] = /^(\w+) (\d+) (\d+)$/.exec(text) ?? [];
  if (list === undefined) return undefined;
  return { list, page: Number(page), offset: Number(offset) };
}

/** The list response around a page (RFC 7644 section 3.4.2), or what the deviations make of it. */
export function listResponse(
  { items, ...facts }: Page<unknown>,
  deviations: Deviations,
): unknown {
  if (deviations.bareArrays) return items;
  return {
    schemas: [LIST_RESPONSE_URN],
    ...facts,
    ...((items.length > 0 || !deviations.noEmptyResources) && {
      Resources: items,
    }),
  };
}
