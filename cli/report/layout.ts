/** Colors of a terminal, by what they are for. */
export type Color = 'red' | 'green' | 'yellow' | 'gray' | 'bold';

export type Paint = (text: string, color: Color) => string;

const CODES = { red: 31, green: 32, yellow: 33, gray: 90, bold: 1 };

/** Colors texts, or leaves them as they are. */
export function painter(hasColors: boolean): Paint {
  return (text, name) =>
    hasColors ? `\u001b[${CODES[name]}m${text}\u001b[0m` : text;
}

/** Breaks a text into indented lines of at most `columns`; breaks a word only if it must. */
export function wrap(text: string, columns: number, indent: string): string {
  const width = Math.max(20, columns - indent.length);
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, width))
    .map((line) => indent + line)
    .join('\n');
}

function wrapLine(text: string, width: number): string[] {
  const pieces = text
    .split(/\s+/)
    .flatMap((word) => word.match(new RegExp(`.{1,${width}}`, 'gu')) ?? []);
  const lines: string[] = [];
  for (const piece of pieces) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + piece.length > width) {
      lines.push(piece);
    } else {
      lines[lines.length - 1] = `${line} ${piece}`;
    }
  }
  return lines;
}

const GAP = '   ';

/** Names with their counts, in as many columns as fit, to be read from top to bottom. */
export function countColumns(
  counts: ReadonlyMap<string, number>,
  columns: number,
): string[] {
  const rows = [...counts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, count]) => [name, count.toLocaleString('en')] as const);
  const nameWidth = Math.max(0, ...rows.map(([name]) => name.length));
  const countWidth = Math.max(0, ...rows.map(([, count]) => count.length));
  const cells = rows.map(
    ([name, count]) =>
      `${name.padEnd(nameWidth)} ${count.padStart(countWidth)}`,
  );
  const cellWidth = nameWidth + 1 + countWidth + GAP.length;
  const perLine = Math.max(
    1,
    Math.floor((columns - 2 + GAP.length) / cellWidth),
  );
  const lineCount = Math.ceil(cells.length / perLine);
  return Array.from({ length: lineCount }, (_, line) =>
    cells.filter((_cell, index) => index % lineCount === line).join(GAP),
  );
}
