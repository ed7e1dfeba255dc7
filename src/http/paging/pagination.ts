import { ApiError } from '../failures';

import { checkDepth, conflictIn, hash } from './guards';
import {
  ahead,
  checked,
  conflictError,
  endlessError,
  listError,
  MOST_PAGES,
  MOST_PASSES,
  type Page,
  type PageRequest,
  type PageResponse,
  type PageSource,
  type Paging,
} from './page';
import { PageAsker, type PageSizes } from './pageSize';

/** What one answer of a list says. */
export interface PageContent<Position> {
  items: Page;
  /** Where the next page begins; undefined where the answer says that there is none. */
  next?: Position;
}

/** A way of dividing lists into pages in which each answer names the next page, or the end. */
export interface PagingDialect<Position> extends PageSizes {
  first: Position;
  request(
    position: Position,
    pageSize: number,
    hasShrunk: boolean,
  ): PageRequest;
  /** @throws PageFormatError when the answer is not a page of this dialect */
  read(
    response: PageResponse,
    position: Position,
    pageSize: number,
  ): PageContent<Position>;
  /** True where the last page may name itself as the next one. */
  mayEndAtItself?: boolean;
  /**
   * True for an error that says: this cursor is no longer good, begin again. Asked of pages after
   * the first: only they have a cursor.
   */
  isStale?: (error: ApiError) => boolean;
}

/**
 * Makes a `Paging` of a dialect whose answers name the next page. The proof of the end is the
 * answer that names none. The guards against bad lists stand here, for all such dialects.
 */
export function paginate<Position>(dialect: PagingDialect<Position>): Paging {
  return async function* readList(source) {
    let sizes: PageSizes = dialect;
    for (let pass = 1; ; pass += 1) {
      const asker = new PageAsker(source, sizes);
      const obstacle = yield* new Reading(dialect, source, asker).pages();
      if (!obstacle) return;
      if (pass === MOST_PASSES) throw obstacle.error;
      if (obstacle.nextPageSize) {
        sizes = { ...dialect, pageSize: obstacle.nextPageSize };
      }
    }
  };
}

/** What makes it necessary to read a list again. */
interface Obstacle {
  /** Thrown when the list cannot be read at all. */
  error: ApiError;
  nextPageSize?: number;
}

/** One reading of a list from its beginning. */
class Reading<Position> {
  private readonly positions = new Set<string>();
  private readonly seenPages = new Set<string>();
  private largestPage = 0;
  private conflict?: string | number;

  constructor(
    private readonly dialect: PagingDialect<Position>,
    private readonly source: PageSource,
    private readonly asker: PageAsker,
  ) {}

  /** Returns what makes it necessary to read the list again, if anything does. */
  async *pages(): AsyncGenerator<Page, Obstacle | undefined> {
    let position: Position | undefined = this.dialect.first;
    this.positions.add(JSON.stringify(position));
    let answer = ahead(this.ask(position));
    for (let page = 1; position !== undefined; page += 1) {
      let content: PageContent<Position>;
      try {
        content = await answer;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (page > 1 && this.dialect.isStale?.(error)) return { error };
        throw error;
      }
      const { items, next } = content;
      const isSeen = next !== undefined && !this.isNew(next);
      if (next !== undefined && !isSeen) answer = ahead(this.ask(next));
      this.conflict ??= checked(this.source, () => conflictIn(items));
      if (items.length > 0) yield items;
      if (isSeen) return this.judgeRepeatedNext(items);
      this.checkRepeatedPage(items, page === 1 && next === undefined);
      this.largestPage = Math.max(this.largestPage, items.length);
      position = next;
    }
    this.checkConflict();
    return undefined;
  }

  private ask(position: Position): Promise<PageContent<Position>> {
    return this.asker.ask({
      request: (pageSize, hasShrunk) =>
        this.dialect.request(position, pageSize, hasShrunk),
      read: (response, pageSize) =>
        this.dialect.read(response, position, pageSize),
    });
  }

  /** @throws ApiError when the list does not end */
  private isNew(next: Position): boolean {
    const position = JSON.stringify(next);
    if (this.positions.has(position)) return false;
    if (this.positions.size >= MOST_PAGES) {
      throw endlessError(this.source);
    }
    this.positions.add(position);
    return true;
  }

  /**
   * The answer names a page that was read already. Okta does so at the end of some lists: the last
   * page names itself. An empty page, or one that is shorter than those before, is such an end.
   * Otherwise the list is read again in pages of another size, so that its end shows elsewhere.
   */
  private judgeRepeatedNext(items: Page): Obstacle | undefined {
    const error = listError(
      this.source,
      'the provider named the same next page twice, so that the list cannot be read to its end',
    );
    if (!this.dialect.mayEndAtItself) throw error;
    if (items.length < this.largestPage || items.length === 0) {
      this.checkConflict();
      return undefined;
    }
    const nextPageSize = items.length > 1 ? items.length - 1 : undefined;
    return { error, nextPageSize };
  }

  /**
   * First and last item and length tell pages apart: records of a list are unique. Most lists of
   * members and factors are one page, which nothing is compared with.
   *
   * @throws ApiError when the page came before, or cannot be compared
   */
  private checkRepeatedPage(items: Page, isOnly: boolean): void {
    if (items.length === 0) return;
    const mark = [items.length, items[0], items.at(-1)];
    if (isOnly) {
      checked(this.source, () => checkDepth(mark));
      return;
    }
    const page = checked(this.source, () => hash(mark));
    if (this.seenPages.has(page)) {
      throw listError(
        this.source,
        'the provider gave the same page twice, so that the list cannot be read to its end',
      );
    }
    this.seenPages.add(page);
  }

  private checkConflict(): void {
    if (this.conflict !== undefined) {
      throw conflictError(this.source, this.conflict);
    }
  }
}
