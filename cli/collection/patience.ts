import type { Terminal } from './terminal';

/** When work is told of, in ms from its beginning. */
const FIRST_AFTER_MS = 2_000;
/** How often after that: a little less than the 10 s that nobody shall wait for a word. */
const EVERY_MS = 9_900;

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
