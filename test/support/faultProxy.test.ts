import { Agent, get as httpGet, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import fetch, { type RequestInit, type Response } from 'node-fetch';
import {
  answer,
  drip,
  emptyBody,
  gzipTruncated,
  html,
  on,
  rateLimited,
  redirectTo,
  repeatPage,
  resetBefore,
  resetMidBody,
  stall,
  startFaultProxy,
  transform,
  truncatedJson,
  type Fault,
  type FaultProxy,
} from './faultProxy';
import {
  startLoopbackServer,
  type LoopbackServer,
} from '../../simulators/loopbackServer';

/** Pages of one letter, each with links to the next, relative to the origin it was asked at. */
let target: LoopbackServer;
let received: { url: string; method: string; body: string }[];
let proxies: FaultProxy[];
let agent: Agent;

beforeEach(async () => {
  received = [];
  proxies = [];
  agent = new Agent({ keepAlive: true });
  target = await startLoopbackServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', method = '' } = request;
      received.push({ url, method, body: Buffer.concat(chunks).toString() });
      const next = `${target.origin}/api/pages?after=${received.length}`;
      response.writeHead(200, {
        'Content-Type': 'application/json',
        Link: `<${next}>; rel="next"`,
        'Set-Cookie': ['a=1', 'b=2'],
      });
      response.end(
        JSON.stringify({
          page: received.length,
          next,
          text: 'Zoë',
          otherPort: `${target.origin}9/api`,
        }),
      );
    });
  });
});

afterEach(async () => {
  agent.destroy();
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  await target.stop();
});

async function proxyWith(...faults: Fault[]): Promise<FaultProxy> {
  const proxy = await startFaultProxy({
    target: `${target.origin}/api`,
    faults,
  });
  proxies.push(proxy);
  return proxy;
}

function get(proxy: FaultProxy, path = '/pages', init?: RequestInit) {
  return fetch(proxy.url + path, { agent, redirect: 'manual', ...init });
}

async function pageOf(response: Promise<Response>): Promise<unknown> {
  const body: unknown = await (await response).json();
  return body;
}

async function statuses(proxy: FaultProxy, requests: number) {
  const seen: number[] = [];
  for (let index = 0; index < requests; index += 1) {
    seen.push((await get(proxy)).status);
  }
  return seen;
}

/**
 * What came of an answer until it ended, well or not. node-fetch would hide
 * it: a body that is cut short never ends there, compressed data may be cut.
 */
async function rawGet(proxy: FaultProxy, path = '/pages') {
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    httpGet(proxy.url + path, { agent }, resolve).once('error', reject);
  });
  const chunks: Buffer[] = [];
  message.on('data', (chunk: Buffer) => chunks.push(chunk));
  const body = new Promise<Buffer>((resolve) => {
    message.once('close', () => resolve(Buffer.concat(chunks)));
    message.once('error', () => undefined);
  });
  return { message, body };
}

describe('without a fault', () => {
  test('passes requests and answers on, with links to itself', async () => {
    const proxy = await proxyWith();

    const response = await get(proxy, '/pages?q=%2F%20', {
      method: 'POST',
      body: 'Zoë',
    });

    expect(received).toEqual([
      { url: '/api/pages?q=%2F%20', method: 'POST', body: 'Zoë' },
    ]);
    const next = `${proxy.url}/pages?after=1`;
    expect(await response.json()).toEqual({
      page: 1,
      next,
      text: 'Zoë',
      otherPort: `${target.origin}9/api`,
    });
    expect(response.headers.get('link')).toBe(`<${next}>; rel="next"`);
    expect(response.headers.raw()['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(proxy.requests).toMatchObject([
      { method: 'POST', path: '/api/pages', query: { q: '/ ' }, status: 200 },
    ]);
    expect(proxy.injected).toBe(0);
  });

  test('says so when the target is gone', async () => {
    const proxy = await proxyWith();
    await target.stop();

    expect((await get(proxy)).status).toBe(502);
  });
});

describe('occasions', () => {
  test('a fault happens at the first matching request, once', async () => {
    const proxy = await proxyWith(on(/pages/, answer(500)));

    expect(await statuses(proxy, 3)).toEqual([500, 200, 200]);
    expect(proxy.injected).toBe(1);
  });

  test('or from some request on, a number of times or for ever', async () => {
    const some = await proxyWith(on(/pages/, answer(500), { at: 2, times: 2 }));
    const all = await proxyWith(
      on(/pages/, answer(401), { at: 3, times: Infinity }),
    );

    expect(await statuses(some, 5)).toEqual([200, 500, 500, 200, 200]);
    expect(await statuses(all, 5)).toEqual([200, 200, 401, 401, 401]);
  });

  test('only matching requests count', async () => {
    const proxy = await proxyWith(
      on(/\/groups\?x=1/, answer(403), { at: 2 }),
      on(({ method }) => method === 'DELETE', answer(405)),
    );

    await get(proxy, '/groups?x=1');
    await get(proxy, '/users?x=1');
    expect((await get(proxy, '/groups?x=1')).status).toBe(403);
    expect((await get(proxy, '/users', { method: 'DELETE' })).status).toBe(405);
    expect(proxy.requests.map(({ status }) => status)).toEqual([
      200, 200, 403, 405,
    ]);
  });

  test('of several due faults the first happens', async () => {
    const proxy = await proxyWith(
      on(/pages/, answer(500)),
      on(/pages/, answer(503), { times: 2 }),
    );

    expect(await statuses(proxy, 3)).toEqual([500, 503, 200]);
  });

  test('a fault that could never happen is refused', () => {
    expect(() => on(/pages/, answer(500), { at: 0 })).toThrow(RangeError);
    expect(() => on(/pages/, answer(500), { times: 0 })).toThrow(RangeError);
  });
});

describe('wrong answers', () => {
  test('a status with body and headers', async () => {
    const proxy = await proxyWith(
      on(/pages/, answer(404, { body: { no: 1 }, headers: { 'X-Id': '7' } })),
    );

    const response = await get(proxy);

    expect(response.status).toBe(404);
    expect(response.headers.get('x-id')).toBe('7');
    expect(await response.json()).toEqual({ no: 1 });
    expect(received).toEqual([]);
  });

  test.each([
    ['seconds', 3, '3'],
    [
      'a date',
      new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
      'Fri, 02 Jan 2026 03:04:05 GMT',
    ],
    ['nothing', undefined, null],
  ])('429 with %s', async (_name, retryAfter, header) => {
    const proxy = await proxyWith(on(/pages/, rateLimited(retryAfter)));

    const response = await get(proxy);

    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe(header);
  });

  test('a redirect', async () => {
    const proxy = await proxyWith(
      on(/pages/, redirectTo('https://other.example/api')),
    );

    const response = await get(proxy);

    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('https://other.example/api');
  });

  test('a login page', async () => {
    const proxy = await proxyWith(on(/pages/, html()));

    const response = await get(proxy);

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch('text/html');
    expect(await response.text()).toMatch('<form>');
  });

  test('no body', async () => {
    const proxy = await proxyWith(on(/pages/, emptyBody()));

    const response = await get(proxy);

    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  test('half a JSON text of the announced length', async () => {
    const proxy = await proxyWith(on(/pages/, truncatedJson()));

    const response = await get(proxy);
    const body = await response.buffer();

    expect(response.headers.get('content-length')).toBe(String(body.length));
    expect(body.length).toBeGreaterThan(10);
    expect(() => void JSON.parse(body.toString())).toThrow(SyntaxError);
  });

  test('a compressed body that ends too early', async () => {
    const proxy = await proxyWith(on(/pages/, gzipTruncated()));

    const { message, body } = await rawGet(proxy);
    const compressed = await body;

    expect(message.complete).toBe(true);
    expect(message.headers['content-encoding']).toBe('gzip');
    expect(() => gunzipSync(compressed)).toThrow('unexpected end of file');
  });

  test('the page before, once more', async () => {
    const proxy = await proxyWith(
      on(/pages/, repeatPage(), { at: 3, times: 2 }),
    );

    const pages = [];
    for (let index = 0; index < 5; index += 1) {
      pages.push(await pageOf(get(proxy)));
    }

    expect(pages).toMatchObject([1, 2, 2, 2, 3].map((page) => ({ page })));
  });

  test('a changed body and changed headers', async () => {
    const proxy = await proxyWith(
      on(
        /pages/,
        transform({
          body: (body, { url }) => ({ was: body, url }),
          headers: (headers) => ({
            ...headers,
            link: '<https://other.example>',
          }),
        }),
      ),
    );

    const response = await get(proxy);

    expect(response.headers.get('link')).toBe('<https://other.example>');
    expect(await response.json()).toMatchObject({
      was: { page: 1, next: `${proxy.url}/pages?after=1` },
      url: '/api/pages',
    });
  });
});

describe('broken connections', () => {
  test('a reset before the answer', async () => {
    const proxy = await proxyWith(on(/pages/, resetBefore()));

    await expect(get(proxy)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(received).toEqual([]);
    expect(proxy.requests).toMatchObject([{ status: 0 }]);
    expect((await get(proxy)).status).toBe(200);
  });

  test.each([
    ['announced length', false],
    ['chunks', true],
  ])('an end in the middle of a body of %s', async (_name, chunked) => {
    const proxy = await proxyWith(on(/pages/, resetMidBody({ chunked })));

    const { message, body } = await rawGet(proxy);
    const text = (await body).toString();

    expect(message.statusCode).toBe(200);
    expect(message.complete).toBe(false);
    expect(message.headers['content-length'] === undefined).toBe(chunked);
    expect(text).toMatch(/^\{"page":1,"next":"http:/);
    expect(text).not.toMatch('Zoë');
  });
});

describe('slow answers', () => {
  test('none at all, until the time is over', async () => {
    const proxy = await proxyWith(on(/pages/, stall(60)));
    const began = performance.now();

    await expect(get(proxy)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(performance.now() - began).toBeGreaterThanOrEqual(55);
  });

  test('one byte at a time', async () => {
    const proxy = await proxyWith(on(/pages/, drip(2)));
    const began = performance.now();

    const response = await get(proxy);
    const pieces: number[] = [];
    response.body.on('data', (piece: Buffer) => pieces.push(piece.length));
    const text = await response.text();

    expect(JSON.parse(text)).toMatchObject({ page: 1, text: 'Zoë' });
    expect(pieces.length).toBeGreaterThan(20);
    expect(performance.now() - began).toBeGreaterThanOrEqual(
      Buffer.byteLength(text),
    );
  });
});

/** Timers that would keep the process alive. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout')
    .length;
}

test('stop ends stalled and dripping answers at once', async () => {
  const timersBefore = timers();
  const proxy = await proxyWith(
    on(/stalled/, stall()),
    on(/late/, stall(60_000)),
    on(/dripping/, drip(60_000)),
  );
  const pending = [get(proxy, '/stalled'), get(proxy, '/late')].map(
    (response) => response.catch((error: unknown) => error),
  );
  const dripping = await rawGet(proxy, '/dripping');
  const began = performance.now();

  await proxy.stop();

  expect(await Promise.all(pending)).toEqual([
    expect.objectContaining({ code: 'ECONNRESET' }),
    expect.objectContaining({ code: 'ECONNRESET' }),
  ]);
  expect((await dripping.body).length).toBeLessThan(3);
  // Far from it: an answer that is waited for takes a minute.
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(timers()).toBeLessThanOrEqual(timersBefore);
});
