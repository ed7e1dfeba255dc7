import fc from 'fast-check';
import { Headers } from 'node-fetch';

import { ApiError } from '../../src/http/failures';
import type {
  Page,
  PageRequest,
  PageResponse,
  Paging,
} from '../../src/http/paging/page';
import { linkPaging } from '../../src/http/paging/link';
import { offsetPaging } from '../../src/http/paging/offset';
import { tokenPaging } from '../../src/http/paging/token';
import { scimPaging } from '../../src/providers/acme/scimPaging';
import { anything } from './wireValues';

const OPTIONS = { seed: 20_240_608, numRuns: 300 };
const LIMIT = 5;
const LIST = 'https://idp.example/list';

interface Item {
  id: string;
}

/** A server as paging sees it: what it answers to the n-th request, 0 for the first. */
type Server = (request: PageRequest, count: number) => Answer;

interface Answer {
  body: unknown;
  headers?: Record<string, string>;
}

/** The ids that a server's list gives, each once. */
async function idsRead(paging: Paging, server: Server): Promise<string[]> {
  const ids = new Set<string>();
  for await (const page of paging(sourceOf(server))) {
    for (const item of page) ids.add((item as Item).id);
  }
  return [...ids];
}

function sourceOf(server: Server) {
  let count = 0;
  return {
    endpoint: `GET ${LIST}`,
    keep: (items: Page) => items,
    fetch: (request: PageRequest): Promise<PageResponse> => {
      const { body, headers } = server(request, count++);
      return Promise.resolve({ body, headers: new Headers(headers) });
    },
  };
}

function records(count: number): Item[] {
  return Array.from({ length: count }, (_, index) => ({ id: `r${index}` }));
}

function idsOf(items: readonly Item[]): string[] {
  return items.map(({ id }) => id);
}

/** Pages of any length, empty ones too; each but the first may repeat the record before it. */
const partition: fc.Arbitrary<Item[][]> = fc
  .array(
    fc.record({
      length: fc.integer({ min: 0, max: LIMIT - 1 }),
      isRepeating: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((pages) => {
    const all = records(pages.reduce((sum, { length }) => sum + length, 0));
    let begin = 0;
    return pages.map(({ length, isRepeating }) => {
      const isRepeat = isRepeating && length > 0 && begin > 0;
      const page = all.slice(isRepeat ? begin - 1 : begin, begin + length);
      begin += length;
      return page;
    });
  });

function expectWhole(read: readonly string[], pages: Item[][]): void {
  expect(new Set(read)).toEqual(new Set(idsOf(pages.flat())));
}

/** The page that a request names by its number, 0 where it names none. */
function pageAt(pages: Item[][], name: unknown): [Item[], string | undefined] {
  const index = Number(name ?? 0);
  const isLast = index === pages.length - 1;
  return [pages[index] ?? [], isLast ? undefined : String(index + 1)];
}

/** What happens to a list before a request: to the record at a place, or in front of all. */
type Change =
  { kind: 'add' } | { kind: 'remove' | 'swap' | 'replace'; place: number };

/**
 * A list that is read by position. Pages are as short as the server likes, and between two of them
 * records may be added at the front, removed, change places with their neighbours, or be removed
 * while another one is added at the end, which leaves the total as it is.
 */
interface ByPosition {
  all: Item[];
  /** Length of the page that answers the n-th request; the last one holds for the rest. */
  lengths: number[];
  /** What happens before the n-th request. */
  changes: (Change | undefined)[];
}

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constant<Change>({ kind: 'add' }),
  fc.record({
    kind: fc.constantFrom('remove', 'swap', 'replace'),
    place: fc.nat(39),
  }),
);

function byPosition(
  shortest: number,
  changes: fc.Arbitrary<Change> = change,
): fc.Arbitrary<ByPosition> {
  return fc.record({
    all: fc.integer({ min: 0, max: 40 }).map(records),
    lengths: fc.array(fc.integer({ min: shortest, max: LIMIT }), {
      minLength: 1,
      maxLength: 10,
    }),
    changes: fc.array(fc.option(changes, { nil: undefined, freq: 3 }), {
      maxLength: 8,
    }),
  });
}

/** The list as it is at the n-th request, and the page of it that begins at `offset`. */
function pageFrom(list: ByPosition, offset: number, count: number, most = 99) {
  const all = list.changes.slice(1, count + 1).reduce(changed, list.all);
  const length = list.lengths[count] ?? list.lengths.at(-1) ?? LIMIT;
  return {
    total: all.length,
    page: all.slice(offset, offset + Math.min(length, most)),
  };
}

function changed(
  all: readonly Item[],
  change: Change | undefined,
  index: number,
): Item[] {
  if (!change) return [...all];
  const added = { id: `new ${index}` };
  if (change.kind === 'add') return [added, ...all];
  const others = all.filter((_, place) => place !== change.place);
  if (change.kind === 'remove') return others;
  if (change.kind === 'replace' && others.length < all.length) {
    return [...others, added];
  }
  const record = all[change.place];
  return record ? others.toSpliced(change.place + 1, 0, record) : [...all];
}

/** Those who were there all the time. */
function expectAll(
  read: readonly string[],
  { all, changes }: ByPosition,
): void {
  const states = changes.map((_, count) =>
    idsOf(changes.slice(1, count + 1).reduce(changed, all)),
  );
  const constant = idsOf(all).filter((id) =>
    states.every((state) => state.includes(id)),
  );
  expect(read).toEqual(expect.arrayContaining(constant));
}

/** Reads a list that moves, which is whole, or fails; tells whether it failed. */
async function hasFailed(
  read: Promise<readonly string[]>,
  list: ByPosition,
): Promise<boolean> {
  try {
    expectAll(await read, list);
    return false;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return true;
  }
}

describe('pages by link', () => {
  it.each(['header', 'body'] as const)(
    'gives the same set for any partition, the link in the %s',
    async (place) => {
      const isInBody = place === 'body';
      const paging = linkPaging({
        limit: LIMIT,
        ...(isInBody && { items: 'data', link: '_links.next.href' }),
      });
      await fc.assert(
        fc.asyncProperty(partition, async (pages) => {
          const read = await idsRead(paging, ({ link }): Answer => {
            const after = link && new URL(link).searchParams.get('after');
            const [page, next] = pageAt(pages, after);
            const href = next && `${LIST}?after=${next}`;
            if (isInBody) {
              return {
                body: { data: page, _links: href ? { next: { href } } : {} },
              };
            }
            return {
              body: page,
              headers: {
                link: href ? `<${href}>; rel="next"` : `<${LIST}>; rel="self"`,
              },
            };
          });
          expectWhole(read, pages);
        }),
        OPTIONS,
      );
    },
  );
});

describe('pages by token', () => {
  it('gives the same set for any partition', async () => {
    const paging = tokenPaging({
      limit: LIMIT,
      items: 'data',
      tokenParameter: 'cursor',
      next: 'page.next',
    });
    await fc.assert(
      fc.asyncProperty(partition, fc.boolean(), async (pages, isNull) => {
        const read = await idsRead(paging, ({ query }) => {
          const [data, next] = pageAt(pages, query?.cursor);
          return {
            body: { data, page: { next: next ?? (isNull ? null : '') } },
          };
        });
        expectWhole(read, pages);
      }),
      OPTIONS,
    );
  });
});

describe('pages by offset', () => {
  it.each([true, false])(
    'gives the whole list, or fails, however short and moved the pages (total told: %s)',
    async (isTold) => {
      const paging = offsetPaging({
        limit: LIMIT,
        items: 'data',
        total: 'total',
      });
      let failures = 0;
      await fc.assert(
        fc.asyncProperty(byPosition(2), async (list) => {
          const read = idsRead(paging, ({ query }, count) => {
            const offset = Number(query?.offset);
            const { page, total } = pageFrom(list, offset, count);
            return { body: { data: page, ...(isTold && { total }) } };
          });
          if (await hasFailed(read, list)) failures += 1;
        }),
        OPTIONS,
      );
      expect(failures).toBeLessThan(OPTIONS.numRuns / 10);
    },
  );

  it('gives the whole list where rows are null, counted in the total or not', async () => {
    const paging = offsetPaging({
      limit: LIMIT,
      items: 'data',
      total: 'total',
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 40 }),
        fc.boolean(),
        async (presence, countsNull) => {
          const all = records(presence.length);
          const rows = all.map((item, index) =>
            presence[index] ? item : null,
          );
          const present = rows.filter((row) => row !== null);
          const total = countsNull ? rows.length : present.length;
          const read = await idsRead(paging, ({ query }) => {
            const offset = Number(query?.offset);
            return {
              body: { data: rows.slice(offset, offset + LIMIT), total },
            };
          });
          expect(read).toEqual(idsOf(present));
        },
      ),
      OPTIONS,
    );
  });
});

describe('pages of SCIM', () => {
  const byIndex = scimPaging({ count: LIMIT, method: 'index' });

  const readByIndex = (list: ByPosition) =>
    idsRead(byIndex, ({ query }, count) => {
      const offset = Number(query?.startIndex) - 1;
      const most = Number(query?.count);
      const { page, total } = pageFrom(list, offset, count, most);
      return { body: { totalResults: total, Resources: page } };
    });

  it('gives the whole list by index, however short the pages', async () => {
    await fc.assert(
      fc.asyncProperty(byPosition(2), async (list) => {
        const still = { ...list, changes: [] };
        expect(await readByIndex(still)).toEqual(idsOf(list.all));
      }),
      OPTIONS,
    );
  });

  it('gives a list that moves whole, or fails', async () => {
    let failures = 0;
    await fc.assert(
      fc.asyncProperty(byPosition(2), async (list) => {
        if (await hasFailed(readByIndex(list), list)) failures += 1;
      }),
      OPTIONS,
    );
    expect(failures).toBeLessThan(OPTIONS.numRuns / 10);
  });

  it('gives the whole list by index where the total is that of the page, or none', async () => {
    await fc.assert(
      fc.asyncProperty(byPosition(2), fc.boolean(), async (list, isTold) => {
        const still = { ...list, changes: [] };
        const read = await idsRead(byIndex, ({ query }, count) => {
          const { page } = pageFrom(
            still,
            Number(query?.startIndex) - 1,
            count,
            Number(query?.count),
          );
          return {
            body: {
              ...(isTold && { totalResults: page.length }),
              Resources: page,
            },
          };
        });
        expectAll(read, list);
      }),
      OPTIONS,
    );
  });

  it('gives the same set by cursor for any partition', async () => {
    const paging = scimPaging({ count: LIMIT, method: 'cursor' });
    await fc.assert(
      fc.asyncProperty(partition, fc.boolean(), async (pages, isTold) => {
        const total = new Set(idsOf(pages.flat())).size;
        const read = await idsRead(paging, ({ query }) => {
          const [page, next] = pageAt(pages, query?.cursor || undefined);
          return {
            body: {
              ...(isTold && { totalResults: total }),
              Resources: page,
              ...(next && { nextCursor: next }),
            },
          };
        });
        expectWhole(read, pages);
      }),
      OPTIONS,
    );
  });
});

describe('a server that answers anything', () => {
  const answer = fc.oneof(
    anything,
    fc.record(
      {
        data: fc.oneof(fc.array(anything, { maxLength: LIMIT }), anything),
        Resources: fc.oneof(fc.array(anything, { maxLength: LIMIT }), anything),
        total: anything,
        totalResults: fc.oneof(fc.nat(20), anything),
        nextCursor: anything,
        page: fc.record({ next: anything }),
      },
      { requiredKeys: [] },
    ),
  );

  it.each<[string, Paging]>([
    ['link', linkPaging({ limit: LIMIT, items: 'data', link: 'page.next' })],
    ['offset', offsetPaging({ limit: LIMIT, items: 'data', total: 'total' })],
    [
      'token',
      tokenPaging({
        limit: LIMIT,
        items: 'data',
        tokenParameter: 'cursor',
        next: 'page.next',
      }),
    ],
    ['SCIM index', scimPaging({ count: LIMIT, method: 'index' })],
    ['SCIM cursor', scimPaging({ count: LIMIT, method: 'cursor' })],
  ])('ends, by %s, with a list or an ApiError', async (_dialect, paging) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(answer, { minLength: 1, maxLength: 6 }),
        async (answers) => {
          const read = async () => {
            const server: Server = (_request, count) => ({
              body: answers[count % answers.length],
            });
            const pages: unknown[] = [];
            for await (const page of paging(sourceOf(server))) pages.push(page);
          };
          const error: unknown = await read().catch(
            (thrown: unknown) => thrown,
          );
          expect(error === undefined || error instanceof ApiError).toBe(true);
        },
      ),
      OPTIONS,
    );
  });
});
