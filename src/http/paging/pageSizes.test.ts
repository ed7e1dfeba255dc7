import type { IncomingMessage } from 'node:http';

import { z } from 'zod';

import {
  type LoopbackServer,
  startLoopbackServer,
  urlOf,
} from '../../../simulators/loopbackServer';

import {
  ApiClient,
  type ApiClientOptions,
  type ApiRequest,
} from '../apiClient';
import { type Credentials, staticCredentials } from '../auth/credentials';
import type { ApiError } from '../failures';
import { silentLogger } from '../logger';
import { linkPaging, wholeListPaging } from './link';
import type { Records } from '../records';
import { Secrets } from '../auth/secrets';

interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

const Item = z.object({ id: z.number() });

let server: LoopbackServer;
let seen: IncomingMessage[];

afterEach(() => server.stop());

async function serve(reply: (url: URL) => Reply): Promise<void> {
  seen = [];
  server = await startLoopbackServer((request, response) => {
    seen.push(request);
    const { status = 200, headers = {}, body = [] } = reply(urlOf(request));
    response.writeHead(status, headers);
    response.end(JSON.stringify(body));
  });
}

function client(options: Partial<ApiClientOptions> = {}): ApiClient {
  return new ApiClient({
    baseUrl: new URL(server.origin),
    credentials: staticCredentials('x-api-key', 'key-1', new Secrets()),
    credentialFields: 'apiKey',
    rateLimit: { share: 1, concurrency: 4, totalConcurrency: 4 },
    logger: silentLogger,
    retry: { attempts: 3, baseDelayMs: 1 },
    ...options,
  });
}

const request: ApiRequest = { path: '/things', bucket: 'things' };

function isTooLarge({ status }: ApiError): boolean {
  return status === 500;
}

async function idsOf(
  records: Records<z.infer<typeof Item>>,
): Promise<number[]> {
  const ids: number[] = [];
  for await (const checked of records) {
    if (checked.ok) ids.push(checked.record.id);
  }
  return ids;
}

function limitsAsked(): (string | null)[] {
  return seen.map((each) => urlOf(each).searchParams.get('limit'));
}

describe('a page that is too large', () => {
  test('is tried once more, then asked for in halves, in the links too', async () => {
    await serve(({ searchParams }) => {
      if (Number(searchParams.get('limit')) > 50) return { status: 500 };
      return searchParams.has('after')
        ? { body: [{ id: 2 }] }
        : {
            body: [{ id: 1 }],
            headers: {
              link: `<${server.origin}/things?after=1&limit=200>; rel="next"`,
            },
          };
    });
    const paging = linkPaging({ limit: 200, isTooLarge });
    expect(
      await idsOf(client().records({ ...request, paging, record: Item })),
    ).toEqual([1, 2]);
    expect(limitsAsked()).toEqual([
      ...['200', '200', '100', '100', '50'],
      ...['200', '200', '50'],
    ]);
  });

  test('is tried as often as any other call once it cannot be smaller', async () => {
    await serve(() => ({ status: 500 }));
    const paging = linkPaging({ limit: 100, smallestPage: 40, isTooLarge });
    await expect(
      idsOf(client().records({ ...request, paging, record: Item })),
    ).rejects.toMatchObject({ status: 500 });
    expect(limitsAsked()).toEqual([
      ...['100', '100', '50', '50'],
      ...['40', '40', '40'],
    ]);
  });

  test('is not suspected where something else is wrong', async () => {
    await serve(() => ({ status: 503 }));
    const paging = linkPaging({ limit: 100, isTooLarge });
    await expect(
      idsOf(client().records({ ...request, paging, record: Item })),
    ).rejects.toMatchObject({ status: 503 });
    expect(limitsAsked()).toEqual(['100', '100', '100']);
  });
});

test('only a page with a cursor is read again from the beginning', async () => {
  await serve(() => ({ status: 400 }));
  const paging = linkPaging({ limit: 10, isStale: () => true });
  await expect(
    idsOf(client().records({ ...request, paging, record: Item })),
  ).rejects.toMatchObject({ status: 400 });
  expect(seen).toHaveLength(1);
});

test('a whole list is asked for without a limit, and followed where it goes on', async () => {
  await serve(({ searchParams }) =>
    searchParams.has('after')
      ? { body: [{ id: 2 }] }
      : {
          body: [{ id: 1 }],
          headers: { link: `<${server.origin}/things?after=1>; rel="next"` },
        },
  );
  const paging = wholeListPaging();
  expect(
    await idsOf(client().records({ ...request, paging, record: Item })),
  ).toEqual([1, 2]);
  expect(limitsAsked()).toEqual([null, null]);
});

test('a public request carries no credential', async () => {
  await serve(() => ({}));
  await client().get({ ...request, isPublic: true });
  expect(seen[0]?.headers).not.toHaveProperty('x-api-key');
});

test('how many calls a minute are allowed is known from the first answer on', async () => {
  await serve(() => ({
    headers: {
      'x-rate-limit-limit': '100',
      'x-rate-limit-remaining': '99',
      'x-rate-limit-reset': '30',
    },
  }));
  const api = client({
    rateLimit: { share: 0.5, concurrency: 1, totalConcurrency: 1 },
  });
  expect(api.callsPerMinute('things')).toBeUndefined();
  await api.get(request);
  expect(api.callsPerMinute('things')).toBe(50);
});

describe('a refused credential', () => {
  function renewing(): Credentials & { renewals: (string | null)[] } {
    const renewals: (string | null)[] = [];
    return {
      ...staticCredentials('x-api-key', 'key-1', new Secrets()),
      renewals,
      renew: (_refused, answer) => {
        renewals.push(answer?.get('dpop-nonce') ?? null);
        return true;
      },
    };
  }

  test('is renewed when the server asks for a nonce, with 400 as well', async () => {
    await serve(() =>
      seen.length === 1
        ? {
            status: 400,
            headers: {
              'www-authenticate': 'DPoP error="use_dpop_nonce"',
              'dpop-nonce': 'nonce-1',
            },
          }
        : {},
    );
    const credentials = renewing();
    await client({ credentials }).get(request);
    expect(credentials.renewals).toEqual(['nonce-1']);
  });

  test('is not renewed where 401 means something else', async () => {
    await serve(() => ({ status: 401 }));
    const credentials = renewing();
    const api = client({ credentials, readError: () => ({ kind: 'feature' }) });
    await expect(api.get(request)).rejects.toMatchObject({ kind: 'feature' });
    expect(credentials.renewals).toEqual([]);
    expect(seen).toHaveLength(1);
  });
});
