import type { Terminal } from './terminal';

/** When work is told of, in ms from its beginning, and how often after that. */
const FIRST_AFTER_MS = 2_000;
const EVERY_MS = 10_000;

/**
 * Says what is being done, where that takes so long that people wonder.
 *
 * @param what as in `Counting what was collected`
 */
export async function tellingOf<T>(
  what: string,
  terminal: Pick<Terminal, 'write'>,
  work: () => Promise<T>,
): Promise<T> {
  const tell = () => terminal.write(`${what} …\n`);
  let timer = setTimeout(() => {
    tell();
    timer = setInterval(tell, EVERY_MS);
  }, FIRST_AFTER_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
