import { ApiError } from '../failures';

import { conflictIn, identityOf, isTypicalCap } from './guards';
import {
  ahead,
  checked,
  conflictError,
  endlessError,
  type IdOf,
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

/** What one answer of a list says whose records are counted. */
export interface Rows {
  /** As they came; null stands for a record that the provider does not give. */
  rows: Page;
  /** The number of records that the list has, by the provider's word. */
  total?: number;
  /** Where the page begins, counted from 0, where the provider says so. */
  start?: number;
  /** The link to the next page, where the provider gives one. */
  link?: string;
}

/** A way of dividing lists into pages that begin at the record with a given number. */
export interface PositionalDialect extends PageSizes {
  /**
   * @param start the number of the first record, counted from 0
   * @param pass 1 for the first reading of the list; a later one may ask for an order
   */
  request(start: number, pageSize: number, pass: number): PageRequest;
  /** @throws PageFormatError when the answer is not a page of this dialect */
  read(response: PageResponse, pageSize: number): Rows;
  /** The id of a record, where it is not its `id`. */
  idOf?: IdOf;
  /**
   * What proves that a list is whole:
   * - `total`: as many different records as the provider's documented total. Without a total, or
   *   with records that came as null, the next one counts.
   * - `end`: the page behind the last record, which brings nothing new. It costs one request for
   *   each list.
   */
  proof: 'total' | 'end';
  /** True where the total may count records that are never given, such as dangling references. */
  mayTotalExceed?: boolean;
  /** True for an error that says: there is nothing behind the last record. */
  isPastEnd?: (error: ApiError) => boolean;
}

/**
 * Makes a `Paging` of a dialect in which pages begin at the record with a given number.
 *
 * Each page begins with the last record of the page before. Where it begins with a record that is
 * not known, the list has moved, and records may have slipped past the reader: it is read again.
 */
export function paginateByPosition(dialect: PositionalDialect): Paging {
  return async function* readList<Kept>(source: PageSource<Kept>) {
    for (let pass = 1; ; pass += 1) {
      const obstacle = yield* new Reading(dialect, source, pass).pages();
      if (!obstacle) return;
      if (pass === MOST_PASSES) throw obstacle;
    }
  };
}

/** One record in so many may be counted and never given. */
const FEW_OF = 10;

/** More pages without a new record, one behind the other, than any real list has. */
const MOST_PAGES_IN_VAIN = 1_000;

/** Records behind the end of a list at which there is nothing, however it grows meanwhile. */
const FAR_BEHIND = 1_000_000;

/** The first row that is a record; undefined where none is. */
function firstRecordOf(rows: Page): unknown {
  return rows.find((row) => row !== null);
}

/** One page that was asked for: from where, and whether its first record has to be known. */
interface Step {
  from: number;
  isOverlapping: boolean;
  link?: string;
}

/** One reading of a list from its beginning. */
class Reading<Kept> {
  private readonly asker: PageAsker;
  private readonly seen = new Set<string>();
  private first?: string;
  private second?: string;
  /** The page before this one: its first and its last record, and its length. */
  private before?: string;
  private last?: string;
  private firstTotal?: number;
  private total?: number;
  private nullRows = 0;
  private largestPage = 0;
  /** Where the record behind the last one that was received stands. */
  private end = 0;
  /** False where the service begins pages only at multiples of their size. */
  private canOverlap = true;
  private conflict?: string | number;
  /** True where a known record came elsewhere than where pages overlap: in the place of another. */
  private isDisplaced = false;

  constructor(
    private readonly dialect: PositionalDialect,
    private readonly source: PageSource<Kept>,
    private readonly pass: number,
  ) {
    this.asker = new PageAsker(source, dialect);
  }

  /** Returns what makes it necessary to read the list again, if anything does. */
  async *pages(): AsyncGenerator<readonly Kept[], ApiError | undefined> {
    let step: Step | undefined = { from: 0, isOverlapping: false };
    let answer = ahead(this.ask(step));
    let pagesInVain = 0;
    for (let page = 1; step; page += 1) {
      if (page > MOST_PAGES) throw endlessError(this.source);
      const content: Rows = await answer;
      if (this.hasMoved(step, content)) return this.moved();
      const { fresh, isLonger } = this.take(step, content);
      pagesInVain = fresh.length > 0 ? 0 : pagesInVain + 1;
      if (pagesInVain > MOST_PAGES_IN_VAIN) throw this.inVain();
      const next: Step | ApiError | undefined = isLonger
        ? this.stepBehind()
        : await this.question(step, content);
      this.remember(content);
      if (next instanceof ApiError) return next;
      if (next) answer = ahead(this.ask(next));
      if (fresh.length > 0) yield this.source.keep(fresh);
      step = next;
    }
    if (this.conflict !== undefined) {
      throw conflictError(this.source, this.conflict);
    }
    return this.shortfall();
  }

  private async ask({ from, isOverlapping, link }: Step): Promise<Rows> {
    try {
      return await this.asker.ask({
        request: (pageSize) =>
          link === undefined
            ? this.dialect.request(from, pageSize, this.pass)
            : { link },
        read: (response, pageSize) => this.dialect.read(response, pageSize),
      });
    } catch (error) {
      const isPastEnd =
        from > 0 &&
        !isOverlapping &&
        error instanceof ApiError &&
        this.dialect.isPastEnd?.(error);
      if (isPastEnd) return { rows: [], total: this.total };
      throw error;
    }
  }

  /** A page that should begin with a known record, and begins with another, or is empty. */
  private hasMoved({ isOverlapping }: Step, { rows }: Rows): boolean {
    if (!isOverlapping) return false;
    const [first] = rows;
    if (first === undefined) return true;
    return first !== null && !this.seen.has(this.identityOf(first));
  }

  /**
   * Counts the rows of a page, and gives those that are new; and whether the list goes on with them, or
   * with null rows. Null rows beside known records say nothing: the service may give the same page again.
   */
  private take(
    { from, link, isOverlapping }: Step,
    { rows, total, start }: Rows,
  ): { fresh: unknown[]; isLonger: boolean } {
    this.firstTotal ??= total;
    this.total = total ?? this.total;
    if (total && total > rows.length) this.source.onTotal?.(total);
    this.conflict ??= checked(this.source, () =>
      conflictIn(
        rows.filter((row) => row !== null),
        this.dialect.idOf,
      ),
    );
    const begin =
      link === undefined ? this.beginOf(from, rows, start) : this.end;
    const fresh: unknown[] = [];
    let nullRows = 0;
    let knownRows = 0;
    let repeated = this.last;
    rows.forEach((row, index) => {
      if (row === null) {
        if (begin + index >= this.end) nullRows += 1;
        return;
      }
      const identity = this.identityOf(row);
      this.first ??= identity;
      if (identity !== this.first) this.second ??= identity;
      if (this.seen.has(identity)) {
        this.isDisplaced ||= fresh.length > 0;
        repeated = identity;
        knownRows += 1;
        return;
      }
      this.isDisplaced ||= repeated !== this.last;
      this.seen.add(identity);
      fresh.push(row);
    });
    this.largestPage = Math.max(this.largestPage, rows.length);
    const knownByOverlap = isOverlapping ? 1 : 0;
    const isLonger =
      fresh.length > 0 || (nullRows > 0 && knownRows <= knownByOverlap);
    if (isLonger) {
      this.nullRows += nullRows;
      this.end = Math.max(this.end, begin + rows.length);
    }
    return { fresh, isLonger };
  }

  /** Some services say of every page that it is the first: then it has to begin like that. */
  private beginOf(from: number, rows: Page, start = from): number {
    const isFalse =
      start === 0 && rows[0] !== undefined && !this.isFirst(rows[0]);
    return isFalse ? from : Math.min(start, from);
  }

  /**
   * After a page that brought nothing new: what to ask before this is taken for the end; undefined
   * where it is, or what is wrong.
   */
  private async question(
    step: Step,
    content: Rows,
  ): Promise<Step | ApiError | undefined> {
    const { rows, link, start = step.from } = content;
    if (link !== undefined && link !== step.link) {
      return { from: this.end, isOverlapping: false, link };
    }
    if (step.from === 0 || rows.length === 0) return undefined;
    const isLastAlone =
      rows.length === 1 && this.identityOf(rows[0]) === this.last;
    if (step.isOverlapping && isLastAlone) return undefined;
    const isRestart = this.isRestart(rows);
    const isRepeated = this.describe(rows) === this.before;
    if (step.isOverlapping && (isRestart || isRepeated || start < step.from)) {
      return this.withoutOverlap(start < step.from);
    }
    if (isRestart) return this.judgeRestart();
    if (isRepeated && (await this.isLastForEver(rows))) return undefined;
    if (!this.mayOverlap && rows.length === 1) return this.moved();
    this.end = step.from + rows.length;
    return this.stepBehind();
  }

  private isProvenByTotal(): boolean {
    return (
      this.dialect.proof === 'total' &&
      this.nullRows === 0 &&
      this.total !== undefined &&
      Math.min(this.seen.size, this.end) >= this.total
    );
  }

  /**
   * The first record alone cannot be overlapped: that would be the first request again. Nor can
   * pages of one record, which would bring nothing new.
   */
  private get mayOverlap(): boolean {
    return this.canOverlap && this.end > 1 && this.largestPage > 1;
  }

  private stepBehind(): Step | undefined {
    if (this.isProvenByTotal()) return undefined;
    const isOverlapping = this.mayOverlap;
    return { from: isOverlapping ? this.end - 1 : this.end, isOverlapping };
  }

  /** Some services give their last page for whatever is asked for behind it. */
  private async isLastForEver(rows: Page): Promise<boolean> {
    const far = { from: this.end + FAR_BEHIND, isOverlapping: false };
    const answer = await this.ask(far);
    return this.describe(answer.rows) === this.describe(rows);
  }

  private remember({ rows }: Rows): void {
    if (rows.length === 0) return;
    this.before = this.describe(rows);
    this.last = this.identityOf(rows.at(-1));
  }

  private describe(rows: Page): string {
    const ends = [rows[0], rows.at(-1)].map((row) => this.identityOf(row));
    return rows.length === 0 ? '' : JSON.stringify([rows.length, ...ends]);
  }

  /** Services that begin pages at multiples of their size cannot overlap them. */
  private withoutOverlap(isRounded: boolean): Step {
    if (isRounded) this.canOverlap = false;
    return { from: this.end, isOverlapping: false };
  }

  /** The list begins anew in place of the page that was asked for. */
  private isRestart(rows: Page): boolean {
    const first = firstRecordOf(rows);
    return first !== undefined && this.isFirst(first) && this.seen.size > 1;
  }

  private isFirst(row: unknown): boolean {
    return this.first === undefined || this.identityOf(row) === this.first;
  }

  /**
   * One more question, for the second record alone. Where it comes, the service begins anew behind
   * the end of its lists. Otherwise it ignores where a page shall begin: then the list came whole
   * only where a total says so, or where the service ignores the size of pages as well; and not
   * where its length is one at which services cut their lists. Reading again would not help.
   *
   * @throws ApiError
   */
  private async judgeRestart(): Promise<ApiError | undefined> {
    const { size } = this.seen;
    const { rows, total = 0 } = await this.asker.ask({
      request: () => this.dialect.request(1, 1, this.pass),
      read: (response, pageSize) => this.dialect.read(response, pageSize),
    });
    const first = firstRecordOf(rows);
    if (first !== undefined && this.identityOf(first) === this.second) {
      return undefined;
    }
    const isBeginning = first !== undefined && this.isFirst(first);
    if (rows.length > 0 && !isBeginning) return this.moved();
    const isUndivided = total > rows.length || rows.length >= size;
    const isMore = Math.max(total, this.total ?? 0) > size;
    const isCut = isTypicalCap(size) || isTypicalCap(rows.length);
    if (isUndivided && !isMore && !isCut) return undefined;
    throw listError(
      this.source,
      `the service gives the first ${size} records whatever page is asked for, so that nothing tells whether there are more`,
    );
  }

  /**
   * What is wrong when fewer different records came than the list has by the provider's word.
   * Records that were added meanwhile may stand before those that were read.
   */
  private shortfall(): ApiError | undefined {
    const received = this.seen.size + this.nullRows;
    const total = Math.min(this.firstTotal ?? 0, this.total ?? 0);
    if (received >= total) return undefined;
    if (this.isExcess(received, total)) return undefined;
    return listError(
      this.source,
      `the list has ${total} records by the provider's word, but only ${received} different ones were received; collect again when less is being changed`,
    );
  }

  /**
   * Few records that are never given; not full pages alone, as there a service may cut its lists; and
   * none whose place another record took.
   */
  private isExcess(received: number, total: number): boolean {
    const { mayTotalExceed = false, pageSize } = this.dialect;
    const isCut = received % pageSize === 0;
    const isFew = (total - received) * FEW_OF <= total;
    return mayTotalExceed && isFew && !isCut && !this.isDisplaced;
  }

  private inVain(): ApiError {
    return listError(
      this.source,
      `the list does not end: ${MOST_PAGES_IN_VAIN} pages in a row held no record that had not come before`,
    );
  }

  private moved(): ApiError {
    return listError(
      this.source,
      'the list changed each time it was read, so that records may have been missed; collect again when less is being changed',
    );
  }

  private identityOf(row: unknown): string {
    return checked(this.source, () => identityOf(row, this.dialect.idOf));
  }
}
