import type { Request, Response } from 'express';

import type { JsonRecord } from './records';

const MOST_RECORDS = 100;

/** How lists behave where JumpCloud's own lists are known, or suspected, to differ. */
export interface ListOptions {
  /** After so many records comes a row that is null. */
  nullRowEvery?: number;
  /** Whether totals count null rows; true unless told. */
  nullRowsCount?: boolean;
  /** Which lists of version 2 tell a total: those seen to do so unless told, all, or none. */
  totalsOfV2?: 'seen' | 'all' | 'none';
  /** Sorting is refused with 400. */
  refusesSort?: boolean;
  /** What a limit above 100 gives: 400 unless told, or a page of 100. */
  overLimit?: 'refuse' | 'cut';
  /** Most records of a page, whatever is asked for. */
  pageCap?: number;
}

/** What one list is. */
export interface List {
  records: readonly JsonRecord[];
  /** The size of a page when none is asked for; 10 unless told. */
  defaultLimit?: number;
  /** Whether the list takes `sort`; true unless told. */
  isSortable?: boolean;
  /** Whether a list of version 2 was seen to tell its total. */
  hasTotal?: boolean;
}

/** Answers a list of version 1: an envelope with the total. */
export function sendV1(
  req: Request,
  res: Response,
  list: List,
  options: ListOptions,
): void {
  const page = pageOf(req, res, list, ' ', options);
  if (!page) return;
  res.json({ totalCount: page.total, results: page.rows });
}

/** Answers a list of version 2: a bare array, with a total in the header of some lists. */
export function sendV2(
  req: Request,
  res: Response,
  list: List,
  options: ListOptions,
): void {
  const page = pageOf(req, res, list, ',', options);
  if (!page) return;
  const { totalsOfV2 = 'seen' } = options;
  const hasTotal = totalsOfV2 === 'seen' ? list.hasTotal : totalsOfV2 === 'all';
  if (hasTotal) res.set('x-total-count', String(page.total));
  res.json(page.rows);
}

interface PageOfRows {
  rows: readonly (JsonRecord | null)[];
  total: number;
}

function pageOf(
  req: Request,
  res: Response,
  { records, defaultLimit = 10, isSortable = true }: List,
  separator: string,
  options: ListOptions,
): PageOfRows | undefined {
  const limit = Number(req.query.limit ?? defaultLimit);
  const skip = Number(req.query.skip ?? 0);
  if (limit > MOST_RECORDS && options.overLimit !== 'cut') {
    return refuse(
      res,
      `Bad Request: request parameter "limit" exceeds maximum value of ${MOST_RECORDS}`,
    );
  }
  const sort = typeof req.query.sort === 'string' ? req.query.sort : undefined;
  if (sort !== undefined && (!isSortable || options.refusesSort)) {
    return refuse(res, `Bad Request: cannot sort by ${sort}`);
  }
  const rows = withNullRows(
    sorted(records, sort?.split(separator)),
    options.nullRowEvery,
  );
  const { nullRowsCount = true, pageCap = MOST_RECORDS } = options;
  return {
    rows: rows.slice(skip, skip + Math.min(limit, pageCap)),
    total: nullRowsCount ? rows.length : records.length,
  };
}

function refuse(res: Response, message: string): undefined {
  res.status(400).json({ message });
}

function sorted(
  records: readonly JsonRecord[],
  fields: readonly string[] = [],
): readonly JsonRecord[] {
  const [field] = fields;
  if (field === undefined) return records;
  const name = field.replace(/^-/, '');
  const direction = field.startsWith('-') ? -1 : 1;
  return [...records].sort(
    (a, b) => direction * String(a[name]).localeCompare(String(b[name]), 'en'),
  );
}

function withNullRows(
  records: readonly JsonRecord[],
  every = Infinity,
): readonly (JsonRecord | null)[] {
  return records.flatMap((record, index) =>
    (index + 1) % every === 0 ? [record, null] : [record],
  );
}
