import { isList, isObject, valueAt, withValueAt } from './answers';
import type { Place } from './lie';

/** A way of telling something else of a record; undefined where it would be the truth. */
export interface RecordLie {
  kind: string;
  /** The field that it is told about. */
  field?: string;
  /** Rows in place of the record. */
  rows: (record: unknown) => unknown[] | undefined;
  /** The same lie the other way round. */
  mirror?: (record: unknown) => unknown[] | undefined;
  places: readonly Place[];
  /** Whether properties may differ, and nothing else. */
  isOfProperties: boolean;
}

type Path = readonly string[];

/** Whether a value can be seen in what is collected. */
export type IsTold = (value: unknown) => boolean;

/** Of many records, those that are lied about one at a time. */
export const RECORDS: readonly Place[] = ['first', 'middle', 'last'];

const DEEPEST_FIELD = 2;
const DEEPEST_LIST = 4;

/** Fields that tell how an API speaks, or where else to ask. */
const NOT_DATA = new Set(['schemas', '_links', 'meta']);

/** Fields of which two values are two things, or two kinds of things. */
const IDENTIFIES = /(id|type|kind|status|state|role|arn)$/i;

/** Lies about each row as such. */
export function rowLies(isTold: IsTold): RecordLie[] {
  return [
    row('row null', () => [null]),
    row('row of another type', () => [7]),
    row('row repeated', (record) => [record, record]),
    {
      ...row('two rows of one id', (record) => withTwin(record, isTold)),
      mirror: (record) => withTwin(record, isTold)?.reverse(),
      isOfProperties: true,
    },
  ];
}

function row(kind: string, rows: RecordLie['rows']): RecordLie {
  return { kind, rows, places: RECORDS, isOfProperties: false };
}

/** The record, and another one of the same id, of which a text is another one. */
function withTwin(record: unknown, isTold: IsTold): unknown[] | undefined {
  const path = pathsOf(
    record,
    (value) => isText(value) && isTold(value),
    DEEPEST_FIELD,
  ).find((each) => !IDENTIFIES.test(each.at(-1) ?? ''));
  if (!path) return undefined;
  const text = `${String(valueAt(record, path))} 2`;
  return [record, withValueAt(record, path, text)];
}

/** Lies about each list within records of a kind. */
export function listLies(
  records: readonly unknown[],
  places: readonly Place[],
): RecordLie[] {
  return fieldsOf(records, isFilledList, DEEPEST_LIST).flatMap((path) =>
    LIST_LIES.map(([kind, change]) => ofField(kind, path, change, places)),
  );
}

type Change = (value: unknown) => unknown;

const LIST_LIES: readonly [kind: string, change: Change][] = [
  ['list absent', () => undefined],
  ['list null', () => null],
  ['list emptied', () => []],
  ['list of another type', () => 'odd'],
  ['list with a null element', (list) => withFirst(list, null)],
  [
    'list with an element of another type',
    (list) =>
      withFirst(list, isText(isList(list) && list[0]) ? { odd: true } : 'odd'),
  ],
];

/** Lies about each single value within records of a kind that is told further. */
export function valueLies(
  records: readonly unknown[],
  isTold: IsTold,
): RecordLie[] {
  const isWanted = (value: unknown) => isValue(value) && isTold(value);
  return fieldsOf(records, isWanted, DEEPEST_FIELD).map((path) =>
    ofField(
      'value of another type',
      path,
      (value) => (isObject(value) ? 'odd' : { odd: 'value' }),
      ['first', 'every'],
    ),
  );
}

function ofField(
  kind: string,
  path: Path,
  change: Change,
  places: readonly Place[],
): RecordLie {
  return {
    kind,
    field: path.join('.'),
    rows: (record) => {
      const value = valueAt(record, path);
      if (value === undefined || value === null) return undefined;
      if (isList(value) && value.length === 0) return undefined;
      return [withValueAt(record, path, change(value))];
    },
    places,
    isOfProperties: true,
  };
}

function withFirst(list: unknown, element: unknown): unknown {
  return isList(list) ? [element, ...list.slice(1)] : list;
}

function fieldsOf(
  records: readonly unknown[],
  isWanted: (value: unknown) => boolean,
  depth: number,
): Path[] {
  const fields = new Map(
    records
      .flatMap((record) => pathsOf(record, isWanted, depth))
      .map((path) => [path.join('.'), path]),
  );
  return [...fields.values()];
}

/** Where a record has values of a kind. */
function pathsOf(
  value: unknown,
  isWanted: (value: unknown) => boolean,
  depth: number,
): Path[] {
  if (!isObject(value) || depth === 0) return [];
  return Object.entries(value)
    .filter(([name]) => !NOT_DATA.has(name))
    .flatMap(([name, inner]) => [
      ...(isWanted(inner) ? [[name]] : []),
      ...pathsOf(inner, isWanted, depth - 1).map((path) => [name, ...path]),
    ]);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isFilledList(value: unknown): boolean {
  return isList(value) && value.length > 0;
}

function isValue(value: unknown): boolean {
  return value !== null && value !== '' && !isList(value);
}
