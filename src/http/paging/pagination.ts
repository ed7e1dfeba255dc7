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
  return async function* readList<Kept>(source: PageSource<Kept>) {
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

/** What is left of a page that has come. */
interface KeptPage<Position, Kept> {
  kept: readonly Kept[];
  length: number;
  next?: Position;
  /** Tells the page from others; undefined for an empty page, and for the only one. */
  mark?: string;
  /** The id that stands for different records. */
  conflict?: string | number;
}

/** One reading of a list from its beginning. */
class Reading<Position, Kept> {
  private readonly positions = new Set<string>();
  private readonly seenPages = new Set<string>();
  private largestPage = 0;
  private conflict?: string | number;

  constructor(
    private readonly dialect: PagingDialect<Position>,
    private readonly source: PageSource<Kept>,
    private readonly asker: PageAsker,
  ) {}

  /** Returns what makes it necessary to read the list again, if anything does. */
  async *pages(): AsyncGenerator<readonly Kept[], Obstacle | undefined> {
    let position: Position | undefined = this.dialect.first;
    this.positions.add(JSON.stringify(position));
    let answer = ahead(this.ask(position));
    for (let page = 1; position !== undefined; page += 1) {
      let content: KeptPage<Position, Kept>;
      try {
        content = await answer;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (page > 1 && this.dialect.isStale?.(error)) return { error };
        throw error;
      }
      const { kept, length, next } = content;
      const isSeen = next !== undefined && !this.isNew(next);
      if (next !== undefined && !isSeen) answer = ahead(this.ask(next));
      this.conflict ??= content.conflict;
      if (length > 0) yield kept;
      if (isSeen) return this.judgeRepeatedNext(length);
      this.checkRepeatedPage(content.mark);
      this.largestPage = Math.max(this.largestPage, length);
      position = next;
    }
    this.checkConflict();
    return undefined;
  }

  private async ask(position: Position): Promise<KeptPage<Position, Kept>> {
    const { items, next } = await this.asker.ask({
      request: (pageSize, hasShrunk) =>
        this.dialect.request(position, pageSize, hasShrunk),
      read: (response, pageSize) =>
        this.dialect.read(response, position, pageSize),
    });
    const isOnly = position === this.dialect.first && next === undefined;
    return checked(this.source, () => ({
      conflict: conflictIn(items),
      mark: markOf(items, isOnly),
      length: items.length,
      next,
      kept: this.source.keep(items),
    }));
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
  private judgeRepeatedNext(length: number): Obstacle | undefined {
    const error = listError(
      this.source,
      'the provider named the same next page twice, so that the list cannot be read to its end',
    );
    if (!this.dialect.mayEndAtItself) throw error;
    if (length < this.largestPage || length === 0) {
      this.checkConflict();
      return undefined;
    }
    const nextPageSize = length > 1 ? length - 1 : undefined;
    return { error, nextPageSize };
  }

  /** @throws ApiError when the page came before */
  private checkRepeatedPage(page: string | undefined): void {
    if (page === undefined) return;
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

/**
 * First and last item and length tell pages apart: records of a list are unique. Most lists of
 * members and factors are one page, which nothing is compared with.
 *
 * @throws PageFormatError where an item cannot be compared
 */
function markOf(items: Page, isOnly: boolean): string | undefined {
  if (items.length === 0) return undefined;
  const mark = [items.length, items[0], items.at(-1)];
  if (!isOnly) return hash(mark);
  checkDepth(mark);
  return undefined;
}
