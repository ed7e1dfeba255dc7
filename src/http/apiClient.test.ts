import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

import { z } from 'zod';

import {
  answer,
  emptyBody,
  gzipTruncated,
  html,
  type FaultAction,
  on,
  redirectTo,
  resetBefore,
  resetMidBody,
  stall,
  startFaultProxy,
  truncatedJson,
} from '../../test/support/faultProxy';
import {
  type LoopbackServer,
  startLoopbackServer,
} from '../../simulators/loopbackServer';
import {
  type ProcessEvents,
  watchProcess,
} from '../../test/support/processEvents';

import { ApiClient, type ApiClientOptions, type ApiRequest } from './apiClient';
import { type Credentials, staticCredentials } from './auth/credentials';
import { ApiError } from './failures';
import { linkPaging } from './paging/link';
import { Secrets } from './auth/secrets';
import { Transport } from './transport';

const SECRET = 'marker/t0ken+of==tests';

const logger = { debug: jest.fn(), info: jest.fn(), warn: jest.fn() };

interface Received {
  url: string;
  headers: IncomingHttpHeaders;
  at: number;
}

/** What a server answers to a request. */
type Answer = (response: ServerResponse, request: Received) => void;

interface TestServer extends LoopbackServer {
  received: Received[];
}

let stops: (() => Promise<void>)[];
let events: ProcessEvents;

beforeEach(() => {
  stops = [];
  events = watchProcess();
});

afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await events.stop();
});

/** Gives these answers one after the other, the last one from then on. */
async function serve(...answers: Answer[]): Promise<TestServer> {
  const received: Received[] = [];
  const server = await startLoopbackServer(
    ({ url = '', headers }, response) => {
      const request = { url, headers, at: performance.now() };
      received.push(request);
      const next = answers[received.length - 1] ?? answers.at(-1);
      next?.(response, request);
    },
  );
  stops.push(server.stop);
  return { ...server, received };
}

/** A server with a fault at the first request, or at each one. */
async function faulty(action: FaultAction, times = 1, at = 1) {
  const target = await serve(ok({ whole: 'x'.repeat(100) }));
  const proxy = await startFaultProxy({
    target: target.origin,
    faults: [on(/./, action, { at, times })],
  });
  stops.push(proxy.stop);
  return proxy;
}

function ok(
  body: unknown = { ok: true },
  headers: Record<string, string> = {},
): Answer {
  return send(200, body, headers);
}

function send(
  status: number,
  body: unknown = {},
  headers: Record<string, string> = {},
): Answer {
  return (response) => {
    response.writeHead(status, {
      'content-type': 'application/json',
      ...headers,
    });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

function client(
  baseUrl: string,
  options: Partial<ApiClientOptions> = {},
): ApiClient {
  return new ApiClient({
    baseUrl: new URL(baseUrl),
    credentials: staticCredentials(
      'authorization',
      SECRET,
      new Secrets(),
      'Bearer',
    ),
    credentialFields: 'acmeApiKey',
    rateLimit: { share: 1, concurrency: 4, totalConcurrency: 8 },
    logger,
    readError: (_status, body) => ErrorBody.safeParse(body).data ?? {},
    ...options,
    retry: { attempts: 3, baseDelayMs: 1, ...options.retry },
    transport: { timeoutMs: 5_000, ...options.transport },
  });
}

const ErrorBody = z.looseObject({
  code: z.string().optional(),
  message: z.string().optional(),
});

const request: ApiRequest = {
  path: '/users',
  bucket: 'users',
  permission: 'users:read',
};

/** The error of a call that must fail; it must hold nothing of the credential. */
async function expectFailure(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.then(
    () => new Error('the call did not fail'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw error;
  const told = JSON.stringify([error, error.message, error.stack]);
  expect(told).not.toMatch(/marker|t0ken/);
  return error;
}

function loggedText(): string {
  return JSON.stringify(
    Object.values(logger).map(({ mock }): unknown => mock.calls),
  );
}

describe('a request', () => {
  test('goes below the base URL with query and headers', async () => {
    const server = await serve(ok({ users: [] }, { 'x-total': '0' }));

    const { body, headers } = await client(`${server.origin}/scim/v2/`).get({
      ...request,
      query: { count: 10, active: true, filter: 'a b&c', cursor: undefined },
      headers: { 'x-org-id': 'org-1' },
    });

    expect(body).toEqual({ users: [] });
    expect(headers.get('x-total')).toBe('0');
    expect(server.received[0]).toMatchObject({
      url: '/scim/v2/users?count=10&active=true&filter=a+b%26c',
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${SECRET}`,
        'user-agent': expect.stringMatching(
          /^graph-identity-provider\//,
        ) as string,
        'x-org-id': 'org-1',
      },
    });
  });

  test('accepts what the provider calls JSON', async () => {
    const server = await serve(ok({}, { 'content-type': 'text/plain' }));

    await client(server.origin, { accept: 'application/scim+json' }).get(
      request,
    );

    expect(server.received[0]?.headers.accept).toBe('application/scim+json');
  });

  test('goes without the credential where anybody may make it', async () => {
    const server = await serve(send(401), ok());

    await expect(
      client(server.origin).get({ ...request, isPublic: true }),
    ).rejects.toMatchObject({
      kind: 'authentication',
      reason: expect.stringMatching(
        /^this was refused, although .* no credential was sent; check that the configured URL is that of the API/,
      ) as unknown,
    });

    expect(server.received).toHaveLength(1);
    expect(server.received[0]?.headers.authorization).toBeUndefined();
  });

  test('is logged without credential and query values', async () => {
    const server = await serve(ok());
    await client(server.origin).get({
      ...request,
      query: { after: SECRET, limit: 5 },
    });

    expect(logger.debug).toHaveBeenCalledWith(
      expect.objectContaining({
        endpoint: `GET ${server.origin}/users?after=…&limit=5`,
        status: 200,
        attempt: 1,
      }),
      'Provider API call',
    );
    expect(loggedText()).not.toMatch(/marker|t0ken/);
  });
});

describe('what may pass is tried again', () => {
  test.each([408, 425, 429, 500, 502, 503, 504, 520])(
    'status %i',
    async (status) => {
      const server = await serve(send(status), ok());

      await expect(client(server.origin).get(request)).resolves.toMatchObject({
        body: { ok: true },
      });
      expect(server.received).toHaveLength(2);
    },
  );

  test.each<[string, FaultAction]>([
    ['a reset before the answer', resetBefore()],
    ['a body cut short', resetMidBody()],
    ['a chunked body cut short', resetMidBody({ chunked: true })],
    ['half a compressed body', gzipTruncated()],
    ['half a JSON text', truncatedJson()],
    ['an empty body', emptyBody()],
    ['silence', stall()],
  ])('%s', async (_fault, action) => {
    const proxy = await faulty(action);

    const { body } = await client(proxy.url, {
      transport: { timeoutMs: 1_000 },
    }).get(request);

    expect(body).toEqual({ whole: 'x'.repeat(100) });
    expect(proxy.requests).toHaveLength(2);
  });

  test.each<[string, FaultAction, string | number, string]>([
    ['a reset', resetBefore(), 'NETWORK', 'ECONNRESET'],
    ['silence', stall(), 'TIMEOUT', 'nothing was received'],
    ['half a compressed body', gzipTruncated(), 'TRUNCATED', 'gzip'],
    ['an empty body', emptyBody(), 200, 'application/json, 0 characters'],
    ['status 503', answer(503), 503, 'could not answer'],
  ])('%s, but not for ever', async (_fault, action, status, text) => {
    const proxy = await faulty(action, Infinity);

    const error = await expectFailure(
      client(proxy.url, { transport: { timeoutMs: 600 } }).get(request),
    );

    expect(error).toMatchObject({ status, attempts: 3 });
    expect(error.message).toContain(text);
    expect(error.message).toContain('after 3 attempts');
    expect(error.message).toContain(`GET ${proxy.url}/users`);
    expect(proxy.requests).toHaveLength(3);
  });

  test('a page of HTML, but before any answer of an API once only', async () => {
    const proxy = await faulty(html(), Infinity);

    const error = await expectFailure(client(proxy.url).get(request));

    expect(error).toMatchObject({ kind: 'answer', status: 200, attempts: 2 });
    expect(error.message).toContain('not JSON (text/html, ');
    expect(proxy.requests).toHaveLength(2);
  });

  test('a page of HTML in the midst of answers of an API', async () => {
    const target = await faulty(html(), 1, 2);
    const api = client(target.url);

    await api.get(request);
    await api.get(request);

    expect(target.requests).toHaveLength(3);
  });

  test('a page of HTML that says itself that it is an outage', async () => {
    const server = await serve(
      send(502, '<html>', { 'content-type': 'text/html' }),
      ok(),
    );

    await client(server.origin).get(request);

    expect(server.received).toHaveLength(2);
  });

  test('a refusal that the provider means as passing', async () => {
    const server = await serve(send(400, { code: 'busy' }), ok());

    const { body } = await client(server.origin, {
      readError: () => ({ kind: 'unavailable' }),
    }).get(request);

    expect(body).toEqual({ ok: true });
  });
});

describe('what cannot be reached', () => {
  const noTls = async () => {
    const server = await serve(ok());
    return server.origin.replace('http:', 'https:');
  };

  test('from the start is not tried again where that is of no use', async () => {
    const error = await expectFailure(
      client(await noTls(), { urlFields: 'acmeBaseUrl' }).get(request),
    );

    expect(error).toMatchObject({ status: 'NETWORK', attempts: 1 });
    expect(error.message).toMatch(
      /EPROTO; what answers there does not speak TLS; check the port in the configured URL \(acmeBaseUrl\)/,
    );
  });

  test('after something had answered is tried again', async () => {
    const hasAnswered = jest.spyOn(Transport.prototype, 'hasAnswered', 'get');
    hasAnswered.mockReturnValue(true);

    const error = await expectFailure(client(await noTls()).get(request));

    expect(error).toMatchObject({ status: 'NETWORK', attempts: 3 });
  });

  test('blames the configuration only as long as nothing has answered', async () => {
    const target = await serve(ok());
    const proxy = await startFaultProxy({
      target: target.origin,
      faults: [on(/second/, resetBefore(), { times: Infinity })],
    });
    stops.push(proxy.stop);
    const api = client(proxy.url);
    await api.get(request);

    const error = await expectFailure(api.get({ ...request, path: '/second' }));

    expect(error.message).toContain('ECONNRESET (after 3 attempts)');
    const first = client(proxy.url).get({ ...request, path: '/second' });
    expect((await expectFailure(first)).message).toContain(
      'ECONNRESET; check the network between this machine and the host in',
    );
  });

  test('is told of, a line for each attempt', async () => {
    const lines: string[] = [];
    const proxy = await faulty(resetBefore(), Infinity);

    await expectFailure(
      client(proxy.url, {
        logger: { ...logger, info: (line: string) => void lines.push(line) },
      }).get(request),
    );

    expect(lines).toEqual([
      expect.stringMatching(
        /^Attempt 1 of 3 failed, the next one follows in 0\.\d s: .*ECONNRESET/,
      ),
      expect.stringMatching(/^Attempt 2 of 3 failed/),
    ]);
  });
});

describe('what will not pass is not tried again', () => {
  test.each<[number, ApiError['kind'], string]>([
    [400, 'request', 'refused the request'],
    [401, 'authentication', 'check acmeApiKey'],
    [403, 'authorization', 'it needs users:read'],
    [404, 'missing', 'check the configured URL'],
    [409, 'request', 'refused the request'],
    [410, 'missing', 'not found'],
    [413, 'request', 'refused the request'],
    [501, 'unavailable', 'could not answer'],
    [304, 'answer', 'refused the request'],
  ])('status %i', async (status, kind, text) => {
    const server = await serve((response) => response.writeHead(status).end());

    const error = await expectFailure(client(server.origin).get(request));

    expect(error).toMatchObject({ status, kind, attempts: 1 });
    expect(error.message).toContain(text);
    expect(server.received).toHaveLength(1);
  });

  test('a body that is larger than allowed', async () => {
    const server = await serve((response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync(Buffer.alloc(1_000_000)));
    });

    const error = await expectFailure(
      client(server.origin, { transport: { maxBodyBytes: 10_000 } }).get(
        request,
      ),
    );

    expect(error).toMatchObject({ kind: 'answer', status: 'TOO_LARGE' });
    expect(server.received).toHaveLength(1);
  });

  test('an encoding that nobody asked for', async () => {
    const server = await serve(ok({}, { 'content-encoding': 'br' }));

    const error = await expectFailure(client(server.origin).get(request));

    expect(error).toMatchObject({ kind: 'answer', status: 'ENCODING' });
    expect(server.received).toHaveLength(1);
  });
});

describe('a wait that the provider asks for', () => {
  /** Time in ms between the first two requests. */
  function pause({ received: [first, second] }: TestServer): number {
    return (second?.at ?? NaN) - (first?.at ?? NaN);
  }

  test.each([429, 503])('in seconds is kept: status %i', async (status) => {
    const server = await serve(send(status, {}, { 'retry-after': '1' }), ok());

    await client(server.origin).get(request);

    expect(pause(server)).toBeGreaterThanOrEqual(990);
  });

  test('until a date is kept by the clock of the server', async () => {
    const now = new Date('2001-01-01T00:00:00Z');
    const server = await serve(
      send(
        429,
        {},
        {
          date: now.toUTCString(),
          'retry-after': new Date(now.getTime() + 1_000).toUTCString(),
        },
      ),
      ok(),
    );

    await client(server.origin).get(request);

    expect(pause(server)).toBeGreaterThanOrEqual(990);
  });

  test('by the reset of its rate limit is kept', async () => {
    const server = await serve(
      send(429, {}, { 'x-ratelimit-limit': '60', 'x-ratelimit-reset': '0' }),
      ok(),
    );

    await client(server.origin).get(request);

    expect(pause(server)).toBeGreaterThanOrEqual(990);
  });

  test('is kept by all requests of the bucket, and by no other', async () => {
    const server = await serve((response, { url }) => {
      const isRefused = url === '/users' && server.received.length === 1;
      const reply = isRefused ? send(429, {}, { 'retry-after': '1' }) : ok();
      reply(response, { url, headers: {}, at: 0 });
    });
    const api = client(server.origin);
    const refused = api.get(request);
    await events.settle();

    await Promise.all([
      refused,
      api.get({ ...request, path: '/members' }),
      api.get({ path: '/groups', bucket: 'groups' }),
    ]);

    const [first, ...others] = server.received;
    const waited = Object.fromEntries(
      others.map(({ url, at }) => [url, at - (first?.at ?? NaN) > 900]),
    );
    expect(waited).toEqual({
      '/groups': false,
      '/members': true,
      '/users': true,
    });
  });

  test('is told in the log where it is long', async () => {
    const server = await serve(send(429, {}, { 'retry-after': '60' }), ok());
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    const call = client(server.origin).get(request);
    while (server.received.length === 0) await events.settle();
    await events.settle();
    await jest.advanceTimersByTimeAsync(60_000);
    await call;
    jest.useRealTimers();

    expect(logger.info.mock.calls).toEqual([
      ['Waiting 60 s for the rate limit of users'],
    ]);
  });

  test('that is over at once is not taken at its word', async () => {
    const server = await serve(send(503, {}, { 'retry-after': '0' }));

    jest.spyOn(Math, 'random').mockReturnValue(0.999);
    await expectFailure(
      client(server.origin, { retry: { attempts: 2, baseDelayMs: 200 } }).get(
        request,
      ),
    );

    expect(pause(server)).toBeGreaterThanOrEqual(190);
  });

  test.each([
    ['in seconds', { 'retry-after': '3600' }],
    ['until a date', { 'retry-after': 'Fri, 01 Jan 2100 00:00:00 GMT' }],
    [
      'by the reset of its rate limit',
      {
        'x-ratelimit-limit': '60',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '3600',
      },
    ],
  ])(
    'fails at once where it is too long (%s), and the others do not wait',
    async (_form, headers) => {
      const server = await serve(send(429, {}, headers), ok());
      const api = client(server.origin);

      const error = await expectFailure(api.get(request));
      await api.get({ ...request, path: '/next' });

      expect(error).toMatchObject({ kind: 'unavailable', status: 429 });
      expect(error.message).toContain('too long');
      expect(server.received.map(({ url }) => url)).toEqual([
        '/users',
        '/next',
      ]);
    },
  );
});

describe('rate limits', () => {
  test('are learned from the answers', async () => {
    const server = await serve(
      ok(
        {},
        {
          'x-rate-limit-limit': '100',
          'x-rate-limit-remaining': '99',
          'x-rate-limit-reset': '60',
        },
      ),
    );
    const api = client(server.origin, {
      rateLimit: { share: 0.5, concurrency: 4, totalConcurrency: 8 },
    });
    expect(api.callsPerMinute('users')).toBeUndefined();

    await api.get(request);

    expect(api.callsPerMinute('users')).toBe(50);
  });

  test('bound the requests in flight', async () => {
    let inFlight = 0;
    let most = 0;
    const server = await serve((response, received) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      setTimeout(() => {
        inFlight -= 1;
        ok()(response, received);
      }, 10);
    });
    const api = client(server.origin, {
      rateLimit: { share: 1, concurrency: 3, totalConcurrency: 5 },
    });

    await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        api.get({ ...request, bucket: `bucket ${index % 3}` }),
      ),
    );

    expect(most).toBe(5);
  });
});

describe('the credential', () => {
  test('is not sent to where a redirect leads, and the error names both origins', async () => {
    const foreign = await serve(ok());
    const proxy = await faulty(
      redirectTo(`${foreign.origin}/login?t=${SECRET}`),
    );

    const error = await expectFailure(client(proxy.url).get(request));

    expect(error).toMatchObject({
      kind: 'answer',
      status: 302,
      attempts: undefined,
    });
    expect(error.message).toContain(`leads to ${foreign.origin};`);
    expect(error.message).toContain(
      `may only go to ${new URL(proxy.url).origin}`,
    );
    expect(foreign.received).toEqual([]);
    expect(proxy.requests).toHaveLength(1);
  });

  test('is not sent along a redirect on its own origin either', async () => {
    const server = await serve(
      send(301, {}, { location: '/elsewhere/users/' }),
      ok(),
    );

    const error = await expectFailure(client(server.origin).get(request));

    expect(error.message).toContain('a redirect to /elsewhere/users/');
    expect(server.received).toHaveLength(1);
  });

  test('is not sent to a redirect that is no URL', async () => {
    const server = await serve(send(302, {}, { location: 'http://' }), ok());

    expect(
      (await expectFailure(client(server.origin).get(request))).message,
    ).toContain('a redirect leads to no valid URL');
  });

  test('may be refused by a redirect, where the provider does so', async () => {
    const server = await serve(send(302, {}, { location: '/login' }));

    const error = await expectFailure(
      client(server.origin, {
        readError: () => ({ kind: 'authentication' }),
      }).get(request),
    );

    expect(error).toMatchObject({ kind: 'authentication', status: 302 });
  });

  const echoes: [string, string][] = [
    ['as it is', SECRET],
    ['URL-encoded', encodeURIComponent(SECRET)],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
  ];

  test.each(echoes)(
    'is not in an error whose provider echoes it %s',
    async (_form, echo) => {
      const server = await serve(
        send(
          400,
          { message: `bad token ${echo}!`, code: `code-${echo}` },
          { 'x-request-id': `id-${echo}`, 'content-type': `text/${echo}` },
        ),
      );

      const error = await expectFailure(client(server.origin).get(request));

      expect(error.message).toContain('bad token [redacted]!');
      expect(error.message).not.toContain(echo);
      expect(JSON.stringify(error)).not.toContain(echo);
    },
  );

  test('is not in an error whose provider echoes it where long messages are cut', async () => {
    const server = await serve(
      send(400, { message: `${'x'.repeat(290)}${SECRET}` }),
    );

    await expectFailure(client(server.origin).get(request));
  });

  test.each(echoes)(
    'is not in the rejection of an element whose id echoes it %s',
    (_form, echo) => {
      const elements = client('https://idp.example').elements(
        z.object({ id: z.int() }),
        [{ id: echo }],
      );
      expect([...elements]).toMatchObject([
        { ok: false, rejection: { name: 'id [redacted]' } },
      ]);
    },
  );

  test.each(['text/html', ''])(
    'is not in an error whose provider answers no JSON but %j',
    async (type) => {
      const server = await serve(
        send(200, `<html>${SECRET}</html>`, {
          'content-type': type && `${type}; token=${SECRET}`,
        }),
      );

      const error = await expectFailure(client(server.origin).get(request));

      expect(error.message).toContain(
        `the body is not JSON (${type || 'no content type'}, 35 characters)`,
      );
    },
  );
});

describe('an error', () => {
  test('tells what a support case needs', async () => {
    const server = await serve(
      send(
        403,
        { message: 'You do not have permission.', code: 'E0000006' },
        { 'x-okta-request-id': 'req-42' },
      ),
    );

    const error = await expectFailure(client(server.origin).get(request));

    expect(error).toMatchObject({
      kind: 'authorization',
      status: 403,
      providerCode: 'E0000006',
      requestId: 'req-42',
      endpoint: `GET ${server.origin}/users`,
    });
    expect(error.message).toContain('You do not have permission.');
    expect(error.message).toContain('it needs users:read');
    expect(error.message).toContain('code E0000006, request id req-42');
  });

  test('needs no reader of the errors of a provider', async () => {
    const server = await serve(send(403, { message: 'nobody reads this' }));

    const error = await expectFailure(
      client(server.origin, { readError: undefined }).get(request),
    );

    expect(error.message).not.toContain('nobody reads this');
  });
});

describe('renewal', () => {
  /** A credential that can be had anew, so many times. */
  function renewable(times: number): Credentials & { renewed: number } {
    return {
      secrets: new Secrets(),
      renewed: 0,
      headers() {
        return Promise.resolve({ authorization: `token-${this.renewed}` });
      },
      renew(refused) {
        expect(refused).toEqual({ authorization: `token-${this.renewed}` });
        if (this.renewed >= times) return false;
        this.renewed += 1;
        return true;
      },
    };
  }

  test('happens once after a 401, at once', async () => {
    const server = await serve(send(401), ok());

    await client(server.origin, { credentials: renewable(1) }).get(request);

    expect(server.received.map(({ headers }) => headers.authorization)).toEqual(
      ['token-0', 'token-1'],
    );
  });

  test('does not happen twice in a call', async () => {
    const server = await serve(send(401));
    const credentials = renewable(9);

    const error = await expectFailure(
      client(server.origin, { credentials }).get(request),
    );

    expect(error).toMatchObject({ kind: 'authentication', attempts: 2 });
    expect(server.received).toHaveLength(2);
    expect(credentials.renewed).toBe(1);
  });

  test('does not happen where no other credential can be had', async () => {
    const server = await serve(send(401));

    await expectFailure(
      client(server.origin, { credentials: renewable(0) }).get(request),
    );

    expect(server.received).toHaveLength(1);
  });

  test('does not happen where the provider means something else by 401', async () => {
    const server = await serve(send(401));
    const credentials = renewable(9);

    const error = await expectFailure(
      client(server.origin, {
        credentials,
        readError: () => ({ kind: 'feature' }),
      }).get(request),
    );

    expect(error).toMatchObject({ kind: 'feature', status: 401 });
    expect(credentials.renewed).toBe(0);
  });

  test('that fails is the failure of the call, and is not tried again', async () => {
    const server = await serve(ok());
    const refused = new ApiError({
      kind: 'authentication',
      endpoint: 'POST https://idp.example/token',
      status: 401,
      reason: 'refused',
    });
    const headers = jest.fn().mockRejectedValue(refused);
    const api = client(server.origin, {
      credentials: { secrets: new Secrets(), headers },
    });

    await expect(api.get(request)).rejects.toBe(refused);
    await expect(api.get(request)).rejects.toBe(refused);
    expect(headers).toHaveBeenCalledTimes(2);
    expect(server.received).toEqual([]);
  });
});

const User = z.looseObject({ id: z.string() });

describe('one object', () => {
  test('is checked', async () => {
    const server = await serve(ok({ id: 'u1', name: 'Ada' }));

    await expect(client(server.origin).record(request, User)).resolves.toEqual({
      id: 'u1',
      name: 'Ada',
    });
  });

  test('is refused where it is not what it should be', async () => {
    const server = await serve(ok({ name: SECRET }));

    const error = await expectFailure(
      client(server.origin).record(request, User),
    );

    expect(error).toMatchObject({ kind: 'answer', status: 200 });
    expect(error.message).toContain('id: expected string');
  });
});

describe('a list', () => {
  const paging = linkPaging({ limit: 2 });

  async function read(api: ApiClient) {
    const list = [];
    for await (const each of api.records({
      ...request,
      paging,
      record: User,
    })) {
      list.push(each);
    }
    return list;
  }

  function linked(body: unknown, next?: string): Answer {
    const link =
      next === undefined ? '</>; rel="self"' : `<${next}>; rel="next"`;
    return ok(body, { link });
  }

  test('is a stream of records, with those that were rejected', async () => {
    const server = await serve(
      linked([{ id: 'a' }, { id: 7 }], '/users?after=x'),
      linked([{ name: 'nobody' }, { id: 'd' }]),
    );

    expect(await read(client(server.origin))).toEqual([
      { ok: true, record: { id: 'a' } },
      {
        ok: false,
        rejection: {
          name: 'id 7',
          reason: 'id: expected string, received number',
        },
      },
      {
        ok: false,
        rejection: {
          name: 'record 3',
          reason: 'id: expected string, received undefined',
        },
      },
      { ok: true, record: { id: 'd' } },
    ]);
    expect(server.received.map(({ url }) => url)).toEqual([
      '/users?limit=2',
      '/users?after=x',
    ]);
  });

  test.each([
    ['foreign', (foreign: string) => `${foreign}/users?after=${SECRET}`],
    [
      'of another scheme',
      (foreign: string) => foreign.replace('http', 'https'),
    ],
  ])(
    'is not read on at a link that is %s, and the error names both origins',
    async (_case, linkOf) => {
      const foreign = await serve(ok([]));
      const link = linkOf(foreign.origin);
      const server = await serve(linked([{ id: 'a' }], link));

      const error = await expectFailure(read(client(server.origin)));

      expect(error).toMatchObject({ kind: 'answer' });
      expect(error.message).toContain(`leads to ${new URL(link).origin};`);
      expect(error.message).toContain(`may only go to ${server.origin}`);
      expect(foreign.received).toEqual([]);
    },
  );

  test('is not read on at a link that is none', async () => {
    const server = await serve(linked([{ id: 'a' }], 'http://:x'));

    expect(
      (await expectFailure(read(client(server.origin)))).message,
    ).toContain('leads to no valid URL');
  });

  test('may be read on at another origin of the same tenant', async () => {
    const other = await serve(ok([{ id: 'b' }]));
    const server = await serve(linked([{ id: 'a' }], `${other.origin}/users`));
    const trusting = client(server.origin);
    trusting.trustOrigin(other.origin);

    const lists = [
      await read(client(server.origin, { alternateOrigins: [other.origin] })),
      await read(trusting),
    ];

    for (const list of lists) {
      expect(list).toEqual([
        { ok: true, record: { id: 'a' } },
        { ok: true, record: { id: 'b' } },
      ]);
    }
    expect(other.received[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
  });

  test('is asked for in smaller pages after two attempts, not after all', async () => {
    const server = await serve((response, received) =>
      received.url.endsWith('limit=50')
        ? send(500)(response, received)
        : ok([{ id: 'a' }])(response, received),
    );
    const api = client(server.origin, { retry: { attempts: 6 } });
    const list = api.records({
      ...request,
      record: User,
      paging: linkPaging({
        limit: 50,
        isTooLarge: ({ status }) => status === 500,
      }),
    });
    for await (const each of list) expect(each.ok).toBe(true);

    expect(server.received.map(({ url }) => url)).toEqual([
      '/users?limit=50',
      '/users?limit=50',
      '/users?limit=25',
    ]);
  });

  test('is not asked for in smaller pages because it was refused as one too many', async () => {
    const server = await serve(send(429), send(429), send(500), ok([]));
    const api = client(server.origin);
    const list = api.records({
      ...request,
      record: User,
      paging: linkPaging({
        limit: 50,
        isTooLarge: ({ status }) => status === 500,
      }),
    });
    for await (const each of list) expect(each.ok).toBe(true);

    expect(server.received.map(({ url }) => url)).toEqual(
      Array(4).fill('/users?limit=50'),
    );
  });

  test('that is left early keeps no bucket busy', async () => {
    const server = await serve(
      linked([{ id: 'a' }, { id: 'b' }], '/users?after=x'),
      linked([{ id: 'c' }]),
    );
    const api = client(server.origin, {
      rateLimit: { share: 1, concurrency: 1, totalConcurrency: 1 },
    });
    for await (const each of api.records({
      ...request,
      paging,
      record: User,
    })) {
      expect(each.ok).toBe(true);
      break;
    }

    await expect(api.get(request)).resolves.toBeDefined();
  });
});
