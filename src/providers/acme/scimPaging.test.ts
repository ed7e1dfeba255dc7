import { Headers } from 'node-fetch';
import { z } from 'zod';

import {
  type Deviations,
  startOddScimServer,
} from '../../../simulators/acme/oddServer';
import { createOrganization } from '../../../simulators/acme/organization';
import type { RecordedRequest } from '../../../simulators/loopbackServer';

import { ApiClient } from '../../http/apiClient';
import { staticCredentials } from '../../http/auth/credentials';
import { silentLogger } from '../../http/logger';
import { scimPaging, type ScimPagingOptions } from './scimPaging';
import { Secrets } from '../../http/auth/secrets';

const directory = createOrganization({ users: 50, groups: 4 });

/** Records to ask for per page. */
const COUNT = 20;

/** More than any list here has, however often it is read again. */
const MOST_RECEIVED = 1_000;

const Identified = z.looseObject({
  id: z.union([z.string(), z.number()]).transform(String),
});

const ErrorBody = z.looseObject({ scimType: z.string().optional() });

interface Case {
  deviations: Deviations;
  /** How many users the directory has. */
  users?: number;
  paging?: Partial<ScimPagingOptions>;
}

interface Outcome {
  received: string[];
  /** The totals that were told with the records. */
  totals: ReadonlySet<number>;
  /** The message of the error with which the list ended; undefined when it ended well. */
  error?: string;
  requests: readonly RecordedRequest[];
}

function clientOf(url: string): ApiClient {
  return new ApiClient({
    baseUrl: new URL(url),
    credentials: staticCredentials('authorization', 'token-1', new Secrets()),
    credentialFields: 'acmeApiKey',
    rateLimit: { share: 1, concurrency: 2, totalConcurrency: 2 },
    retry: { attempts: 2, baseDelayMs: 1 },
    logger: silentLogger,
    readError: (_status, body) => ({
      code: ErrorBody.safeParse(body).data?.scimType,
    }),
  });
}

/** Reads all users of an odd server. */
async function readUsers({
  deviations,
  users = 50,
  paging,
}: Case): Promise<Outcome> {
  const server = await startOddScimServer({
    users: directory.users.slice(0, users),
    groups: [],
    deviations,
  });
  const client = clientOf(server.url);
  const received: string[] = [];
  const totals = new Set<number>();
  let error: string | undefined;
  try {
    const list = client.records({
      path: '/Users',
      bucket: 'SCIM',
      paging: scimPaging({ count: COUNT, method: 'index', ...paging }),
      record: Identified,
    });
    for await (const checked of list) {
      if (checked.ok) received.push(checked.record.id);
      if (checked.total !== undefined) totals.add(checked.total);
      if (received.length > MOST_RECEIVED) throw new Error('It does not end.');
    }
  } catch (thrown) {
    error = String(thrown);
  } finally {
    await server.stop();
  }
  return { received, totals, error, requests: server.requests };
}

function idsOf(users: number): string[] {
  return directory.users.slice(0, users).map(({ id }) => id);
}

/** The requests as `startIndex` or `cursor`, and `count`. */
function asked({ requests }: Outcome): string[] {
  return requests.map(({ query }) => {
    const { startIndex, cursor, count } = query;
    const position = startIndex ?? (cursor === '' ? 'cursor' : 'next cursor');
    return `${position}+${count}`;
  });
}

test.each<[string, Deviations]>([
  ['by index', {}],
  ['by cursor', { cursorPaging: { mode: 'forced', totalResults: true } }],
])('the total of a list %s is told', async (_how, deviations) => {
  const { totals } = await readUsers({ deviations });

  expect([...totals]).toEqual([50]);
});

describe('a server that keeps to the standard', () => {
  test('is read to the page behind its last record, each page overlapping the one before', async () => {
    const outcome = await readUsers({ deviations: {} });

    expect(outcome.error).toBeUndefined();
    expect(outcome.received).toEqual(idsOf(50));
    expect(asked(outcome)).toEqual(['1+20', '20+20', '39+20', '50+20']);
  });

  test('is asked once more, as its total might be that of the page', async () => {
    const outcome = await readUsers({ deviations: {}, users: 7 });

    expect(outcome.received).toEqual(idsOf(7));
    expect(asked(outcome)).toEqual(['1+20', '7+20']);
  });

  test.each([0, 1])('may have as few users as %i', async (users) => {
    const outcome = await readUsers({ deviations: {}, users });

    expect(outcome.error).toBeUndefined();
    expect(outcome.received).toEqual(idsOf(users));
    expect(asked(outcome)).toEqual(users === 0 ? ['1+20'] : ['1+20', '2+20']);
  });
});

/** Numbers of users: none, one, less than a page, one page, some pages, exactly some. */
const SIZES = [0, 1, 2, 7, 20, 21, 40, 50];

/** Whatever the number of users, these servers give all of them. */
const COMPLETE: [string, Deviations, Partial<ScimPagingOptions>?][] = [
  ['caps pages silently', { silentPageCap: 7 }],
  ['caps pages at one record', { silentPageCap: 1 }],
  ['gives no total', { noTotalResults: true }],
  ['gives no total and caps pages', { noTotalResults: true, silentPageCap: 7 }],
  ['totals the page', { totalResultsOfPage: true }],
  [
    'totals the page and caps pages at a usual size',
    { totalResultsOfPage: true, silentPageCap: 10 },
  ],
  [
    'totals the page and caps pages at an odd size',
    { totalResultsOfPage: true, silentPageCap: 7 },
  ],
  ['echoes count as itemsPerPage', { itemsPerPageEcho: true }],
  ['gives bare arrays', { bareArrays: true }],
  ['gives capped bare arrays', { bareArrays: true, silentPageCap: 7 }],
  ['leaves out an empty Resources', { noEmptyResources: true }],
  [
    'leaves out an empty Resources and the total',
    { noEmptyResources: true, noTotalResults: true },
  ],
  [
    'leaves out an empty Resources and totals the page',
    { noEmptyResources: true, totalResultsOfPage: true },
  ],
  ['begins again after the end', { wrapsStartIndex: true }],
  ['refuses large counts', { refusesCount: { over: 15, status: 400 } }],
  ['finds large counts too much', { refusesCount: { over: 15, status: 413 } }],
  [
    'refuses large counts and gives no total',
    { refusesCount: { over: 15, status: 400 }, noTotalResults: true },
  ],
  ['writes all names in lower case', { lowerCaseAttributes: true }],
  ['refuses an index past its end', { refusesStartIndexOver: 50 }],
  ['forces cursors', { cursorPaging: { mode: 'forced' } }],
  [
    'forces cursors and gives totals',
    { cursorPaging: { mode: 'forced', totalResults: true } },
  ],
  [
    'forces cursors and has an empty page',
    { cursorPaging: { mode: 'forced', emptyMiddlePage: true } },
  ],
  [
    'supports cursors',
    { cursorPaging: { mode: 'supported' } },
    { method: 'cursor' },
  ],
  [
    'supports cursors and has an empty page',
    { cursorPaging: { mode: 'supported', emptyMiddlePage: true } },
    { method: 'cursor' },
  ],
  [
    'supports cursors and forgets them twice',
    { cursorPaging: { mode: 'supported', expires: 2 } },
    { method: 'cursor' },
  ],
  [
    'supports cursors and refuses large counts',
    {
      cursorPaging: { mode: 'supported' },
      refusesCount: { over: 15, status: 400 },
    },
    { method: 'cursor' },
  ],
  ['overlooks cursors', {}, { method: 'cursor' }],
];

describe.each(COMPLETE)('a server that %s', (_name, deviations, paging) => {
  test('is read completely, whatever its size', async () => {
    for (const users of SIZES) {
      const outcome = await readUsers({ deviations, users, paging });

      expect({ users, error: outcome.error }).toEqual({ users });
      expect(new Set(outcome.received)).toEqual(new Set(idsOf(users)));
    }
  });
});

describe('a server whose deviations leave doubts', () => {
  /** Reads the list, which must be complete or end with an error. */
  async function expectNoSilentLoss(each: Case): Promise<Outcome> {
    const outcome = await readUsers(each);
    const isComplete = new Set(outcome.received).size >= (each.users ?? 50);
    expect({
      ...each,
      isLoudOrWhole: isComplete || outcome.error !== undefined,
    }).toEqual({ ...each, isLoudOrWhole: true });
    return outcome;
  }

  test('is complete where it ignores startIndex and all users fit in a page', async () => {
    const outcome = await readUsers({
      deviations: { ignoresStartIndex: true },
      users: 7,
    });

    expect(outcome.error).toBeUndefined();
    expect(outcome.received).toEqual(idsOf(7));
  });

  test.each<[string, Deviations, number]>([
    ['ignores startIndex', { ignoresStartIndex: true }, 50],
    [
      'ignores startIndex and gives no total',
      { ignoresStartIndex: true, noTotalResults: true },
      7,
    ],
    [
      'ignores startIndex, gives no total, and caps pages',
      { ignoresStartIndex: true, noTotalResults: true, silentPageCap: 7 },
      50,
    ],
    [
      'ignores startIndex and totals the page',
      { ignoresStartIndex: true, totalResultsOfPage: true },
      50,
    ],
  ])('fails loudly where it %s', async (_case, deviations, users) => {
    const { error } = await readUsers({ deviations, users });

    expect(error).toContain('whatever page is asked for');
  });

  test('is complete where it begins again after a last page that is full, and gives no total', async () => {
    const outcome = await readUsers({
      deviations: { wrapsStartIndex: true, noTotalResults: true },
      users: 40,
    });

    expect(outcome.error).toBeUndefined();
    expect(new Set(outcome.received)).toEqual(new Set(idsOf(40)));
  });

  test.each<[string, Deviations, number, string]>([
    [
      'refuses a high startIndex',
      { refusesStartIndexOver: 20 },
      50,
      'invalidValue',
    ],
    [
      'refuses a high startIndex and totals the page',
      { refusesStartIndexOver: 20, totalResultsOfPage: true },
      50,
      'invalidValue',
    ],
    ['answers 404 for no users', { emptyList404: true }, 0, '404'],
    [
      'refuses any count',
      { refusesCount: { over: 0, status: 400 } },
      7,
      'invalidCount',
    ],
  ])('fails loudly where it %s', async (_case, deviations, users, word) => {
    const { error } = await readUsers({ deviations, users });

    expect(error).toContain(word);
  });

  test('fails loudly where it forgets each cursor', async () => {
    const { error } = await readUsers({
      deviations: { cursorPaging: { mode: 'supported', expires: 100 } },
      paging: { method: 'cursor' },
    });

    expect(error).toContain('expiredCursor');
  });

  test('is complete where it begins again after a short page', async () => {
    const outcome = await readUsers({
      deviations: { wrapsStartIndex: true, noTotalResults: true },
    });

    expect(outcome.error).toBeUndefined();
    expect(outcome.received).toEqual(idsOf(50));
  });

  const totals: Deviations[] = [
    {},
    { noTotalResults: true },
    { totalResultsOfPage: true },
    { bareArrays: true },
  ];
  const indexes: Deviations[] = [
    {},
    { ignoresStartIndex: true },
    { wrapsStartIndex: true },
    { refusesStartIndexOver: 12 },
    { emptyList404: true },
  ];
  const sizes: Deviations[] = [
    {},
    { silentPageCap: 10 },
    { silentPageCap: 7 },
    { refusesCount: { over: 15, status: 413 } },
  ];

  test.each(
    totals.flatMap((total) =>
      indexes.map((index) => ({ deviations: { ...total, ...index } })),
    ),
  )('never loses users silently: $deviations', async ({ deviations }) => {
    for (const size of sizes) {
      for (const users of [1, 7, 20, 27]) {
        await expectNoSilentLoss({
          deviations: { ...deviations, ...size },
          users,
        });
      }
    }
  });
});

test('the lists that follow one which came by cursor only begin by cursor', async () => {
  const server = await startOddScimServer({
    ...directory,
    deviations: { cursorPaging: { mode: 'only' }, totalResultsOfPage: true },
  });
  const paging = scimPaging({ count: COUNT, method: 'index' });
  const client = clientOf(server.url);
  const read = async () => {
    const list = { path: '/Users', bucket: 'SCIM', paging, record: Identified };
    const before = server.requests.length;
    const ids = new Set<string>();
    for await (const checked of client.records(list)) {
      if (checked.ok) ids.add(checked.record.id);
    }
    return { ids: ids.size, requests: server.requests.length - before };
  };

  const [first, second] = [await read(), await read()];
  await server.stop();

  expect(first.ids).toBe(50);
  expect(second).toEqual({ ids: 50, requests: 3 });
});

describe('a directory that changes while it is read', () => {
  test.each([
    ['read', 2],
    ['unread', 1],
  ] as const)(
    'leaves nobody out when a user disappears that was %s (%i readings)',
    async (user, readings) => {
      const outcome = await readUsers({
        deviations: { shrinksDuringRead: { afterPage: 1, user } },
      });
      const remaining =
        user === 'read' ? idsOf(50).slice(1) : idsOf(50).slice(0, -1);

      expect(outcome.error).toBeUndefined();
      expect(outcome.received).toEqual(expect.arrayContaining(remaining));
      expect(asked(outcome).filter((each) => each === '1+20')).toHaveLength(
        readings,
      );
    },
  );
});

describe('answers that no server of a test gives', () => {
  /** Reads a list whose answers are these, one after the other. */
  async function read(
    bodies: readonly unknown[],
    method: ScimPagingOptions['method'] = 'index',
  ): Promise<{ items: unknown[]; queries: unknown[] }> {
    const items: unknown[] = [];
    const queries: unknown[] = [];
    const pages = scimPaging({ count: 2, method })({
      endpoint: 'GET https://idp.example/Users',
      keep: (items) => items,
      fetch: ({ query }) => {
        queries.push(query);
        return Promise.resolve({
          body: bodies[queries.length - 1],
          headers: new Headers(),
        });
      },
    });
    for await (const page of pages) items.push(...page);
    return { items, queries };
  }

  const a = { id: 'a' };
  const b = { id: 'b' };
  const c = { id: 'c' };

  test('ignore all paging, and are all there is', async () => {
    const all = [a, b, c];

    expect((await read([all, all, all, all])).items).toEqual(all);
  });

  test('ignore count but heed startIndex', async () => {
    const d = { id: 'd' };
    const { items } = await read([[a, b, c], [c, d], [d]]);

    expect(items).toEqual([a, b, c, d]);
  });

  test('give the total only once', async () => {
    const { items } = await read([
      { totalResults: 3, Resources: [a, b] },
      { Resources: [b, c] },
      { Resources: [c] },
    ]);

    expect(items).toEqual([a, b, c]);
  });

  test('have a total that is too small', async () => {
    const { items } = await read([
      { totalResults: 1, Resources: [a, b] },
      { totalResults: 1, Resources: [b, c] },
      { totalResults: 1, Resources: [c] },
    ]);

    expect(items).toEqual([a, b, c]);
  });

  test('have a list that grew since its first page', async () => {
    const { items } = await read([
      { totalResults: 2, Resources: [a, b] },
      { totalResults: 3, Resources: [b, c] },
      { totalResults: 3, Resources: [c] },
    ]);

    expect(items).toEqual([a, b, c]);
  });

  test('are of a service that pages by cursor only, and says so nowhere', async () => {
    const all = Array.from({ length: 10 }, (_, index) => ({ id: `r${index}` }));
    const page = { totalResults: 10, Resources: all };
    const { items, queries } = await read([
      ...Array.from({ length: 4 }, () => page),
      { ...page, nextCursor: 'x' },
      { ...page, nextCursor: 'x' },
      { totalResults: 1, Resources: [a] },
    ]);

    expect(new Set(items)).toEqual(new Set([...all, a]));
    expect(queries.at(-1)).toEqual({ cursor: 'x', count: 2 });
  });

  test('are of a service that pages by cursor only, and of one page: it gives no total then', async () => {
    const all = Array.from({ length: 10 }, (_, index) => ({ id: `r${index}` }));
    const page = { totalResults: 10, Resources: all };
    const { items } = await read([
      ...Array.from({ length: 4 }, () => page),
      { Resources: all },
      { Resources: all },
    ]);

    expect(new Set(items)).toEqual(new Set(all));
  });

  test.each<[string, unknown[]]>([
    ['right after the first page', [{ totalResults: 3, Resources: [a, b] }]],
    ['without totals', [{ Resources: [a, b] }]],
  ])('overlook the cursor that they gave, %s', async (_case, [overlooked]) => {
    await expect(
      read([{ Resources: [a, b], nextCursor: 'x' }, overlooked]),
    ).rejects.toThrow('the service overlooks the cursor that it gave');
  });

  test('tell by their totals that the list became shorter, and are read again', async () => {
    const d = { id: 'd' };
    const { items, queries } = await read(
      [
        { totalResults: 4, Resources: [a, b], nextCursor: 'x' },
        { totalResults: 3, Resources: [d] },
        { totalResults: 3, Resources: [b, c], nextCursor: 'y' },
        { totalResults: 3, Resources: [d] },
      ],
      'cursor',
    );

    expect(new Set(items)).toEqual(new Set([a, b, c, d]));
    expect(queries).toHaveLength(4);
  });

  test('have a null in place of a record, which is handed on to be rejected', async () => {
    const { items } = await read([
      { totalResults: 2, Resources: [a, null] },
      { totalResults: 2, Resources: [] },
      { totalResults: 2, Resources: [a, null] },
      { totalResults: 2, Resources: [null] },
    ]);

    expect(items).toContainEqual({});
  });

  test('change to cursors in the middle', async () => {
    const { items, queries } = await read([
      { totalResults: 3, Resources: [a, b] },
      { Resources: [c], nextCursor: 'x' },
      { Resources: [] },
    ]);

    expect(items).toEqual([a, b, c]);
    expect(queries.at(-1)).toEqual({ cursor: 'x', count: 2 });
  });

  const turned = { totalResults: 3, Resources: [a] };
  const cursor = { Resources: [a], nextCursor: 'x' };
  test.each<[string, ScimPagingOptions['method'], unknown[]]>([
    ['cursor, index and cursor', 'cursor', [turned, cursor]],
    [
      'index, cursor and index',
      'index',
      [turned, null, { Resources: [] }, turned],
    ],
  ])('go by %s', async (_ways, method, bodies) => {
    await expect(read(bodies, method)).rejects.toThrow(
      'the service goes by index at one time and by cursor at another',
    );
  });

  test.each([
    ['nothing', null],
    ['a text', 'users'],
    ['an error', { detail: 'none' }],
    ['no Resources in a page that has some', { itemsPerPage: 2 }],
    ['Resources that are no list', { totalResults: 1, Resources: { id: 'a' } }],
  ])('are no list response: %s', async (_case, body) => {
    await expect(read([body])).rejects.toThrow('not a SCIM list response');
  });

  test('end before the announced end', async () => {
    const short = [
      { totalResults: 5, Resources: [a, b] },
      { totalResults: 5, Resources: [b] },
    ];
    await expect(
      read([...short, ...short, ...short, short[0]]),
    ).rejects.toThrow('only 2 different ones were received');
  });

  test('leave out Resources and yet announce some', async () => {
    const none = { totalResults: 5 };
    await expect(read([none, none, none, none])).rejects.toThrow(
      'only 0 different ones were received',
    );
  });
});
