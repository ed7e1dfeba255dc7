/**
 * The value of a JSON text, undefined when it is none. JSON itself has no undefined. A byte order
 * mark is ignored, as RFC 8259 section 8.1 allows.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

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

/** RFC 6761 `localhost`, RFC 1122 127.0.0.0/8 and RFC 4291 ::1. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}
