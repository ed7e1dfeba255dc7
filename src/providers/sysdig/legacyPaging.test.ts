import { Headers } from 'node-fetch';

import { ApiError } from '../../http/failures';

import { legacyPaging } from './legacyPaging';

type Reading = 'records' | 'pages';

interface ListOptions {
  length: number;
  reading: Reading;
  /** The server's own cap. */
  cap?: number;
  hasTotal?: boolean;
  /** What the server says in place of the truth. */
  total?: number;
  /** Changes the list before the given request, 1-based. */
  change?: (ids: number[], request: number) => void;
}

/** Reads such a list to its end; gives the ids that came and the offsets that were asked for. */
async function read({
  length,
  reading,
  cap = 10,
  hasTotal = true,
  total,
  change,
}: ListOptions) {
  const ids = Array.from({ length }, (_, index) => index);
  const offsets: number[] = [];
  const pages = legacyPaging({
    limit: Math.max(10, cap),
    items: 'users',
    identity: ['id'],
  })({
    endpoint: 'GET /users',
    keep: (items) => items,
    fetch: ({ query = {} }) => {
      const offset = Number(query.offset);
      offsets.push(offset);
      change?.(ids, offsets.length);
      const limit = Math.min(Number(query.limit), cap);
      const start = reading === 'records' ? offset : offset * limit;
      const users = ids.slice(start, start + limit).map((id) => ({ id }));
      const told = hasTotal ? { total: total ?? ids.length } : {};
      return Promise.resolve({
        body: { users, ...told },
        headers: new Headers(),
      });
    },
  });
  const found = new Set<number>();
  for await (const page of pages) {
    for (const record of page) found.add((record as { id: number }).id);
  }
  return { found: [...found].sort((a, b) => a - b), offsets };
}

describe.each(['records', 'pages'] as const)('offset counts %s', (reading) => {
  test.each([0, 1, 2, 9, 10, 11, 12, 19, 20, 21, 99, 100, 101, 1200])(
    'a list of %i records comes out whole',
    async (length) => {
      const { found } = await read({ length, reading });

      expect(found).toHaveLength(length);
    },
  );

  test.each([1, 2, 3, 7])(
    'also with pages of %i, whatever is asked for',
    async (cap) => {
      const { found } = await read({ length: 50, reading, cap });

      expect(found).toHaveLength(50);
    },
  );

  test('also without a total', async () => {
    const { found } = await read({ length: 45, reading, hasTotal: false });

    expect(found).toHaveLength(45);
  });

  test('also when records come while it is read', async () => {
    const { found } = await read({
      length: 45,
      reading,
      change: (ids, request) => {
        if (request <= 3) ids.unshift(1000 + request);
      },
    });

    expect(found.filter((id) => id < 1000)).toHaveLength(45);
  });

  test.each([2, 3, 4, 5, 6])(
    'also when one record goes and another comes before request %i',
    async (at) => {
      const { found } = await read({
        length: 45,
        reading,
        change: (ids, request) => {
          if (request !== at) return;
          ids.shift();
          ids.push(1000);
        },
      });

      expect(found.filter((id) => id > 0 && id < 1000)).toHaveLength(44);
    },
  );

  test('also when two records change places across the border of a page', async () => {
    const { found } = await read({
      length: 45,
      reading,
      change: (ids, request) => {
        if (request !== 4) return;
        [ids[5], ids[25]] = [ids[25] ?? -1, ids[5] ?? -1];
      },
    });

    expect(found).toHaveLength(45);
  });

  test('never ends quietly with fewer records than the total', async () => {
    const isRead = read({
      length: 45,
      reading,
      total: 46,
    });

    await expect(isRead).rejects.toThrow('46 records');
  });

  test('also when records go while it is read', async () => {
    const { found } = await read({
      length: 45,
      reading,
      change: (ids, request) => {
        if (request === 2 || request === 3) ids.shift();
      },
    });

    expect(found.filter((id) => id > 1)).toHaveLength(43);
  });
});

test('takes a fifth more requests, at most, when offset counts pages', async () => {
  const { offsets } = await read({ length: 5000, reading: 'pages', cap: 100 });

  expect(offsets.slice(0, 5)).toEqual([0, 1, 0, 1, 2]);
  expect(offsets.length).toBeLessThanOrEqual((5000 / 100) * 1.2);
});

test('takes one request more, at most, when offset counts records', async () => {
  const { offsets } = await read({ length: 50, reading: 'records' });

  expect(offsets).toEqual([0, 1, 10, 19, 28, 37, 46]);
});

test('asks no second time where the first page is all', async () => {
  const { offsets } = await read({ length: 10, reading: 'records' });

  expect(offsets).toEqual([0]);
});

function readBodies(bodies: unknown[]) {
  return legacyPaging({ limit: 2, items: 'results', identity: ['imageId'] })({
    endpoint: 'GET /results',
    keep: (items) => items,
    fetch: () =>
      Promise.resolve({ body: bodies.shift(), headers: new Headers() }),
  });
}

async function all(pages: AsyncIterable<readonly unknown[]>) {
  const found: unknown[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

test('null stands for an empty list', async () => {
  expect(await all(readBodies([{ results: null, totalRows: 0 }]))).toEqual([]);
});

test('canLoadMore ends a list without total', async () => {
  const results = [{ imageId: 'a' }, { imageId: 'b' }];

  expect(
    await all(readBodies([{ results, options: { canLoadMore: false } }])),
  ).toEqual(results);
});

test.each([
  ['no list', { users: [] }],
  ['no object', 'results'],
  ['null before the announced end', { results: null, totalRows: 5 }],
])('an answer with %s is a failure', async (_name, body) => {
  await expect(all(readBodies([body]))).rejects.toThrow(ApiError);
});

test('a list that ignores offset is a failure', async () => {
  const page = {
    results: [{ imageId: 'a' }, { imageId: 'b' }],
    totalRows: 9,
  };

  await expect(
    all(readBodies(Array.from({ length: 30 }, () => page))),
  ).rejects.toThrow('whatever page is asked for');
});

test.each([
  ['with total 0', { results: null, totalRows: 0 }],
  ['without a total', { results: null }],
])('null is an empty list %s', async (_name, body) => {
  expect(await all(readBodies([body]))).toEqual([]);
});
