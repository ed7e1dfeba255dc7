import { Headers } from 'node-fetch';

import { ApiError } from '../failures';
import type { PageSource } from './page';
import {
  paginateByPosition,
  type PositionalDialect,
  type Rows,
} from './positions';

interface Item {
  id: string;
}

/** What a server gives of its list from `start` on, to the n-th request, 1 for the first. */
type Server = (
  start: number,
  pageSize: number,
  request: number,
) => Rows | ApiError;

const PAGE_SIZE = 4;

function items(count: number, first = 0): Item[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `r${first + index}`,
  }));
}

/** A server that does what it is asked, with or without a total. */
function honest(all: readonly unknown[], total?: number): Server {
  return (start, pageSize) => ({
    rows: all.slice(start, start + pageSize),
    total,
  });
}

async function read(server: Server, rules: Partial<PositionalDialect> = {}) {
  const starts: number[] = [];
  const links: (string | undefined)[] = [];
  const source: PageSource = {
    endpoint: 'GET https://idp.example/list',
    keep: (items) => items,
    fetch: ({ query, link }) => {
      const { start = 0, pageSize = 0 } = query ?? {};
      starts.push(Number(start));
      links.push(link);
      const at = link === undefined ? Number(start) : Number(link);
      const answer = server(at, Number(pageSize) || PAGE_SIZE, starts.length);
      return answer instanceof Error
        ? Promise.reject(answer)
        : Promise.resolve({ body: answer, headers: new Headers() });
    },
  };
  const paging = paginateByPosition({
    pageSize: PAGE_SIZE,
    proof: 'end',
    request: (start, pageSize) => ({ query: { start, pageSize } }),
    read: ({ body }) => body as Rows,
    ...rules,
  });
  const found: unknown[] = [];
  for await (const page of paging(source)) found.push(...page);
  return { found, starts, links };
}

const byTotal = { proof: 'total' } as const;

describe('the end of a list', () => {
  test('is proven by a page that brings nothing new, where there is no total', async () => {
    const { found, starts } = await read(honest(items(6)));

    expect(found).toEqual(items(6));
    expect(starts).toEqual([0, 3, 5]);
  });

  test('is proven by as many different records as the total, where it is documented', async () => {
    const { found, starts } = await read(honest(items(7), 7), byTotal);

    expect(found).toEqual(items(7));
    expect(starts).toEqual([0, 3]);
  });

  test('is not proven by a total that is a lower bound: it is capped', async () => {
    expect((await read(honest(items(9), 4))).found).toEqual(items(9));
  });

  test('is not proven by a page that is shorter than asked for', async () => {
    const { found } = await read((start) => ({
      rows: items(9).slice(start, start + 3),
    }));

    expect(found).toEqual(items(9));
  });

  test('is not proven by a page some of whose records are dropped after the limit', async () => {
    const given = (row: Item) => row.id !== 'r2' && row.id !== 'r5';
    const server: Server = (start, pageSize) => ({
      rows: items(9)
        .slice(start, start + pageSize)
        .filter(given),
    });

    expect((await read(server)).found).toEqual(items(9).filter(given));
  });

  test('is seen where a total counts few records that are never given', async () => {
    const rows = items(23);
    const rules = { ...byTotal, mayTotalExceed: true };

    expect((await read(honest(rows, 25), rules)).found).toEqual(rows);
    await expect(read(honest(rows, 25), byTotal)).rejects.toThrow(
      'the list has 25 records by the provider',
    );
    await expect(read(honest(rows, 50), rules)).rejects.toThrow(
      'only 23 different ones',
    );
  });

  test('may be an error behind the last record', async () => {
    const error = new ApiError({
      kind: 'missing',
      endpoint: 'GET https://idp.example/list',
      status: 404,
      reason: 'no such page',
    });
    const server: Server = (start) =>
      start > 0 ? error : { rows: items(1), total: 1 };

    expect(
      (await read(server, { isPastEnd: ({ status }) => status === 404 })).found,
    ).toEqual(items(1));
    await expect(read(server)).rejects.toThrow('no such page');
  });

  test('may be the last records once more', async () => {
    const server: Server = (start) => ({
      rows: start > 6 ? items(4, 3) : items(7).slice(start, start + 4),
    });

    expect((await read(server)).found).toEqual(items(7));
  });

  test('may be the beginning of the list once more, where paging works otherwise', async () => {
    const server: Server = (start) => ({
      rows: start >= 9 ? items(4) : items(10).slice(start, start + 4),
    });

    expect((await read(server)).found).toEqual(items(10));
  });

  test('is where a next link leads no further', async () => {
    const server: Server = (start, pageSize, request) => ({
      rows: start > 5 ? items(2, 6) : items(6).slice(start, start + pageSize),
      link: request === 3 ? '6' : undefined,
    });
    const { found, links } = await read(server);

    expect(found).toEqual(items(8));
    expect(links).toContain('6');
  });

  test.each([0, 1, 2])('of %i records is seen', async (count) => {
    expect((await read(honest(items(count)))).found).toEqual(items(count));
    expect((await read(honest(items(count), count), byTotal)).found).toEqual(
      items(count),
    );
  });

  test('is not where the announced records do not come', async () => {
    await expect(read(() => ({ rows: [], total: 5 }), byTotal)).rejects.toThrow(
      'only 0 different ones were received',
    );
  });

  test('of a list that never ends is a failure', async () => {
    const endless: Server = (start) => ({ rows: items(4, start) });

    await expect(read(endless)).rejects.toThrow('does not end after');
  });
});

describe('null rows', () => {
  const rows = [...items(3), null, ...items(3, 3), null, null, ...items(2, 6)];

  test.each([rows.length, 8])(
    'count or do not count in the total (%i)',
    async (total) => {
      const { found } = await read(honest(rows, total), byTotal);

      expect(found).toEqual(items(8));
    },
  );

  test('may fill pages', async () => {
    const gap = [...items(4), ...Array.from({ length: 9 }, () => null)];

    expect((await read(honest([...gap, { id: 'r4' }]))).found).toEqual(
      items(5),
    );
  });

  test.each([
    ['amid it', [...items(3), null, ...items(3, 3)]],
    ['at its end', [...items(6), null]],
    ['at its beginning', [null, ...items(6)]],
  ])(
    'do not prolong a list that comes whole whatever is asked for, one of them %s',
    async (_place, all) => {
      const { found, starts } = await read(() => ({ rows: all }));

      expect(found).toEqual(items(6));
      expect(starts.length).toBeLessThanOrEqual(5);
    },
  );

  test.each(
    [10, 25, 100].flatMap((cap) =>
      [0, 1, 5, cap - 1].map((place) => [cap, place] as const),
    ),
  )(
    'do not hide that a list of %d rows may have been cut where paging is ignored: row %d',
    async (cap, place) => {
      const rows: unknown[] = items(cap);
      rows[place] = null;

      await expect(read(() => ({ rows }))).rejects.toThrow(ApiError);
    },
  );

  test('that go on for ever are a failure, long before the most pages', async () => {
    let requests = 0;
    const server: Server = (start) => {
      requests += 1;
      return { rows: start === 0 ? items(4) : [null, null, null, null] };
    };

    await expect(read(server)).rejects.toThrow(
      '1000 pages in a row held no record that had not come before',
    );
    expect(requests).toBeLessThan(1_010);
  });
});

describe('a list that changes while it is read', () => {
  test.each([
    [
      'a deletion and a creation that balance',
      () => [...items(3).slice(1), ...items(7, 3)],
    ],
    [
      'a record that moves across the page border',
      () => [...items(2), ...items(7, 3), { id: 'r2' }],
    ],
    [
      'a swap at the page border',
      () => {
        const all = items(9);
        [all[3], all[4]] = [{ id: 'r4' }, { id: 'r3' }];
        return all;
      },
    ],
  ])('is read again after %s', async (_change, changed) => {
    const after = changed();
    const server: Server = (start, pageSize, request) => ({
      rows: (request === 1 ? items(9) : after).slice(start, start + pageSize),
      total: 9,
    });
    const { found } = await read(server, byTotal);

    expect(found).toEqual(expect.arrayContaining(after));
  });

  test('is given up when it moves each time', async () => {
    const server: Server = (start, _size, request) => ({
      rows: items(4, request * 10 + start),
    });

    await expect(read(server)).rejects.toThrow('changed each time');
  });

  test('is not taken for ended where a page comes empty', async () => {
    const server: Server = (start, pageSize) => ({
      rows: start === 3 ? [] : items(9).slice(start, start + pageSize),
    });

    await expect(read(server)).rejects.toThrow('changed each time');
  });

  test('tells a later reading that it is one', async () => {
    const passes = new Set<number>();
    await read(
      (start, pageSize, request) => ({
        rows: items(9, request === 2 ? 40 : 0).slice(start, start + pageSize),
      }),
      {
        request: (start, pageSize, pass) => {
          passes.add(pass);
          return { query: { start, pageSize } };
        },
      },
    );

    expect([...passes]).toEqual([1, 2]);
  });
});

describe('a service that ignores paging', () => {
  const whole =
    (count: number, total?: number): Server =>
    () => ({ rows: items(count), total });

  test('gives a list whole, where its length is no typical cap', async () => {
    expect((await read(whole(7))).found).toEqual(items(7));
  });

  test.each([10, 20, 25, 50, 100, 200, 250, 500, 1000])(
    'and gives %i records may have cut the list',
    async (cap) => {
      await expect(read(whole(cap, cap))).rejects.toThrow(
        `gives the first ${cap} records whatever page is asked for`,
      );
    },
  );

  test('and announces more than it gives', async () => {
    await expect(read(whole(7, 9))).rejects.toThrow('gives the first 7');
  });
});

describe('a service that begins pages at multiples of their size', () => {
  test.each([true, false])('is read so (it says so: %s)', async (isTold) => {
    const server: Server = (start) => {
      const begin = Math.floor(start / 4) * 4;
      return {
        rows: items(10).slice(begin, begin + 4),
        ...(isTold && { start: begin }),
      };
    };

    expect((await read(server)).found).toEqual(items(10));
  });
});

describe('records of one id', () => {
  test('that differ within one answer are a failure, with all else read', async () => {
    const server = honest([...items(2), { id: 'r1', name: 'other' }]);

    await expect(read(server)).rejects.toThrow(
      'different records with the id r1',
    );
  });

  test('that are equal are repeats', async () => {
    const { found } = await read(honest([...items(3), ...items(1, 2)]));

    expect(found).toEqual(items(3));
  });

  test('are known by what the dialect says', async () => {
    const edges = items(6).map((to) => ({ to }));
    const { found } = await read(honest(edges, 6), {
      ...byTotal,
      idOf: (edge) => (edge as { to: Item }).to.id,
    });

    expect(found).toEqual(edges);
  });
});
