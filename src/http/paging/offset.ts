import {
  itemsOrNullAt,
  nextLink,
  type PageOptions,
  valueAt,
  wholeNumber,
} from './body';
import type { IdOf, PageResponse, Paging } from './page';
import { paginateByPosition } from './positions';

export interface OffsetPagingOptions extends PageOptions {
  offsetParameter?: string;
  /** Where the body holds the number of all records, such as `page.total`. */
  total?: string;
  /** The header that holds it, where the body does not. */
  totalHeader?: string;
  /** True where the total may count records that are never given, such as dangling references. */
  mayTotalExceed?: boolean;
  /** The id of a record, where it is not its `id`. */
  idOf?: IdOf;
}

/**
 * Pages counted in records. With a total the end is where that many different records were
 * received; without one it is the page behind the last record. A next link in the `Link` header is
 * followed where the offset leads no further.
 */
export function offsetPaging(options: OffsetPagingOptions): Paging {
  const {
    limit,
    limitParameter = 'limit',
    offsetParameter = 'offset',
    mayTotalExceed,
    idOf,
  } = options;
  return paginateByPosition({
    pageSize: limit,
    proof: 'total',
    mayTotalExceed,
    idOf,
    request: (start, pageSize) => ({
      query: { [limitParameter]: pageSize, [offsetParameter]: start },
    }),
    read: (response) => {
      const total = totalOf(response, options);
      return {
        rows: itemsOrNullAt(response.body, options.items, total),
        total,
        link: nextLink(response),
      };
    },
  });
}

function totalOf(
  { body, headers }: PageResponse,
  { total, totalHeader }: OffsetPagingOptions,
): number | undefined {
  if (total) return wholeNumber(valueAt(body, total));
  return totalHeader ? wholeNumber(headers.get(totalHeader)) : undefined;
}
