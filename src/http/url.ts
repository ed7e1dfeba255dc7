/**
 * The URL that a text is, undefined where it is none. `URL.canParse` is no help: in Node.js 20 and
 * 22 it refuses hosts beyond ASCII once it has been called some thousand times and is optimized.
 *
 * @param base what a relative URL is relative to
 */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
