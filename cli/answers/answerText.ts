import { printable } from '../collection/printable';

import type { Row } from './graphDatabase';

type Value = Row[string];

/** So many letters of a value are shown in a table. */
const WIDEST = 60;

/** An answer as a table for a terminal. */
export function* asTable(
  columns: readonly string[],
  rows: readonly Row[],
): Generator<string> {
  const cells = [
    [...columns],
    ...rows.map((row) => columns.map((name) => shortened(row[name] ?? null))),
  ];
  const widths = columns.map((_name, index) =>
    cells.reduce((most, each) => Math.max(most, lengthOf(each[index])), 0),
  );
  const line = (each: readonly string[]): string =>
    each
      .map(
        (cell, index) =>
          cell + ' '.repeat((widths[index] ?? 0) - lengthOf(cell)),
      )
      .join('  ')
      .trimEnd();
  for (const [index, each] of cells.entries()) {
    yield `${line(each)}\n`;
    if (index === 0)
      yield `${widths.map((width) => '-'.repeat(width)).join('  ')}\n`;
  }
  yield `${rows.length.toLocaleString('en')} ${rows.length === 1 ? 'row' : 'rows'}\n`;
}

/** Letters, not the units of 16 bits that they are made of. */
function lengthOf(text = ''): number {
  return [...text].length;
}

function shortened(value: Value): string {
  const letters = [...printable(asText(value)).replaceAll('\n', ' ')];
  return letters.length > WIDEST
    ? `${letters.slice(0, WIDEST - 1).join('')}…`
    : letters.join('');
}

/** A value in words: unknown is nothing, a list is its elements. */
export function asText(value: Value): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(asText).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A line of CSV (RFC 4180). */
export function csvLine(values: readonly Value[]): string {
  return `${values.map((value) => csvCell(asText(value))).join(',')}\r\n`;
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
