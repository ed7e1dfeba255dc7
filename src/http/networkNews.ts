import type { Logger } from './logger';

/** Whoever waits for a call is told of it after so much silence, in ms, and again after as much. */
export const SILENCE_MS = 10_000;

/** What is told of a call that takes its time. */
export interface NetworkNews {
  /** @param ms without any part of the answer so far */
  silent: (ms: number) => void;
  /**
   * @param attempt the number of the one that failed, from 1
   * @param waitMs until the next one
   */
  retrying: (failure: Error, attempt: number, waitMs: number) => void;
}

/**
 * Tells of silence and of retries, a line each.
 *
 * @param endpoint made by `describeEndpoint`
 * @param attempts most attempts of one call
 */
export function networkNews(
  logger: Pick<Logger, 'info'>,
  endpoint: string,
  attempts: number,
): NetworkNews {
  return {
    silent: (ms) =>
      logger.info(`No answer for ${Math.round(ms / 1000)} s: ${endpoint}`),
    retrying: (failure, attempt, waitMs) =>
      logger.info(
        `Attempt ${attempt} of ${attempts} failed, the next one follows in ${(waitMs / 1000).toFixed(1)} s: ${failure.message}`,
      ),
  };
}
