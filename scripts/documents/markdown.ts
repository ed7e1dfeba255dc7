/** A table of Markdown. Its columns are aligned by Prettier. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map(escaped).join(' | ')} |`)
    .join('\n');
}

function escaped(cell: string): string {
  return cell.replaceAll('|', String.raw`\|`).replace(/\s+/g, ' ');
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** Where a part of a document begins that is written by `npm run document`, and where it ends. */
function markers(name: string): readonly [start: string, end: string] {
  return [
    `<!-- written by "npm run document": ${name} -->`,
    `<!-- end of ${name} -->`,
  ];
}

/**
 * Puts a text between the markers of a document.
 *
 * @throws Error where the markers are not there
 */
export function replacePart(
  document: string,
  name: string,
  text: string,
): string {
  const [start, end] = markers(name);
  const [before, rest, ...more] = document.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(
      `Once in the document there have to be ${start} and ${end}`,
    );
  }
  return `${before}${start}\n\n${text}\n\n${end}${after}`;
}
