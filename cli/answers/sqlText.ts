/**
 * Whether a query says itself in which order its rows come: by an ORDER BY that stands in no
 * parentheses, text or comment.
 */
export function isOrdered(sql: string): boolean {
  let left = sql.replaceAll(
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g,
    ' ',
  );
  for (;;) {
    const outer = left.replaceAll(/\([^()]*\)/g, ' ');
    if (outer === left) return /\border\s+by\b/i.test(left);
    left = outer;
  }
}

/** The same query, without what ends it, so that it can stand in parentheses. */
export function withoutEnd(sql: string): string {
  return sql.replace(/(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+$/, '');
}
