import type { RequestListener, ServerResponse } from 'node:http';
import https from 'node:https';
import { deflateSync, gzipSync } from 'node:zlib';

import {
  type LoopbackServer,
  startLoopbackServer,
} from '../../simulators/loopbackServer';
import {
  type ProcessEvents,
  watchProcess,
} from '../../test/support/processEvents';

import { createKeepAliveAgent } from './keepAliveAgent';
import {
  DEFAULT_TRANSPORT_LIMITS,
  type HttpAnswer,
  Transport,
  TransportError,
  type TransportLimits,
} from './transport';

/** Nothing of these may be in an error: they stand for a cursor and a token. */
const SECRET_QUERY = 'marker-in-the-query';
const SECRET_HEADER = 'marker-in-a-header';

/** Long enough for a slow machine, short enough for tests that wait for it. */
const TIMEOUT_MS = 400;

let servers: LoopbackServer[];
let events: ProcessEvents;

beforeEach(() => {
  servers = [];
  events = watchProcess();
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await events.stop();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = await startLoopbackServer(listener);
  servers.push(server);
  return server.origin;
}

function transport(limits: Partial<TransportLimits> = {}): Transport {
  return new Transport({
    ...DEFAULT_TRANSPORT_LIMITS,
    timeoutMs: 5_000,
    ...limits,
  });
}

function get(transport: Transport, origin: string): Promise<HttpAnswer> {
  return transport.send({
    method: 'GET',
    url: new URL(`${origin}/list?cursor=${SECRET_QUERY}`),
    headers: { authorization: `Bearer ${SECRET_HEADER}` },
  });
}

/** The fault of an attempt that must fail. */
async function faultOf(
  transport: Transport,
  origin: string,
): Promise<TransportError> {
  const error = await get(transport, origin).then(
    ({ status }) => new Error(`there was an answer: ${status}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TransportError)) throw error;
  expect(`${error.message} ${error.stack}`).not.toContain('marker');
  expect(error.cause).toBeUndefined();
  return error;
}

function json(response: ServerResponse, value: unknown = { ok: true }): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

describe('an answer', () => {
  test('comes with status, headers and the whole body, whatever the status', async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(418, { 'x-request-id': 'r-1' });
      response.end('Zoë');
    });

    const { status, headers, body } = await get(transport(), origin);

    expect({ status, body }).toEqual({ status: 418, body: 'Zoë' });
    expect(headers.get('x-request-id')).toBe('r-1');
  });

  test('is asked for with the headers of the request and the name of the integration', async () => {
    let received: unknown;
    const origin = await serve((request, response) => {
      received = request.headers;
      json(response);
    });

    await get(transport(), origin);

    expect(received).toMatchObject({
      authorization: `Bearer ${SECRET_HEADER}`,
      'accept-encoding': 'gzip, deflate',
      'user-agent': expect.stringMatching(
        /^graph-identity-provider\/\d+\.\d+\.\d+/,
      ) as string,
    });
  });

  test('to a form carries the body that was sent', async () => {
    const origin = await serve((request, response) => {
      request.pipe(response);
    });

    const answer = await transport().send({
      method: 'POST',
      url: new URL(origin),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=1&b=2',
    });

    expect(answer.body).toBe('a=1&b=2');
  });

  test.each([301, 302, 303, 307, 308])(
    'that redirects (%i) is handed on, and not followed',
    async (status) => {
      const paths: (string | undefined)[] = [];
      const origin = await serve((request, response) => {
        paths.push(request.url);
        response.writeHead(status, { location: 'https://other.example/x' });
        response.end('moved');
      });

      const answer = await get(transport(), origin);

      expect(answer).toMatchObject({ status, body: 'moved' });
      expect(answer.headers.get('location')).toBe('https://other.example/x');
      expect(paths).toHaveLength(1);
    },
  );

  test('without a body has an empty one', async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(204).end();
    });

    expect(await get(transport(), origin)).toMatchObject({ body: '' });
  });
});

describe('connections', () => {
  test('are kept and used again', async () => {
    const ports = new Set<number | undefined>();
    const origin = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      json(response, 'x'.repeat(100_000));
    });
    const sender = transport();

    for (let index = 0; index < 5; index += 1) await get(sender, origin);

    expect(ports.size).toBe(1);
  });

  test('give whole bodies, many at a time and again and again', async () => {
    const body = JSON.stringify('x'.repeat(50_000));
    const origin = await serve((_request, response) => {
      response.writeHead(200);
      response.write(body.slice(0, 20_000));
      setTimeout(() => response.end(body.slice(20_000)), 1);
    });
    const sender = transport();
    const readMany = async () => {
      for (let index = 0; index < 10; index += 1) {
        expect((await get(sender, origin)).body).toHaveLength(body.length);
      }
    };

    await Promise.all(Array.from({ length: 16 }, readMany));
  });

  test('are given up by an attempt that failed', async () => {
    let open = 0;
    const origin = await serve((request, response) => {
      open += 1;
      request.socket.once('close', () => (open -= 1));
      response.write('x'.repeat(5_000));
    });

    expect(
      await faultOf(transport({ maxBodyBytes: 1_000 }), origin),
    ).toMatchObject({ fault: 'TOO_LARGE' });
    await events.settle();
    expect(open).toBe(0);
  });

  test('are encrypted for https', () => {
    expect(createKeepAliveAgent('https:')).toBeInstanceOf(https.Agent);
    expect(createKeepAliveAgent('http:')).not.toBeInstanceOf(https.Agent);
  });
});

describe('a compressed body', () => {
  const text = JSON.stringify({ users: Array(200).fill('Zoë') });

  test.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['identity', Buffer.from(text)],
  ])('in %s is decompressed', async (encoding, body) => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding });
      response.end(body);
    });

    expect((await get(transport(), origin)).body).toBe(text);
  });

  test('that is empty is empty', async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end();
    });

    expect((await get(transport(), origin)).body).toBe('');
  });

  test('in an encoding that nobody asked for is refused', async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'br' });
      response.end('whatever');
    });

    expect(await faultOf(transport(), origin)).toMatchObject({
      fault: 'ENCODING',
      message: expect.stringContaining('br') as string,
    });
  });

  test.each([
    ['half of it', (body: Buffer) => body.subarray(0, body.length / 2)],
    ['its last bytes missing', (body: Buffer) => body.subarray(0, -8)],
    ['garbage', () => Buffer.from('this is not gzip at all')],
  ])('that ends too early is no body: %s', async (_case, damage) => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(damage(gzipSync(text)));
    });

    expect(await faultOf(transport(), origin)).toMatchObject({
      fault: 'TRUNCATED',
    });
  });
});

describe('a body that is too large', () => {
  test('is not read any further', async () => {
    let sent = 0;
    const origin = await serve((_request, response) => {
      const part = Buffer.alloc(64 * 1024, 'x');
      const send = (): void => {
        if (response.destroyed) return;
        sent += part.length;
        if (response.write(part)) setImmediate(send);
        else response.once('drain', send);
      };
      send();
    });

    const fault = await faultOf(
      transport({ maxBodyBytes: 1024 * 1024 }),
      origin,
    );

    expect(fault).toMatchObject({
      fault: 'TOO_LARGE',
      message: 'the body is larger than 1048576 bytes',
    });
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  test('once decompressed is not decompressed any further', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024), { level: 1 });
    const origin = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(bomb);
    });
    const before = process.memoryUsage().rss;

    const fault = await faultOf(
      transport({ maxBodyBytes: 8 * 1024 * 1024 }),
      origin,
    );

    expect(fault).toMatchObject({ fault: 'TOO_LARGE' });
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
  });

  test('may be as large as allowed', async () => {
    const origin = await serve((_request, response) => {
      response.end('x'.repeat(1_000));
    });

    const { body } = await get(transport({ maxBodyBytes: 1_000 }), origin);

    expect(body).toHaveLength(1_000);
  });
});

describe('silence', () => {
  test('before the answer is not waited for any longer', async () => {
    const origin = await serve(() => undefined);

    expect(
      await faultOf(transport({ timeoutMs: TIMEOUT_MS }), origin),
    ).toMatchObject({
      fault: 'TIMEOUT',
      message: 'nothing was received for 400 ms',
    });
  });

  test.each([
    ['a length', { 'content-length': '100' }],
    ['chunks', {}],
  ])(
    'in the middle of a body with %s is not waited for any longer',
    async (_framing, headers) => {
      let isClosed = false;
      const origin = await serve((request, response) => {
        request.socket.once('close', () => (isClosed = true));
        response.writeHead(200, headers);
        response.write('[');
      });

      expect(
        await faultOf(transport({ timeoutMs: TIMEOUT_MS }), origin),
      ).toMatchObject({ fault: 'TIMEOUT' });
      await events.settle();
      expect(isClosed).toBe(true);
    },
  );

  test('is measured anew with each part of a body', async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(200);
      let parts = 0;
      const timer = setInterval(() => {
        parts += 1;
        response.write('x');
        if (parts < 5) return;
        clearInterval(timer);
        response.end();
      }, TIMEOUT_MS / 8);
    });

    const answer = await get(transport({ timeoutMs: TIMEOUT_MS }), origin);

    expect(answer.body).toBe('xxxxx');
  });
});

test('a body that drips for ever ends with the attempt', async () => {
  const origin = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': '100000' });
    const timer = setInterval(() => response.write('x'), 20);
    response.once('close', () => clearInterval(timer));
  });

  expect(
    await faultOf(transport({ attemptMs: TIMEOUT_MS }), origin),
  ).toMatchObject({
    fault: 'TIMEOUT',
    message: 'no whole answer within 400 ms',
  });
});

describe('a connection that breaks', () => {
  const cuts: [string, (response: ServerResponse) => void][] = [
    ['closed', (response) => response.socket?.destroy()],
    ['reset', (response) => response.socket?.resetAndDestroy()],
  ];
  const bodies: [string, (response: ServerResponse) => void][] = [
    ['before the answer', () => undefined],
    [
      'in a body with a length',
      (response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('[1,2');
      },
    ],
    [
      'right after the headers',
      (response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.flushHeaders();
      },
    ],
    [
      'in a chunked body',
      (response) => {
        response.writeHead(200);
        response.write('[1,2');
      },
    ],
    [
      'in a gzip body',
      (response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.write(gzipSync('[1,2,3]').subarray(0, 15));
      },
    ],
  ];

  test.each(
    bodies.flatMap(([place, begin]) =>
      cuts.map(([way, cut]) => ({ way, place, begin, cut })),
    ),
  )('is noticed at once: $way $place', async ({ begin, cut }) => {
    const origin = await serve((_request, response) => {
      begin(response);
      setTimeout(() => cut(response), 20);
    });

    expect(await faultOf(transport(), origin)).toMatchObject({
      fault: 'NETWORK',
    });
  });

  test('is told while it lasts', async () => {
    jest.useFakeTimers();
    const origin = await serve(() => undefined);
    const told: number[] = [];
    const url = new URL(origin);

    const sent = transport({ timeoutMs: 25_000 })
      .send({ method: 'GET', url, headers: {} }, (ms) => told.push(ms))
      .catch((error: unknown) => error);
    jest.advanceTimersByTime(25_000);
    jest.useRealTimers();

    expect(await sent).toMatchObject({ fault: 'TIMEOUT' });
    expect(told).toEqual([10_000, 20_000]);
  });

  test('is told by the code of the system', async () => {
    const origin = await serve(() => undefined);
    await servers[0]?.stop();

    expect(await faultOf(transport(), origin)).toMatchObject({
      fault: 'NETWORK',
      message: 'the network failed: ECONNREFUSED',
    });
  });

  test('after a whole body is no fault', async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { connection: 'close' });
      response.end('[]');
    });

    expect((await get(transport(), origin)).body).toBe('[]');
  });
});
