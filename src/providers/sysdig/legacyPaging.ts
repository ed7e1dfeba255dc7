import { z } from 'zod';

import {
  type IdOf,
  type Page,
  PageFormatError,
  type PageRequest,
  type PageResponse,
  type Paging,
} from '../../http/paging/page';
import {
  paginateByPosition,
  type PositionalDialect,
  type Rows,
} from '../../http/paging/positions';
import { count, flag, objectField } from '../../wire/fields';

export interface LegacyPagingOptions {
  /** Records to ask for per page. */
  limit: number;
  /** Where the body holds the records. */
  items: 'users' | 'teams' | 'results';
  /** The fields that tell records apart. */
  identity: readonly string[];
}

const Items = z.array(z.unknown()).nullish();

const LegacyPage = z.object({
  users: Items,
  teams: Items,
  results: Items,
  total: count,
  totalRows: count,
  options: objectField({ canLoadMore: flag }),
});

/**
 * Lists of the older API, `limit` and `offset`. Whether `offset` counts records or pages is not
 * documented, and both were seen. The second page is asked for at offset 1: if it overlaps the
 * first one, records are counted, else pages. Under either reading each page then begins with the
 * last record of the page before, so that a list that moved is noticed.
 *
 * The proof of the end is as many different records as the total or, without one, the answer that
 * no more can be loaded, or an empty page.
 */
export function legacyPaging(options: LegacyPagingOptions): Paging {
  return (source) => paginateByPosition(new LegacyList(options))(source);
}

/** The parameters of a page. */
interface LegacyQuery {
  offset: number;
  limit: number;
}

/** One list, and what is known of how it reads `offset`. */
class LegacyList implements PositionalDialect {
  readonly proof = 'total';
  readonly pageSize: number;
  /** What `offset` counts; undefined before the second page. */
  private unit?: 'records' | 'pages';
  private start = 0;
  private query: LegacyQuery = { offset: 0, limit: 0 };
  private firstLimit = 0;
  private firstPage: Page = [];
  private last: unknown;

  constructor(private readonly options: LegacyPagingOptions) {
    this.pageSize = options.limit;
  }

  readonly idOf: IdOf = (record) => identityOf(record, this.options.identity);

  request(start: number, pageSize: number): PageRequest {
    if (start === 0) {
      this.firstLimit = pageSize;
      if (this.unit === 'records') this.unit = undefined;
    }
    this.start = start;
    this.query = this.pageAt(start, pageSize);
    const { limit, offset } = this.query;
    return { query: { limit, offset } };
  }

  read({ body }: PageResponse): Rows {
    const { items } = this.options;
    const page = LegacyPage.safeParse(body).data;
    const found = page?.[items];
    if (!page || found === undefined) {
      throw new PageFormatError(
        `the answer is not a page: ${items} is not a list`,
      );
    }
    const { start, rows } = this.place(found ?? []);
    const isEnd = page.options?.canLoadMore === false;
    const end = isEnd ? start + rows.length : undefined;
    return { rows, start, total: page.total ?? page.totalRows ?? end };
  }

  private pageAt(start: number, pageSize: number): LegacyQuery {
    const isSameForBoth = start === 0 || pageSize === 1;
    if (isSameForBoth || this.unit === 'records') {
      return { offset: start, limit: pageSize };
    }
    if (!this.unit) return { offset: 1, limit: this.firstLimit };
    return countedPage(start, Math.min(pageSize, this.firstPage.length));
  }

  /** Tells where a page begins. */
  private place(page: Page): { start: number; rows: Page } {
    const { offset, limit } = this.query;
    const { last } = this;
    this.last = page.at(-1);
    if (offset === 0) {
      this.firstPage = page;
      return { start: 0, rows: page };
    }
    if (!this.unit) {
      this.unit = this.overlapsFirst(page) ? 'records' : 'pages';
      // Pages that are counted do not overlap here, so that the list is read again.
      return { start: 1, rows: page };
    }
    const start = this.unit === 'records' ? offset : offset * limit;
    const isGap = start > this.start;
    return isGap
      ? { start: this.start, rows: [last, ...page] }
      : { start, rows: page };
  }

  /** Most of the first page comes again, though a few records may have come or gone meanwhile. */
  private overlapsFirst(page: Page): boolean {
    const known = new Set(this.firstPage.map(this.idOf));
    const { length } = page.filter((record) => known.has(this.idOf(record)));
    return length > 0 && length * 2 >= this.firstPage.length - 1;
  }
}

/**
 * Of the pages that begin at or before a record, the one that reaches furthest behind it. Very
 * small pages cannot overlap: then it is the one that begins behind it.
 *
 * @param most records of a page, at most
 */
function countedPage(start: number, most: number): LegacyQuery {
  let best = { offset: Math.ceil(start / most), limit: most };
  let reach = start + 1;
  for (let limit = most; limit * 2 >= most; limit -= 1) {
    const offset = Math.floor(start / limit);
    const end = (offset + 1) * limit;
    if (offset === 0 || end <= reach) continue;
    best = { offset, limit };
    reach = end;
  }
  return best;
}

function identityOf(record: unknown, fields: readonly string[]): string {
  if (typeof record !== 'object' || record === null) return '';
  const values = new Map<string, unknown>(Object.entries(record));
  return JSON.stringify(fields.map((field) => values.get(field)));
}
