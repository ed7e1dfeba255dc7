import LinkHeader from 'http-link-header';

import type { ApiError } from '../failures';
import { parseUrl } from '../parse';

import { itemsAt, type PageOptions, textAt } from './body';
import {
  PageFormatError,
  type PageResponse,
  paginate,
  type Paging,
} from './pagination';

export interface LinkPagingOptions extends PageOptions {
  /** Where the body holds the link, such as `_links.next.href`; the `Link` header by default. */
  link?: string;
  /** Asked of pages after the first: only they have a cursor. */
  isStale?: (error: ApiError) => boolean;
  isTooLarge?: (error: ApiError) => boolean;
  /** No smaller pages than this are asked for. */
  smallestPage?: number;
}

/**
 * Pages connected by links (RFC 8288 `Link: <…>; rel="next"`, or HAL `_links.next`). The end is
 * where no next link is given, however short or empty the page.
 */
export function linkPaging(options: LinkPagingOptions): Paging {
  const { limit, limitParameter = 'limit', items, link } = options;
  return paginate<string>({
    first: '',
    pageSize: limit,
    request: (position, pageSize) =>
      position === ''
        ? { query: { [limitParameter]: pageSize } }
        : { link: withLimit(position, limitParameter, pageSize, limit) },
    read: (response) => ({
      items: itemsAt(response.body, items),
      next:
        link === undefined ? nextLink(response) : textAt(response.body, link),
    }),
    isStale: (error, position) =>
      position !== '' && (options.isStale?.(error) ?? false),
    isTooLarge: options.isTooLarge,
    smallestPage: options.smallestPage,
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

function nextLink({ headers }: PageResponse): string | undefined {
  const header = headers.get('link');
  if (!header) return undefined;
  try {
    return LinkHeader.parse(header).rel('next')[0]?.uri;
  } catch {
    throw new PageFormatError('the Link header cannot be read');
  }
}

/** Only a page size that had to be made smaller is written into a link of the provider. */
function withLimit(
  link: string,
  parameter: string,
  pageSize: number,
  asked: number,
): string {
  const url = pageSize === asked ? undefined : parseUrl(link);
  if (!url) return link;
  url.searchParams.set(parameter, String(pageSize));
  return url.href;
}
