import { createHash } from 'node:crypto';

import type { Headers } from 'node-fetch';

import { ApiError } from '../failures';

/** The items of one page, not yet checked. */
export type Page = readonly unknown[];

/** What to ask for: a link that the provider gave, or the list with these parameters. */
export interface PageRequest {
  link?: string;
  query?: Record<string, string | number>;
  /** True for an error after which a smaller page will be asked for. */
  isTooLarge?: (error: ApiError) => boolean;
}

export interface PageResponse {
  body: unknown;
  headers: Headers;
}

/** A list as paging sees it. */
export interface PageSource {
  /** The list, as errors name it. */
  endpoint: string;
  /** @throws ApiError */
  fetch(request: PageRequest): Promise<PageResponse>;
}

/**
 * Reads a list to its end and gives its pages. While one page is worked on, the next one is
 * already on its way. A record can come twice, when the list changes meanwhile or has to be
 * read again; none is left out silently.
 *
 * @throws ApiError when the list cannot be read to its end
 */
export type Paging = (source: PageSource) => AsyncGenerator<Page>;

/** What one answer of a list says. */
export interface PageContent<Position> {
  items: Page;
  /** Where the next page begins; undefined at the end of the list. */
  next?: Position;
  /** The number of records that the list has, by the provider's word. */
  total?: number;
}

/** A way of dividing lists into pages. A position is where a page begins. */
export interface PagingDialect<Position> {
  first: Position;
  /** Records to ask for per page. */
  pageSize: number;
  /** No smaller pages than this are asked for; 10 by default. */
  smallestPage?: number;
  request(position: Position, pageSize: number): PageRequest;
  /** @throws BadPage when the answer is not a page of this dialect */
  read(
    response: PageResponse,
    position: Position,
    pageSize: number,
  ): PageContent<Position>;
  /** True for an error that says: this cursor is no longer good, begin again. */
  isStale?(error: ApiError, position: Position): boolean;
  /** True for an error that says: ask for a smaller page. */
  isTooLarge?(error: ApiError): boolean;
  /** True where the first page, when it comes again, proves the end rather than a fault. */
  isEndAtRestart?(position: Position): boolean;
  /**
   * The id of an item, by which repeated records do not count towards the total; undefined for an
   * item without one.
   */
  idOf?: (item: unknown) => string | number | undefined;
}

/** An answer that is not a page; the message says in which way. */
export class PageFormatError extends Error {}

/** More pages than any real list has: a server that never ends is not read for ever. */
const MOST_PAGES = 100_000;

/** How often a list is read from its beginning, when it changes under the reader. */
const MOST_PASSES = 3;

/** No list is asked for in smaller pages than this. */
const SMALLEST_PAGE = 10;

/** Makes a `Paging` of a dialect. The guards against bad lists stand here, for all dialects. */
export function paginate<Position>(dialect: PagingDialect<Position>): Paging {
  return async function* readList(source) {
    const ask = pageAsker(dialect, source);
    for (let pass = 1; ; pass += 1) {
      const obstacle = yield* readOnce(dialect, source, ask);
      if (!obstacle) return;
      if (pass === MOST_PASSES) throw obstacle;
    }
  };
}

type Ask<Position> = (position: Position) => Promise<PageContent<Position>>;

/** Asks for pages, in smaller ones from then on when the provider cannot give such large ones. */
function pageAsker<Position>(
  dialect: PagingDialect<Position>,
  source: PageSource,
): Ask<Position> {
  const { smallestPage = SMALLEST_PAGE } = dialect;
  const isTooLarge = (error: unknown) =>
    error instanceof ApiError &&
    (error.status === 'TOO_LARGE' || (dialect.isTooLarge?.(error) ?? false));
  let { pageSize } = dialect;

  return async function ask(position) {
    const canShrink = pageSize > smallestPage;
    try {
      const response = await source.fetch({
        ...dialect.request(position, pageSize),
        isTooLarge: canShrink ? isTooLarge : undefined,
      });
      return dialect.read(response, position, pageSize);
    } catch (error) {
      if (error instanceof PageFormatError)
        throw badList(source, error.message);
      if (!canShrink || !isTooLarge(error)) throw error;
      pageSize = Math.max(smallestPage, Math.floor(pageSize / 2));
      return ask(position);
    }
  };
}

/** Reads the list once. Returns what makes it necessary to read it again, if anything does. */
async function* readOnce<Position>(
  dialect: PagingDialect<Position>,
  source: PageSource,
  ask: Ask<Position>,
): AsyncGenerator<Page, ApiError | undefined> {
  const guard = new PageGuard(dialect, source);
  let position: Position | undefined = dialect.first;
  let answer = ahead(ask(position));
  while (position !== undefined) {
    let content: PageContent<Position>;
    try {
      content = await answer;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (dialect.isStale?.(error, position)) return error;
      throw error;
    }
    if (guard.isEnd(content, position)) break;
    if (content.next !== undefined) answer = ahead(ask(content.next));
    if (content.items.length > 0) yield content.items;
    position = content.next;
  }
  return guard.changed ?? guard.shortfall();
}

/** Keeps the failure of a page that was asked for ahead until that page is wanted. */
function ahead<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  return answer;
}

function badList(source: PageSource, reason: string): ApiError {
  return new ApiError({
    kind: 'answer',
    endpoint: source.endpoint,
    status: 200,
    reason,
  });
}

/** Records can be large, and all pages of a list are remembered. */
function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64');
}

/** Watches one reading of a list: it must move on, not repeat itself, and not shrink. */
class PageGuard<Position> {
  private readonly positions = new Set<string>();
  private readonly pages = new Set<string>();
  private readonly ids = new Set<string | number>();
  private unnamed = 0;
  private firstPage?: string;
  private firstTotal?: number;
  private total?: number;
  /** Set when records may have slipped past the reader, as the list became shorter. */
  changed?: ApiError;

  constructor(
    private readonly dialect: PagingDialect<Position>,
    private readonly source: PageSource,
  ) {
    this.positions.add(JSON.stringify(dialect.first));
  }

  /** @throws ApiError when the list repeats itself or does not end */
  isEnd(content: PageContent<Position>, position: Position): boolean {
    this.watchTotal(content.total);
    if (this.isRepeated(content.items, position)) return true;
    this.countRecords(content.items);
    this.watchPosition(content.next);
    return false;
  }

  /**
   * What is wrong when fewer different records came than the list had at its beginning: repeated
   * ones took the place of others.
   */
  shortfall(): ApiError | undefined {
    const received = this.ids.size + this.unnamed;
    if (!this.dialect.idOf || received >= (this.firstTotal ?? 0)) return;
    return badList(
      this.source,
      `the list has ${this.firstTotal} records, but only ${received} different ones were received, because some came repeatedly; collect again when less is being changed`,
    );
  }

  private countRecords(items: Page): void {
    const { idOf } = this.dialect;
    if (!idOf) return;
    for (const item of items) {
      const id = idOf(item);
      if (id === undefined) this.unnamed += 1;
      else this.ids.add(id);
    }
  }

  private watchTotal(total: number | undefined): void {
    if (total === undefined) return;
    this.firstTotal ??= total;
    if (this.total !== undefined && total < this.total) {
      this.changed = badList(
        this.source,
        `the list became shorter each time it was read (now ${total} records), so that records may have been missed; collect again when less is being deleted`,
      );
    }
    this.total = total;
  }

  /** First and last item and length tell pages apart: records of a list are unique. */
  private isRepeated(items: Page, position: Position): boolean {
    if (items.length === 0) return false;
    const page = this.hashOf([items.length, items[0], items.at(-1)]);
    this.firstPage ??= page;
    if (!this.pages.has(page)) {
      this.pages.add(page);
      return false;
    }
    const isRestart = page === this.firstPage;
    if (isRestart && this.dialect.isEndAtRestart?.(position)) return true;
    throw badList(
      this.source,
      `the provider gave the same page twice, so that the list cannot be read to its end`,
    );
  }

  /** What came as JSON can fail to become JSON again by its depth only. */
  private hashOf(value: unknown): string {
    try {
      return hash(value);
    } catch {
      throw badList(this.source, 'a record is nested too deeply to be read');
    }
  }

  private watchPosition(next: Position | undefined): void {
    if (next === undefined) return;
    const position = JSON.stringify(next);
    if (this.positions.has(position)) {
      throw badList(
        this.source,
        'the provider named the same next page twice, so that the list cannot be read to its end',
      );
    }
    if (this.positions.size >= MOST_PAGES) {
      throw badList(
        this.source,
        `the list does not end after ${MOST_PAGES} pages`,
      );
    }
    this.positions.add(position);
  }
}
