import type { AnswerHeaders } from '../answerHeaders';
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
  headers: AnswerHeaders;
}

/** A list as paging sees it. */
export interface PageSource<Kept = unknown> {
  /** The list, as errors name it. */
  endpoint: string;
  /** @throws ApiError */
  fetch(request: PageRequest): Promise<PageResponse>;
  /** Told how many records the list has, where an answer says so and has fewer. */
  onTotal?(total: number): void;
  /**
   * What is kept of the items of a page. Where each answer names the next page, that is done as soon
   * as a page has come: those that wait for their turn are then small.
   */
  keep(items: Page): readonly Kept[];
}

/**
 * Reads a list to its end and gives its pages. While one page is worked on, the next one is
 * already on its way. A record can come twice, when the list changes meanwhile or has to be
 * read again; none is left out silently.
 *
 * @throws ApiError when the list cannot be read to its end, or nothing proves that this is it
 */
export type Paging = <Kept>(
  source: PageSource<Kept>,
) => AsyncGenerator<readonly Kept[]>;

/** The id of an item; undefined where it has none. */
export type IdOf = (item: unknown) => string | number | undefined;

/** An answer that is not a page; the message says in which way. */
export class PageFormatError extends Error {}

/** More pages than any real list has: a server that never ends is not read for ever. */
export const MOST_PAGES = 100_000;

/** How often a list is read from its beginning, when it changes under the reader. */
export const MOST_PASSES = 3;

/** A list that cannot be read to its end, by what its answers say. */
export function listError(source: PageSource, reason: string): ApiError {
  return new ApiError({
    kind: 'answer',
    endpoint: source.endpoint,
    status: 200,
    reason,
  });
}

/** A server that names pages for ever. */
export function endlessError(source: PageSource): ApiError {
  return listError(source, `the list does not end after ${MOST_PAGES} pages`);
}

/** Keeps the failure of a page that was asked for ahead until that page is wanted. */
export function ahead<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  return answer;
}

/** Two different records of one id: which of them is meant, nobody can know. */
export function conflictError(
  source: PageSource,
  id: string | number,
): ApiError {
  return listError(
    source,
    `the list holds different records with the id ${id}, of which only the first is stored`,
  );
}

/**
 * Runs a check of what a page holds.
 *
 * @throws ApiError in place of a PageFormatError
 */
export function checked<T>(source: PageSource, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof PageFormatError) {
      throw listError(source, error.message);
    }
    throw error;
  }
}
