import { Headers } from 'node-fetch';

import { ApiError } from '../failures';
import type { PageRequest, PageResponse, Paging } from './page';
import { linkPaging, wholeListPaging } from './link';
import { offsetPaging } from './offset';
import { tokenPaging } from './token';

const LIST = 'https://idp.example/list';

type Server = (
  request: PageRequest,
  attempt: number,
) => { body: unknown; headers?: Record<string, string> } | ApiError;

/** Reads a list of a server that is a function, and tells what it was asked. */
async function read(paging: Paging, server: Server) {
  const requests: Pick<PageRequest, 'link' | 'query'>[] = [];
  const items: unknown[] = [];
  const pages = paging({
    endpoint: `GET ${LIST}`,
    keep: (items) => items,
    fetch: ({ link, query }): Promise<PageResponse> => {
      requests.push(link === undefined ? { query } : { link });
      const answer = server({ link, query }, requests.length);
      return answer instanceof Error
        ? Promise.reject(answer)
        : Promise.resolve({
            body: answer.body,
            headers: new Headers(answer.headers),
          });
    },
  });
  for await (const page of pages) items.push(...page);
  return { items, requests };
}

function refusal(facts: { status?: number; providerCode?: string }): ApiError {
  return new ApiError({
    kind: 'request',
    endpoint: `GET ${LIST}`,
    status: 400,
    reason: 'refused',
    ...facts,
  });
}

const ALL = Array.from({ length: 23 }, (_, index) => ({ id: `r${index}` }));

/** The pages of a list, of these lengths one after the other. */
function cut(lengths: readonly number[]): unknown[][] {
  let begin = 0;
  return lengths.map((length) => ALL.slice(begin, (begin += length)));
}

/** Ways to divide the list: a server decides that, not the client. */
const PARTITIONS = [
  [23],
  [10, 10, 3],
  [1, 1, 1, 20],
  [20, 3],
  [0, 10, 0, 0, 13],
  [10, 13, 0],
  ALL.map(() => 1),
];

describe('pages connected by links', () => {
  const inHeader: Server = ({ link }) => pageAt(link, [10, 10, 3]);

  function pageAt(link: string | undefined, partition: readonly number[]) {
    const page = Number(new URL(link ?? LIST).searchParams.get('after') ?? 0);
    const next =
      page + 1 < partition.length ? `${LIST}?after=${page + 1}` : undefined;
    return {
      body: cut(partition)[page],
      headers: {
        link: [
          `<${LIST}?after=${page}>; rel="self"`,
          ...(next ? [`<${next}>; rel="next"`] : []),
        ].join(', '),
      },
      next,
    };
  }

  test.each(PARTITIONS.map((partition) => ({ partition })))(
    'give the same list however they are cut: $partition',
    async ({ partition }) => {
      const byHeader = await read(linkPaging({ limit: 10 }), ({ link }) =>
        pageAt(link, partition),
      );
      const byBody = await read(
        linkPaging({ limit: 10, items: 'data.list', link: '_links.next.href' }),
        ({ link }) => {
          const { body, next } = pageAt(link, partition);
          return {
            body: { data: { list: body }, _links: { next: { href: next } } },
          };
        },
      );

      expect(byHeader.items).toEqual(ALL);
      expect(byBody.items).toEqual(ALL);
    },
  );

  test('are asked for by limit first, and by the link as it is then', async () => {
    const { requests } = await read(
      linkPaging({ limit: 200, limitParameter: 'size' }),
      inHeader,
    );

    expect(requests).toEqual([
      { query: { size: 200 } },
      { link: `${LIST}?after=1` },
      { link: `${LIST}?after=2` },
    ]);
  });

  test('are asked for with a smaller limit when they are too large', async () => {
    const { items, requests } = await read(
      linkPaging({ limit: 200, isTooLarge: ({ status }) => status === 500 }),
      ({ link, query }, attempt) =>
        attempt === 2
          ? refusal({ status: 500 })
          : inHeader({ link, query }, attempt),
    );

    expect(items).toEqual(ALL);
    expect(requests.slice(1)).toEqual([
      { link: `${LIST}?after=1` },
      { link: `${LIST}?after=1&limit=100` },
      { link: `${LIST}?after=2&limit=200` },
    ]);
  });

  test('begin again when a link is no longer good, but not when the list itself is refused', async () => {
    const paging = linkPaging({
      limit: 10,
      isStale: ({ status }) => status === 400,
    });

    const { items } = await read(paging, (request, attempt) =>
      attempt === 3 ? refusal({}) : inHeader(request, attempt),
    );
    expect(new Set(items)).toEqual(new Set(ALL));

    await expect(read(paging, () => refusal({}))).rejects.toThrow('refused');
  });

  test.each([
    ['a Link header that cannot be read', { link: 'next page, please' }, []],
    ['a body that is no list', {}, { error: 'none' }],
    ['a body that is nothing', {}, null],
  ])('are none with %s', async (_case, headers, body) => {
    await expect(
      read(linkPaging({ limit: 10 }), () => ({ body, headers })),
    ).rejects.toMatchObject({ kind: 'answer' });
  });

  test('have no link that is something else', async () => {
    await expect(
      read(linkPaging({ limit: 10, items: 'data', link: 'next' }), () => ({
        body: { data: [1], next: { href: LIST } },
      })),
    ).rejects.toThrow('next is not a text');
  });
});

describe('a whole list', () => {
  test('is one answer', async () => {
    const { items, requests } = await read(wholeListPaging(), () => ({
      body: ALL,
    }));

    expect(items).toEqual(ALL);
    expect(requests).toEqual([{ query: undefined }]);
  });

  test('is followed to further pages where there are any', async () => {
    const { items } = await read(wholeListPaging(), ({ link }) => ({
      body: link ? ALL.slice(20) : ALL.slice(0, 20),
      headers: link ? undefined : { link: `<${LIST}?after=20>; rel="next"` },
    }));

    expect(items).toEqual(ALL);
  });
});

describe('pages counted in records', () => {
  /** A server that gives pages of its own size, and tells the total in one of three ways. */
  function server(
    total: 'body' | 'header' | 'none',
    most = Infinity,
    rows: readonly unknown[] = ALL,
  ): Server {
    return ({ query = {} }) => {
      const { limit = 10, offset = 0 } = query;
      const begin = Number(offset);
      const page = rows.slice(begin, begin + Math.min(Number(limit), most));
      return {
        body:
          total === 'none' || total === 'header'
            ? page
            : { data: page, page: { total: String(rows.length) } },
        headers: { 'x-total-count': String(rows.length) },
      };
    };
  }

  test.each([1, 5, 10, 23, 24, 100])(
    'give the same list in pages of %i',
    async (limit) => {
      const lists = await Promise.all([
        read(
          offsetPaging({ limit, items: 'data', total: 'page.total' }),
          server('body'),
        ),
        read(
          offsetPaging({ limit, totalHeader: 'x-total-count' }),
          server('header'),
        ),
        read(offsetPaging({ limit }), server('none')),
      ]);

      for (const { items } of lists) expect(items).toEqual(ALL);
    },
  );

  test('may be smaller than asked for where the total is known', async () => {
    const { items, requests } = await read(
      offsetPaging({
        limit: 10,
        limitParameter: 'count',
        offsetParameter: 'skip',
        items: 'data',
        total: 'page.total',
      }),
      ({ query = {} }) =>
        server('body', 7)(
          { query: { limit: query.count ?? 0, offset: query.skip ?? 0 } },
          1,
        ),
    );

    expect(items).toEqual(ALL);
    expect(requests.map(({ query }) => query)).toEqual([
      { count: 10, skip: 0 },
      { count: 10, skip: 6 },
      { count: 10, skip: 12 },
      { count: 10, skip: 18 },
    ]);
  });

  test('do not end where the server gives pages of its own size', async () => {
    const { items } = await read(
      offsetPaging({ limit: 100 }),
      server('none', 10),
    );

    expect(items).toEqual(ALL);
  });

  test('may have null rows, whether the total counts them or not', async () => {
    const rows = ALL.flatMap((row, index) => (index % 5 ? [row] : [row, null]));
    const paging = offsetPaging({
      limit: 10,
      totalHeader: 'x-total-count',
    });
    const countsAll = server('header', Infinity, rows);
    const countsRecords: Server = ({ query = {} }) => ({
      body: rows.slice(Number(query.offset), Number(query.offset) + 10),
      headers: { 'x-total-count': String(ALL.length) },
    });

    expect((await read(paging, countsAll)).items).toEqual(ALL);
    expect((await read(paging, countsRecords)).items).toEqual(ALL);
  });

  test('end loudly before the announced end', async () => {
    const shrunk: Server = ({ query = {} }) => ({
      body: Number(query.offset) < 10 ? ALL.slice(0, 10) : [],
      headers: { 'x-total-count': '23' },
    });

    await expect(
      read(offsetPaging({ limit: 10, totalHeader: 'x-total-count' }), shrunk),
    ).rejects.toThrow('only 10 different ones were received');
  });

  test('are none where the offset is overlooked', async () => {
    await expect(
      read(offsetPaging({ limit: 10 }), () => ({ body: ALL.slice(0, 10) })),
    ).rejects.toThrow('gives the first 10 records whatever page');
  });

  test.each([{ total: 'many' }, { total: null }, {}])(
    'have no total in %j',
    async (body) => {
      const { items } = await read(
        offsetPaging({ limit: 100, items: 'data', total: 'total' }),
        () => ({ body: { data: ALL, ...body } }),
      );

      expect(items).toEqual(ALL);
    },
  );
});

describe('pages named by tokens', () => {
  const paging = tokenPaging({
    limit: 10,
    tokenParameter: 'cursor',
    items: 'data',
    next: 'page.next',
    isStale: ({ status }) => status === 400,
  });

  function server(partition: readonly number[], end: unknown): Server {
    return ({ query = {} }) => {
      const page = Number(query.cursor ?? 0);
      return {
        body: {
          data: cut(partition)[page],
          page: { next: page + 1 < partition.length ? page + 1 : end },
        },
      };
    };
  }

  test.each(
    PARTITIONS.map((partition, index) => ({
      partition,
      end: [undefined, null, ''][index % 3],
    })),
  )('give the same list however they are cut: $partition', async (each) => {
    const { items, requests } = await read(
      paging,
      server(each.partition, each.end),
    );

    expect(items).toEqual(ALL);
    expect(requests[0]).toEqual({ query: { limit: 10 } });
    expect(requests).toHaveLength(each.partition.length);
  });

  test('begin again when a token is no longer good, but not when the list itself is refused', async () => {
    const { items } = await read(paging, (request, attempt) =>
      attempt === 2 ? refusal({}) : server([10, 13], null)(request, attempt),
    );
    expect(new Set(items)).toEqual(new Set(ALL));

    await expect(read(paging, () => refusal({}))).rejects.toThrow('refused');
  });

  test('do not name the same token twice', async () => {
    await expect(
      read(paging, () => ({ body: { data: [], page: { next: 'same' } } })),
    ).rejects.toThrow('the same next page twice');
  });

  test('are none without the list', async () => {
    await expect(read(paging, () => ({ body: { page: {} } }))).rejects.toThrow(
      'the answer is not a page: data is not a list',
    );
  });
});
