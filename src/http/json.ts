/**
 * The value of a JSON text, undefined when it is none. JSON itself has no undefined. A byte order
 * mark is ignored, as RFC 8259 section 8.1 allows.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
