import { z } from 'zod';

import {
  PageFormatError,
  type Page,
  paginate,
  type Paging,
} from '../../http/paging/pagination';
import { checkNotEarly } from '../../http/paging/offset';

export interface LegacyPagingOptions {
  /** Records to ask for per page. */
  limit: number;
  /** Where the body holds the records. */
  items: 'users' | 'teams' | 'results';
  /** The fields that tell records apart. */
  identity: readonly string[];
}

/**
 * Where a page begins.
 * - `first`: at the beginning, where both readings of `offset` mean the same
 * - `second`: at offset 1, of which the answer tells how `offset` is read
 * - `records`, `pages`: what `offset` counts
 */
type Position =
  | { reading: 'first' }
  | { reading: 'second'; firstPage: readonly string[] }
  | { reading: 'records' | 'pages'; offset: number; received: number };

const Count = z.number().int().min(0).optional().catch(undefined);
const Items = z.array(z.unknown()).nullish();

const LegacyPage = z.looseObject({
  users: Items,
  teams: Items,
  results: Items,
  total: Count,
  totalRows: Count,
  options: z
    .looseObject({ canLoadMore: z.boolean().optional().catch(undefined) })
    .nullish(),
});

/**
 * Lists of the older API, `limit` and `offset`. Whether `offset` counts records or pages is not
 * documented, and both were seen. The second page is asked for at offset 1: if it overlaps the
 * first one, records are counted, else pages. In this way the list is whole under either reading.
 */
export function legacyPaging({
  limit,
  items,
  identity,
}: LegacyPagingOptions): Paging {
  const idOf = (record: unknown) => identityOf(record, identity);
  return paginate<Position>({
    first: { reading: 'first' },
    pageSize: limit,
    request: (position, pageSize) => ({
      query: { limit: pageSize, offset: offsetOf(position) },
    }),
    read: ({ body }, position) => {
      const page = LegacyPage.safeParse(body).data;
      const records = page?.[items];
      if (!page || records === undefined) {
        throw new PageFormatError(
          `the answer is not a page: ${items} is not a list`,
        );
      }
      const total = page.total ?? page.totalRows;
      const found = records ?? [];
      const next = after(position, found, idOf);
      const received = endOf(next);
      if (total !== undefined) checkNotEarly(found, received, total);
      const isEnd =
        found.length === 0 ||
        (total === undefined
          ? page.options?.canLoadMore === false
          : received >= total);
      return {
        items: withoutKnown(position, found, idOf),
        total,
        next: isEnd ? undefined : next,
      };
    },
  });
}

function offsetOf(position: Position): number {
  switch (position.reading) {
    case 'first':
      return 0;
    case 'second':
      return 1;
    case 'records':
    case 'pages':
      return position.offset;
  }
}

/** How many records of the list were received up to the page before this position. */
function endOf(position: Position): number {
  switch (position.reading) {
    case 'first':
      return 0;
    case 'second':
      return position.firstPage.length;
    case 'records':
    case 'pages':
      return position.received;
  }
}

function after(
  position: Position,
  page: Page,
  idOf: (record: unknown) => string,
): Position {
  switch (position.reading) {
    case 'first':
      return { reading: 'second', firstPage: page.map(idOf) };
    case 'second':
      return overlaps(position.firstPage, page.map(idOf))
        ? {
            reading: 'records',
            offset: 1 + page.length,
            received: 1 + page.length,
          }
        : {
            reading: 'pages',
            offset: 2,
            received: position.firstPage.length + page.length,
          };
    case 'records':
      return {
        reading: 'records',
        offset: position.offset + page.length,
        received: position.received + page.length,
      };
    case 'pages':
      return {
        reading: 'pages',
        offset: position.offset + 1,
        received: position.received + page.length,
      };
  }
}

/** The second page without what the first one gave: a page that only repeats it is no fault. */
function withoutKnown(
  position: Position,
  page: Page,
  idOf: (record: unknown) => string,
): Page {
  if (position.reading !== 'second') return page;
  const known = new Set(position.firstPage);
  return page.filter((record) => !known.has(idOf(record)));
}

/** Most of the first page comes again, though a few records may have come or gone meanwhile. */
function overlaps(firstPage: readonly string[], page: readonly string[]) {
  const known = new Set(firstPage);
  const repeated = page.filter((id) => known.has(id)).length;
  return repeated > 0 && repeated * 2 >= firstPage.length - 1;
}

function identityOf(record: unknown, fields: readonly string[]): string {
  if (typeof record !== 'object' || record === null) return '';
  const values = new Map<string, unknown>(Object.entries(record));
  return JSON.stringify(fields.map((field) => values.get(field)));
}
