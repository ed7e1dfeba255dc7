/** Where J1QL is written in a document: in blocks of that language, one query after an empty line each, or within a line. */
const BLOCK = /^```j1ql\n([\s\S]*?)^```$/gm;
const INLINE = /`(find\s[^`]+)`/gi;
/** A block of another language, or of none, that holds a query all the same. */
const OTHER_BLOCK = /^```(?!j1ql)\w*\n(\s*find\s[\s\S]*?)^```$/gim;

/** The queries that a document shows. */
export function queriesIn(markdown: string): string[] {
  const blocks = [
    ...markdown.matchAll(BLOCK),
    ...markdown.matchAll(OTHER_BLOCK),
  ]
    .flatMap(([, block = '']) => block.split(/\n\s*\n/))
    .map((query) => query.trim());
  const inline = [...markdown.matchAll(INLINE)].map(([, query = '']) => query);
  return [...blocks, ...inline].filter((query) => query !== '');
}
