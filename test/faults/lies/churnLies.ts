import { callOf } from '../endpoints';
import type { Change } from '../outcome';

import {
  type Answer,
  isObject,
  rowsOf,
  totalOf,
  valueAt,
  withRows,
  withTotal,
  withValueAt,
} from './answers';
import type { LieKind, Truth } from './lie';
import { listOf, offsetOf, sizeOf } from './questions';

type Rows = readonly unknown[];

/** A list that is divided into pages by offset, as it is not. */
interface OtherList {
  /** The rows until a page after the first is asked for. */
  before: Rows;
  /** The rows from then on. */
  after: Rows;
  /** The total that is told; the number of rows unless given. */
  total?: number;
}

/** Lists that change between their first page and the second, and lists that hold a row twice. */
export const CHURN_LIES: readonly LieKind[] = [
  list('first row moved to the end', (whole) => ({
    before: whole,
    after: [...whole.slice(1), ...whole.slice(0, 1)],
  })),
  list('last row moved to the front', (whole) => ({
    before: whole,
    after: [...whole.slice(-1), ...whole.slice(0, -1)],
  })),
  list('rows swapped across the border', (whole, size) => ({
    before: whole,
    after: [
      whole[size],
      ...whole.slice(1, size),
      whole[0],
      ...whole.slice(size + 1),
    ],
  })),
  list('a row deleted', (whole) => ({ before: whole, after: whole.slice(1) })),
  list('a row deleted and a row created', (whole) => ({
    before: whole.slice(0, -1),
    after: whole.slice(1),
  })),
  list('a row listed twice', (whole) => always(firstTwice(whole))),
  list('a row listed twice, total as it was', (whole) =>
    always(firstTwice(whole), whole.length),
  ),
];

function firstTwice(whole: Rows): Rows {
  return [...whole.slice(0, 1), ...whole];
}

function always(rows: Rows, total = rows.length): OtherList {
  return { before: rows, after: rows, total };
}

function list(
  kind: string,
  other: (whole: Rows, pageSize: number) => OtherList,
): LieKind {
  return {
    kind,
    unit: 'list',
    places: ['first', 'middle', 'last', 'every'],
    tell: (truth) => {
      const { url, answer, whole, pageCap, memory } = truth;
      const offset = offsetOf(url);
      if (!rowsOf(answer) || offset === undefined) return undefined;
      if (whole.length <= pageCap) return undefined;
      if (offset > 0) memory.set(listOf(url), true);
      const { before, after, total } = other(whole, pageCap);
      const rows = memory.has(listOf(url)) ? after : before;
      const size = Math.min(sizeOf(url) ?? pageCap, pageCap);
      return page(answer, rows, { offset, size, total: total ?? rows.length });
    },
    mayChange: (change, truth) => isOfGone(change, truth, other),
  };
}

/** A page of other rows, in the words of a real one. */
function page(
  answer: Answer,
  all: Rows,
  { offset, size, total }: { offset: number; size: number; total: number },
): Answer {
  const rows = all.slice(offset, offset + size);
  const told = withRows(answer, rows);
  const counted = withValueAt(told.body, ['itemsPerPage'], rows.length);
  const next = offset + size < total ? String(offset + size) : null;
  const body = isObject(valueAt(counted, ['page']))
    ? withValueAt(counted, ['page', 'next'], next)
    : counted;
  const result = { ...told, body };
  return totalOf(result) === undefined ? result : withTotal(result, total);
}

/** Where a row tells the id of what it is about. */
const IDS = [['id'], ['_id'], ['to', 'id'], ['userId'], ['resultId']];

/** Whether a change is of an object that was deleted or created, or of what hangs on it. */
function isOfGone(
  { usual }: Change,
  { url, whole, pageCap }: Truth,
  other: (whole: Rows, pageSize: number) => OtherList,
): boolean {
  const { before, after } = other(whole, pageCap);
  const parents = callOf(url.pathname + url.search).ids;
  return whole
    .filter((row) => !before.includes(row) || !after.includes(row))
    .some((row) => {
      const ids = IDS.map((path) => valueAt(row, path)).filter(isId);
      return [...ids.slice(0, 1), ...parents].every((id) =>
        usual.includes(String(id)),
      );
    });
}

function isId(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
