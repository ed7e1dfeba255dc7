import {
  isObject,
  nextOf,
  rowsOf,
  totalOf,
  valueAt,
  withNext,
  withRows,
  withTotal,
} from './answers';
import { listOf, offsetOf, sizeOf } from './questions';
import type { Bug } from './sweep';

/** An engine that takes a page which is shorter than asked for the last one. */
export const believesShortPages: Bug = ({ told, truth }) => {
  const { url, memory } = truth;
  const rows = rowsOf(told);
  if (!rows) return told;
  const ended = `end of ${listOf(url)}`;
  if (memory.has(ended)) return withRows(withNext(told, undefined), []);
  const size = sizeOf(url);
  if (size === undefined || size === 1 || rows.length >= size) return told;
  memory.set(ended, true);
  const received = (offsetOf(url) ?? 0) + rows.length;
  const last = nextOf(told) === undefined ? told : withNext(told, undefined);
  return totalOf(last) === undefined ? last : withTotal(last, received);
};

/** An engine that takes a list within a record for empty where it is absent. */
export const takesAbsentForEmpty: Bug = ({ told, lieCase: { field } }) => {
  const rows = rowsOf(told);
  if (!rows || field === undefined) return told;
  const path = field.split('.');
  return withRows(
    told,
    rows.map((row) =>
      isObject(row) && valueAt(row, path) === undefined
        ? withEmptyList(row, path)
        : row,
    ),
  );
};

function withEmptyList(value: unknown, [name, ...rest]: string[]): unknown {
  if (name === undefined) return [];
  const fields = isObject(value) ? value : {};
  return { ...fields, [name]: withEmptyList(fields[name], rest) };
}

/** An engine that takes a refused list for an empty one. */
export const takesRefusalsForEmpty: Bug = ({ told, truth: { answer } }) =>
  told.status >= 400 && rowsOf(answer)
    ? withRows(withTotal(withNext(answer, undefined), 0), [])
    : told;
