import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

import { z } from 'zod';

import { ApiClient } from '../../src/http/apiClient';
import { staticCredentials } from '../../src/http/auth/credentials';
import { ApiError } from '../../src/http/failures';
import { silentLogger } from '../../src/http/logger';
import { linkPaging } from '../../src/http/paging/link';
import { Secrets } from '../../src/http/auth/secrets';
import { collect, type Execution } from '../support/execution';
import {
  type LoopbackServer,
  startLoopbackServer,
  urlOf,
} from '../../simulators/loopbackServer';

const TOKEN = 'planted-bearer-token-b3d770';
const KIB = 1024;
const MIB = 1024 * KIB;

/** The largest body in bytes that the client of these tests takes. */
const MAX_BODY_BYTES = MIB;

/** Memory in bytes that one hostile answer may cost at its worst, with garbage. */
const MOST_MEMORY = 64 * MIB;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: LoopbackServer | undefined;
/** Bytes that the server could send before the client hung up. */
let sent = 0;
let requests = 0;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function start(answer: Answer): Promise<string> {
  sent = 0;
  requests = 0;
  server = await startLoopbackServer((request, response) => {
    requests += 1;
    response.on('error', () => undefined);
    answer(request, response);
  });
  return server.origin;
}

function json(response: ServerResponse, text: string): void {
  response.setHeader('content-type', 'application/json').end(text);
}

/** Sends the same chunk for as long as the client listens. */
function pour(response: ServerResponse, chunk: Buffer): void {
  const send = () => {
    while (!response.destroyed) {
      sent += chunk.length;
      if (!response.write(chunk)) {
        response.once('drain', send);
        return;
      }
    }
  };
  send();
}

/** Unfolds to more than any client takes. */
const BOMB = gzipSync(Buffer.alloc(160 * MIB), { level: 1 });

const Identified = z.looseObject({ id: z.string() });

function clientOf(origin: string): ApiClient {
  return new ApiClient({
    baseUrl: new URL(origin),
    credentials: staticCredentials(
      'authorization',
      TOKEN,
      new Secrets(),
      'Bearer',
    ),
    credentialFields: 'apiKey',
    rateLimit: { share: 1, concurrency: 2, totalConcurrency: 2 },
    retry: { attempts: 2, baseDelayMs: 1 },
    transport: {
      timeoutMs: 300,
      attemptMs: 600,
      maxBodyBytes: MAX_BODY_BYTES,
    },
    logger: silentLogger,
  });
}

/** Reads the list of a server; the records, or the error with which it ended. */
async function readList(answer: Answer) {
  const client = clientOf(await start(answer));
  const ids: string[] = [];
  try {
    for await (const checked of client.records({
      path: '/users',
      bucket: 'users',
      paging: linkPaging({ limit: 10 }),
      record: Identified,
    })) {
      if (checked.ok) ids.push(checked.record.id);
    }
    return { ids };
  } catch (error) {
    return { ids, error };
  }
}

async function failureOf(answer: Answer): Promise<ApiError> {
  const { error } = await readList(answer);
  if (error instanceof ApiError) return error;
  throw new Error(`The list did not end with an ApiError: ${String(error)}`);
}

describe('a body without an end', () => {
  it.each<[string, Buffer, Record<string, string>]>([
    ['plain', Buffer.alloc(64 * KIB, ' '), {}],
    [
      'announced as larger than anything',
      Buffer.alloc(64 * KIB, ' '),
      { 'content-length': '9007199254740991' },
    ],
  ])('is cut off: %s', async (_case, chunk, headers) => {
    const before = process.memoryUsage().rss;
    const failure = await failureOf((_request, response) => {
      response.writeHead(200, {
        'content-type': 'application/json',
        ...headers,
      });
      pour(response, chunk);
    });
    expect(failure.message).toContain(
      `the body is larger than ${MAX_BODY_BYTES} bytes`,
    );
    expect(sent).toBeLessThan(16 * MAX_BODY_BYTES);
    expect(process.memoryUsage().rss - before).toBeLessThan(MOST_MEMORY);
  });

  it('is cut off when it unfolds from a small one', async () => {
    const before = process.memoryUsage().rss;
    const failure = await failureOf((_request, response) => {
      response.setHeader('content-encoding', 'gzip').end(BOMB);
    });
    expect(failure.message).toContain(
      `the body is larger than ${MAX_BODY_BYTES} bytes`,
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(MOST_MEMORY);
  });

  it('is given up when it drips', async () => {
    const drips = new Set<NodeJS.Timeout>();
    const failure = await failureOf((_request, response) => {
      drips.add(setInterval(() => response.write(' '), 100));
    });
    drips.forEach((drip) => clearInterval(drip));
    expect(failure.message).toContain('no whole answer within 600 ms');
  });
});

describe('a list without an end', () => {
  const link = (request: IncomingMessage, next: string) =>
    `<http://${request.headers.host}/users?after=${next}>; rel="next"`;

  it('ends where it repeats a page', async () => {
    const failure = await failureOf((request, response) => {
      response.setHeader('link', link(request, String(requests)));
      json(response, '[{"id":"one"},{"id":"two"}]');
    });
    expect(failure.message).toContain('the provider gave the same page twice');
    expect(requests).toBeLessThan(5);
  });

  it('ends where its pages lead back', async () => {
    const failure = await failureOf((request, response) => {
      response.setHeader('link', link(request, String(requests % 3)));
      json(response, `[{"id":"${requests}"}]`);
    });
    expect(failure.message).toContain('named the same next page twice');
    // Three readings, each up to where the pages lead back.
    expect(requests).toBeLessThan(16);
  });
});

describe('JSON that means harm', () => {
  it('is refused where it is too deep', async () => {
    const depth = 200_000;
    const failure = await failureOf((_request, response) =>
      json(
        response,
        `[{"id":"one","x":${'['.repeat(depth)}${']'.repeat(depth)}}]`,
      ),
    );
    expect(failure.message).toContain('nested too deeply');
  });

  it('changes no other object', async () => {
    const { ids } = await readList((_request, response) =>
      json(
        response,
        `[{"id":"one","__proto__":{"isPolluted":true},
           "constructor":{"prototype":{"isPolluted":true}},
           "hasOwnProperty":1,"toString":2}]`,
      ),
    );
    expect(ids).toEqual(['one']);
    expect(Reflect.get({}, 'isPolluted')).toBeUndefined();
  });

  it('gives no record its id by inheritance', async () => {
    const { ids, error } = await readList((_request, response) =>
      json(response, '[{"__proto__":{"id":"inherited"}}]'),
    );
    expect({ ids, error }).toEqual({ ids: [], error: undefined });
  });
});

describe('an answer that leads astray', () => {
  it('is refused when its header has a million bytes', async () => {
    const failure = await failureOf((request, response) => {
      const value = 'x'.repeat(1_000_000);
      request.socket.write(`HTTP/1.1 200 OK\r\nx-large: ${value}\r\n\r\n`);
      response.destroy();
    });
    expect(failure.kind).toBe('unavailable');
    expect(failure.message.length).toBeLessThan(2_000);
  });

  it('is not followed when it redirects, be it to itself', async () => {
    const failure = await failureOf((request, response) => {
      response.writeHead(302, { location: request.url }).end();
    });
    expect(failure.message).toContain('a redirect to /users');
    expect(requests).toBe(1);
  });

  it('does not carry the credential away', async () => {
    const failure = await failureOf((_request, response) => {
      response.setHeader('link', '<https://elsewhere.example/>; rel="next"');
      json(response, '[{"id":"one"}]');
    });
    expect(failure.message).toContain('https://elsewhere.example');
    expect(failure.message).not.toContain(TOKEN);
  });
});

describe('a whole collection from a hostile directory', () => {
  const list = (...resources: string[]) =>
    `{"totalResults":${resources.length},"Resources":[${resources.join()}]}`;
  const GOOD = {
    '/scim/v2/Users': list(
      '{"id":"u1","userName":"one"}',
      '{"id":"u2","userName":"two"}',
      '{"id":"u3","userName":"three"}',
    ),
    '/scim/v2/Groups': list('{"id":"g1","members":[{"value":"u1"}]}'),
  };

  /** Collects where all requests of the groups are answered by an enemy. */
  async function collectWith(enemy: Answer): Promise<Execution> {
    const origin = await start((request, response) => {
      const { pathname } = urlOf(request);
      if (pathname.endsWith('/Groups')) return enemy(request, response);
      const body = new Map(Object.entries(GOOD)).get(pathname);
      if (body) return json(response, body);
      response.writeHead(404).end();
    });
    return collect({
      config: {
        provider: 'acme',
        acmeBaseUrl: `${origin}/scim/v2`,
        acmeApiKey: TOKEN,
      },
      environment: {
        HTTP_ATTEMPTS: '2',
        HTTP_RETRY_DELAY_MS: '1',
        HTTP_TIMEOUT_MS: '500',
        HTTP_RETRY_BUDGET_MS: '3000',
      },
    });
  }

  it.each<[string, Answer]>([
    [
      'a compression bomb',
      (_request, response) =>
        response.setHeader('content-encoding', 'gzip').end(BOMB),
    ],
    [
      'a redirect to itself',
      (request, response) =>
        response.writeHead(307, { location: request.url }).end(),
    ],
    [
      'pages that repeat',
      (_request, response) =>
        json(response, '{"totalResults":900,"Resources":[{"id":"g1"}]}'),
    ],
    [
      'silence in the middle of a body',
      (_request, response) => response.write('{"totalResults":1,'),
    ],
    [
      'a page of traps',
      (_request, response) =>
        json(
          response,
          list('{"__proto__":{"id":"g1"}}', '[[[]]]', 'null', '7', '"text"'),
        ),
    ],
  ])('fails the step that meets %s, and no other', async (_case, enemy) => {
    const { steps, entities, partialTypes, error, log } =
      await collectWith(enemy);
    expect(error).toBeUndefined();
    expect(steps).toMatchObject({
      'fetch-acme-users': 'success',
      'fetch-acme-groups': 'failure',
    });
    expect(entities.map(({ _key }) => _key)).toContain('acme_user:u1');
    expect(partialTypes).toContain('acme_group');
    expect(log).not.toContain(TOKEN);
  });

  it('takes a record for what it is, whatever its fields are called', async () => {
    const { steps, entities } = await collectWith((_request, response) =>
      json(
        response,
        list(
          `{"id":"__proto__","displayName":"constructor",
            "toString":{"toString":1},"members":{"__proto__":[]}}`,
        ),
      ),
    );
    expect(steps['fetch-acme-groups']).toBe('success');
    expect(entities).toContainEqual(
      expect.objectContaining({
        _key: 'acme_group:__proto__',
        displayName: 'constructor',
      }),
    );
  });
});
