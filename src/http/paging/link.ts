import type { ApiError } from '../failures';
import { parseUrl } from '../parse';

import { itemsAt, nextLink, type PageOptions, textAt } from './body';
import {
  type Page,
  PageFormatError,
  type PageResponse,
  type Paging,
} from './page';
import { paginate } from './pagination';

export interface LinkPagingOptions extends PageOptions {
  /** Where the body holds the link, such as `_links.next.href`; the `Link` header by default. */
  link?: string;
  /** True for an error that says: this cursor is no longer good, begin again. */
  isStale?: (error: ApiError) => boolean;
  isTooLarge?: (error: ApiError) => boolean;
  /** No smaller pages than this are asked for. */
  smallestPage?: number;
}

/**
 * Pages connected by links (RFC 8288 `Link: <…>; rel="next"`, or HAL `_links.next`). The end is
 * where no next link is given, however short or empty the page. A service of this kind sends its
 * `Link` header with every page (`rel="self"`): where a full page has none, something took it away.
 */
export function linkPaging(options: LinkPagingOptions): Paging {
  const { limit, limitParameter = 'limit', items, link } = options;
  return paginate<string>({
    first: '',
    pageSize: limit,
    request: (position, pageSize, hasShrunk) =>
      position === ''
        ? { query: { [limitParameter]: pageSize } }
        : {
            link: hasShrunk
              ? withLimit(position, limitParameter, pageSize)
              : position,
          },
    read: (response, _position, pageSize) => {
      const page = itemsAt(response.body, items);
      if (link !== undefined) {
        return { items: page, next: textAt(response.body, link) };
      }
      checkLinkHeader(response, page, pageSize);
      return { items: page, next: nextLink(response) };
    },
    isStale: options.isStale,
    isTooLarge: options.isTooLarge,
    smallestPage: options.smallestPage,
    mayEndAtItself: true,
  });
}

/** A list that comes whole in one answer. A next link is followed where one is given nevertheless. */
export function wholeListPaging(): Paging {
  return paginate<string>({
    first: '',
    pageSize: 0,
    request: (position) => (position === '' ? {} : { link: position }),
    read: (response) => ({
      items: itemsAt(response.body),
      next: nextLink(response),
    }),
  });
}

/** @throws PageFormatError where nothing tells whether a full page is the last one */
function checkLinkHeader(
  { headers }: PageResponse,
  page: Page,
  pageSize: number,
): void {
  if (headers.has('link') || page.length < pageSize) return;
  throw new PageFormatError(
    'the answer has no Link header, so that nothing tells whether there are more pages; check that no proxy takes it away',
  );
}

/** Once a list was asked for in smaller pages, the provider's links repeat that size. */
function withLimit(link: string, parameter: string, pageSize: number): string {
  const url = parseUrl(link);
  if (!url) return link;
  url.searchParams.set(parameter, String(pageSize));
  return url.href;
}
