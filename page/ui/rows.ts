import type { GridColumn, Sorting } from './grid';

const collator = new Intl.Collator('en', { numeric: true });

/** The texts of all rows in lower case, as a search reads them. */
export function searchTexts(
  columns: readonly GridColumn[],
  size: number,
): string[] {
  const texts = new Array<string>(size);
  for (let row = 0; row < size; row += 1) {
    texts[row] = columns
      .map(({ text }) => text(row))
      .join('\n')
      .toLowerCase();
  }
  return texts;
}

/** The rows that pass a filter and contain every word of a search. */
export function matchingRows(
  texts: () => readonly string[],
  size: number,
  search: string,
  passes: ((row: number) => boolean) | undefined,
): number[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const searched = words.length > 0 ? texts() : undefined;
  const rows: number[] = [];
  for (let row = 0; row < size; row += 1) {
    if (passes && !passes(row)) continue;
    const text = searched?.[row];
    if (text !== undefined && !words.every((word) => text.includes(word))) {
      continue;
    }
    rows.push(row);
  }
  return rows;
}

/** Rows in the order of a column; those whose value is not known come last in both directions. */
export function sortedRows(
  rows: readonly number[],
  columns: readonly GridColumn[],
  sorting: Sorting | undefined,
): readonly number[] {
  const column = columns.find(({ id }) => id === sorting?.column);
  if (!column || !sorting) return rows;
  const sign = sorting.descending ? -1 : 1;
  const { order, text } = column;
  if (order) {
    return sortBy(rows, order, (one, other) => sign * (one - other));
  }
  const known = (row: number) => text(row) || undefined;
  return sortBy(rows, known, (a, b) => sign * collator.compare(a, b));
}

function sortBy<T>(
  rows: readonly number[],
  valueOf: (row: number) => T | undefined,
  compare: (one: T, other: T) => number,
): number[] {
  const known: { row: number; value: T }[] = [];
  const unknown: number[] = [];
  for (const row of rows) {
    const value = valueOf(row);
    if (value === undefined) unknown.push(row);
    else known.push({ row, value });
  }
  known.sort((one, other) => compare(one.value, other.value));
  return [...known.map(({ row }) => row), ...unknown];
}
