import type { ApiError } from '../failures';

import { itemsOrNullAt, type PageOptions, textAt } from './body';
import type { Paging } from './page';
import { paginate } from './pagination';

export interface TokenPagingOptions extends PageOptions {
  tokenParameter: string;
  /** Where the body holds the token of the next page, such as `page.next`. */
  next: string;
  /** True for an error that says: this token is no longer good, begin again. */
  isStale?: (error: ApiError) => boolean;
}

/**
 * Pages named by opaque tokens. The end is where the token is absent, null or empty; a total is an
 * estimate (RFC 9865) and proves nothing.
 */
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
      items: itemsOrNullAt(body, options.items),
      next: textAt(body, options.next),
    }),
    isStale: options.isStale,
  });
}
