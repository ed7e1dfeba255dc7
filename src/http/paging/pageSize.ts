import { ApiError } from '../failures';

import {
  listError,
  PageFormatError,
  type PageRequest,
  type PageResponse,
  type PageSource,
} from './page';

/** How large the pages of a list are. */
export interface PageSizes {
  /** Records to ask for per page. */
  pageSize: number;
  /** No smaller pages than this are asked for; 10 by default. */
  smallestPage?: number;
  /** True for an error that says: ask for a smaller page. */
  isTooLarge?: (error: ApiError) => boolean;
}

/** One page that is wanted. */
export interface WantedPage<Content> {
  /** @param hasShrunk true where the list was asked for in smaller pages before */
  request: (pageSize: number, hasShrunk: boolean) => PageRequest;
  /** @throws PageFormatError when the answer is not a page */
  read: (response: PageResponse, pageSize: number) => Content;
}

/** No list is asked for in smaller pages than this. */
const SMALLEST_PAGE = 10;

/** After a try at the full size that failed, so many times more pages are read before the next. */
const PATIENCE_GROWTH = 10;

/**
 * Asks for the pages of one list. Where the provider cannot give a page of the full size, a smaller
 * one is asked for. As that may have been an outage, the next page is asked for in full size again,
 * and where that fails as well, ever more seldom.
 */
export class PageAsker {
  private hasShrunk = false;
  /** The size at which pages come; undefined as long as it is the full one. */
  private smallerSize?: number;
  private pagesUntilTrial = 0;
  private patience = 1;

  constructor(
    private readonly source: PageSource,
    private readonly sizes: PageSizes,
  ) {}

  /** @throws ApiError also when the answer is not a page */
  async ask<Content>(wanted: WantedPage<Content>): Promise<Content> {
    return this.askAt(this.nextSize(), wanted);
  }

  private nextSize(): number {
    if (this.smallerSize === undefined) return this.sizes.pageSize;
    if (this.pagesUntilTrial === 0) return this.sizes.pageSize;
    this.pagesUntilTrial -= 1;
    return this.smallerSize;
  }

  private async askAt<Content>(
    size: number,
    wanted: WantedPage<Content>,
  ): Promise<Content> {
    const canShrink = size > this.smallest;
    try {
      const response = await this.source.fetch({
        ...wanted.request(size, this.hasShrunk),
        isTooLarge: canShrink ? this.isTooLarge : undefined,
      });
      this.smallerSize = size < this.sizes.pageSize ? size : undefined;
      return wanted.read(response, size);
    } catch (error) {
      if (error instanceof PageFormatError) {
        throw listError(this.source, error.message);
      }
      if (!canShrink || !this.isTooLarge(error)) throw error;
      this.hasShrunk = true;
      return this.askAt(this.smallerThan(size, error), wanted);
    }
  }

  /** A timeout took long enough: the next page is a tenth, and few tries lead to the smallest. */
  private smallerThan(size: number, { status }: ApiError): number {
    if (this.smallerSize !== undefined && size > this.smallerSize) {
      this.patience *= PATIENCE_GROWTH;
      this.pagesUntilTrial = this.patience;
      return this.smallerSize;
    }
    const smaller = Math.floor(size / (status === 'TIMEOUT' ? 10 : 2));
    return Math.max(this.smallest, smaller);
  }

  private get smallest(): number {
    return this.sizes.smallestPage ?? SMALLEST_PAGE;
  }

  private readonly isTooLarge = (error: unknown): error is ApiError =>
    error instanceof ApiError &&
    (error.status === 'TOO_LARGE' ||
      error.status === 'TIMEOUT' ||
      (this.sizes.isTooLarge?.(error) ?? false));
}
