import type { Headers } from 'node-fetch';

/** Headers of an answer; names are found in any case. */
export interface AnswerHeaders {
  /** The value; where the header came several times, all values with commas between; null where it did not. */
  get(name: string): string | null;
  has(name: string): boolean;
}

/**
 * The headers of an answer, read once: node-fetch looks through all of them for each that is asked
 * for.
 */
export function readHeaders(headers: Headers): AnswerHeaders {
  const values = new Map<string, string>();
  for (const [name, all] of Object.entries(headers.raw())) {
    values.set(name.toLowerCase(), all.join(', '));
  }
  return {
    get: (name) => values.get(name.toLowerCase()) ?? null,
    has: (name) => values.has(name.toLowerCase()),
  };
}
