import {
  type Answer,
  nextOf,
  rowsOf,
  selfOf,
  totalOf,
  withNext,
  withRows,
  withTotal,
} from './answers';
import type { LieKind, Place, Tell, Truth } from './lie';
import {
  cursorOf,
  firstPage,
  isLater,
  offsetOf,
  sizeOf,
  withoutOwnQuery,
  withSize,
} from './questions';

const PAGES: readonly Place[] = ['first', 'middle', 'last', 'every'];
const LISTS = PAGES;

/** Where services are known to stop that ignore paging. */
const CAPS = [10, 25, 50];

/** Lies about the end of a list, its total and its pages. */
export const PAGING_LIES: readonly LieKind[] = [
  ofPages('total of one page', totalOfPage),
  {
    ...ofPages('total of what was received so far', totalSoFar),
    places: ['every'],
  },
  ofPages('total one too high', ({ answer }) => shiftedTotal(answer, 1)),
  ofPages('total one too low', ({ answer }) => shiftedTotal(answer, -1)),
  ofPages('no total', ({ answer }) =>
    totalOf(answer) === undefined ? undefined : withTotal(answer, undefined),
  ),
  ofPages('last third of the page dropped', lastThirdDropped),
  ofPages('one row a page', (truth) => capped(truth, 1)),
  ofPages('first page whatever is asked', ({ url, ask }) =>
    isLater(url) ? ask(firstPage(url)) : undefined,
  ),
  ofPages('whole list whatever is asked', wholeList),
  ofPages('next link to itself', nextToItself),
  ofPages('next link without the query', nextWithoutQuery),
  ofPages('no next link', ({ answer }) =>
    nextOf(answer) === undefined ? undefined : withNext(answer, undefined),
  ),
  ofPages('past the end: 404', (truth) => refusedPastEnd(truth, 404)),
  ofPages('past the end: 400', (truth) => refusedPastEnd(truth, 400)),
  ofPages('list emptied, total as it was', ({ answer }) =>
    rowsOf(answer)?.length ? withRows(answer, []) : undefined,
  ),
  ofLists('list emptied', ({ answer }) => emptied(answer, [])),
  ofLists('list null', ({ answer }) => emptied(answer, null)),
  ofLists('first two whatever is asked', (truth) => firstRows(truth, 2)),
  ...CAPS.flatMap((cap): LieKind[] => [
    {
      ...ofPages(`${cap} rows a page`, (truth) => capped(truth, cap)),
      isOfSize: true,
    },
    {
      ...ofLists(`first ${cap} whatever is asked`, (truth) =>
        firstRows(truth, cap),
      ),
      isOfSize: true,
    },
    {
      ...ofLists(`first ${cap} whatever is asked, as the total`, (truth) => {
        const told = firstRows(truth, cap);
        return told && withTotal(told, cap);
      }),
      isOfSize: true,
    },
    {
      ...ofLists(`total ${cap}`, ({ answer }) =>
        (totalOf(answer) ?? 0) > cap ? withTotal(answer, cap) : undefined,
      ),
      isOfSize: true,
    },
  ]),
];

function ofPages(kind: string, tell: Tell): LieKind {
  return { kind, unit: 'page', places: PAGES, tell };
}

function ofLists(kind: string, tell: Tell): LieKind {
  return { kind, unit: 'list', places: LISTS, tell };
}

function totalOfPage({ answer }: Truth): Answer | undefined {
  const size = rowsOf(answer)?.length;
  const total = totalOf(answer);
  return size === undefined || total === undefined || size >= total
    ? undefined
    : withTotal(answer, size);
}

function totalSoFar({ answer, url, whole }: Truth): Answer | undefined {
  const rows = rowsOf(answer) ?? [];
  const total = totalOf(answer);
  const last = JSON.stringify(rows.at(-1));
  const received =
    offsetOf(url) === undefined
      ? whole.findIndex((row) => JSON.stringify(row) === last) + 1
      : (offsetOf(url) ?? 0) + rows.length;
  return total === undefined || received >= total
    ? undefined
    : withTotal(answer, received);
}

function shiftedTotal(answer: Answer, by: number): Answer | undefined {
  const total = totalOf(answer);
  return total === undefined || total + by < 0
    ? undefined
    : withTotal(answer, total + by);
}

function lastThirdDropped({ answer }: Truth): Answer | undefined {
  const rows = rowsOf(answer);
  if (!rows || rows.length === 0) return undefined;
  const dropped = Math.max(1, Math.floor(rows.length / 3));
  return withRows(answer, rows.slice(0, -dropped));
}

/** The server gives fewer records a page than asked, and says so wherever pages say that. */
function capped({ answer, url, ask }: Truth, cap: number) {
  const rows = rowsOf(answer) ?? [];
  return rows.length > cap && sizeOf(url) !== undefined
    ? ask(withSize(url, cap))
    : undefined;
}

function wholeList({ answer, whole }: Truth): Answer | undefined {
  const rows = rowsOf(answer);
  if (!rows || rows.length >= whole.length) return undefined;
  return withNext(withRows(answer, whole), undefined);
}

function firstRows({ answer, whole }: Truth, count: number) {
  if (!rowsOf(answer) || whole.length <= count) return undefined;
  return withNext(withRows(answer, whole.slice(0, count)), undefined);
}

function nextToItself({ answer, url }: Truth): Answer | undefined {
  const cursor = cursorOf(url);
  if (selfOf(answer) !== undefined) return withNext(answer, url.href);
  return nextOf(answer) === undefined || cursor === undefined
    ? undefined
    : withNext(answer, cursor);
}

function nextWithoutQuery({ answer }: Truth): Answer | undefined {
  const next = nextOf(answer);
  if (next === undefined || !URL.canParse(next)) return undefined;
  const stripped = withoutOwnQuery(new URL(next)).href;
  return stripped === next ? undefined : withNext(answer, stripped);
}

function refusedPastEnd(
  { answer, url }: Truth,
  status: number,
): Answer | undefined {
  return isLater(url) && rowsOf(answer)?.length === 0
    ? { status, headers: {}, body: {} }
    : undefined;
}

function emptied(answer: Answer, rows: [] | null): Answer | undefined {
  if (!rowsOf(answer)?.length) return undefined;
  const without = withRows(withNext(answer, undefined), rows);
  return totalOf(answer) === undefined ? without : withTotal(without, 0);
}
