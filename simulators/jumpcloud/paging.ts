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
  /**
   * In lists of the graph, after so many records comes one whose object was deleted: `skip` and
   * `limit` count it, and it is not given.
   */
  danglingRowEvery?: number;
  /** Whether totals count these; true unless told. */
  danglingRowsCount?: boolean;
  /** Lists of version 2 link to their next page. */
  linksNext?: boolean;
  /** What an empty list is: a list unless told, or null, with the total 0 or without a total. */
  emptyList?: 'list' | 'null' | 'null without a total';
}

/** What one list is. */
export interface List {
  records: readonly JsonRecord[];
  /** The size of a page when none is asked for; 10 unless told. */
  defaultLimit?: number;
  /** Whether the list takes `sort`; true unless told. */
  isSortable?: boolean;
  /** Whether a list of version 2 was seen to tell its total, always or when asked for it. */
  hasTotal?: boolean | 'asked';
  /** True for lists of the graph, which may hold associations to deleted objects. */
  mayDangle?: boolean;
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
  const { emptyList = 'list' } = options;
  const isNull = page.total === 0 && emptyList !== 'list';
  res.json({
    ...(emptyList !== 'null without a total' && { totalCount: page.total }),
    results: isNull ? null : page.rows,
  });
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
  const { emptyList = 'list', linksNext = false } = options;
  const isNull = page.total === 0 && emptyList !== 'list';
  const isTold =
    hasTotal(req, list, options) && emptyList !== 'null without a total';
  if (isTold) res.set('x-total-count', String(page.total));
  if (linksNext && page.next !== undefined) {
    res.set('link', `<${linkTo(req, page.next)}>; rel="next"`);
  }
  res.json(isNull ? null : page.rows);
}

function hasTotal(
  req: Request,
  list: List,
  { totalsOfV2 = 'seen' }: ListOptions,
): boolean {
  if (totalsOfV2 !== 'seen') return totalsOfV2 === 'all';
  return list.hasTotal === 'asked'
    ? Boolean(req.get('x-total-count'))
    : list.hasTotal === true;
}

function linkTo(req: Request, skip: number): string {
  const [path = ''] = req.originalUrl.split('?');
  const query = new URLSearchParams(req.originalUrl.slice(path.length));
  query.set('skip', String(skip));
  return `${path}?${query.toString()}`;
}

/** A record whose object was deleted. */
const DANGLING: unique symbol = Symbol('dangling');

type Row = JsonRecord | null | typeof DANGLING;

interface PageOfRows {
  rows: readonly Row[];
  total: number;
  /** Where the next page begins; undefined where there is none. */
  next?: number;
}

function pageOf(
  req: Request,
  res: Response,
  { records, defaultLimit = 10, isSortable = true, mayDangle }: List,
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
  const {
    nullRowEvery,
    nullRowsCount = true,
    danglingRowEvery,
    danglingRowsCount = true,
    pageCap = MOST_RECORDS,
  } = options;
  const sortedRecords = sorted(records, sort?.split(separator));
  const rows = withRowAfterEach(
    withRowAfterEach(sortedRecords, null, nullRowEvery),
    DANGLING,
    mayDangle ? danglingRowEvery : undefined,
  );
  const end = skip + Math.min(limit, pageCap);
  return {
    rows: rows.slice(skip, end).filter((row) => row !== DANGLING),
    total: rows.filter(
      (row) =>
        (row !== null || nullRowsCount) &&
        (row !== DANGLING || danglingRowsCount),
    ).length,
    next: end < rows.length ? end : undefined,
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

function withRowAfterEach(
  rows: readonly Row[],
  extra: Row,
  every = Infinity,
): readonly Row[] {
  return rows.flatMap((row, index) =>
    (index + 1) % every === 0 ? [row, extra] : [row],
  );
}
