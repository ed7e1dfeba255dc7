import { itemsAt, type PageOptions, textAt, valueAt } from './body';
import {
  type Page,
  PageFormatError,
  type PageResponse,
  paginate,
  type Paging,
} from './pagination';

export interface OffsetPagingOptions extends PageOptions {
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

/**
 * An empty page before the announced end.
 *
 * @throws BadPage
 */
export function checkNotEarly(items: Page, end: number, total: number): void {
  if (items.length > 0 || end >= total) return;
  throw new PageFormatError(
    `the list ended after ${end} of ${total} records that the provider announced`,
  );
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
