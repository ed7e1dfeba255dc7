import type { ServerResponse } from 'node:http';

import { decodeJwt } from 'jose';
import { Headers } from 'node-fetch';

import { startLoopbackServer } from '../../../simulators/loopbackServer';
import {
  type ProcessEvents,
  watchProcess,
} from '../../../test/support/processEvents';

import { staticCredentials } from './credentials';
import { ApiError } from '../failures';
import { basic, clientSecretRequests, OAuthCredentials } from './oauth';
import { Secrets } from './secrets';

const CLIENT_ID = 'client:1';
const CLIENT_SECRET = 'marker s3cret/+=%';

const request = {
  method: 'GET',
  url: new URL('https://idp.example/api/users?limit=1'),
};

interface Received {
  authorization?: string;
  dpop?: string;
  contentType?: string;
  form: Record<string, string>;
}

type Answer = (response: ServerResponse) => void;

let events: ProcessEvents;
let stops: (() => Promise<void>)[];

beforeEach(() => {
  events = watchProcess();
  stops = [];
});

afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await events.stop();
});

function answer(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Answer {
  return (response) => {
    response.writeHead(status, headers);
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

function token(name: string, facts: Record<string, unknown> = {}): Answer {
  return answer(200, {
    access_token: name,
    token_type: 'Bearer',
    expires_in: 3600,
    ...facts,
  });
}

/** A token endpoint that gives these answers one after the other, the last one from then on. */
async function endpoint(...answers: Answer[]) {
  const received: Received[] = [];
  const server = await startLoopbackServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const {
        authorization,
        dpop,
        'content-type': contentType,
      } = incoming.headers;
      const form = Object.fromEntries(
        new URLSearchParams(Buffer.concat(parts).toString()),
      );
      received.push({
        authorization,
        dpop: typeof dpop === 'string' ? dpop : undefined,
        contentType,
        form,
      });
      const next = answers[received.length - 1] ?? answers.at(-1);
      next?.(response);
    });
  });
  stops.push(server.stop);
  return { url: new URL(`${server.origin}/oauth/token`), received };
}

function credentials(
  tokenUrl: URL,
  options: Partial<ConstructorParameters<typeof OAuthCredentials>[0]> = {},
): OAuthCredentials {
  return new OAuthCredentials({
    tokenUrl,
    requests: () =>
      clientSecretRequests({
        clientId: CLIENT_ID,
        clientSecret: CLIENT_SECRET,
        scope: 'users.read',
      }),
    credentialFields: 'acmeClientId and acmeClientSecret',
    secrets: new Secrets([CLIENT_SECRET]),
    retry: { attempts: 3, baseDelayMs: 1 },
    transport: { timeoutMs: 5_000 },
    ...options,
  });
}

/** Lets the monotonic clock be ahead of its time. */
function clockAhead(): { aheadMs: number } {
  const clock = { aheadMs: 0 };
  const now = performance.now.bind(performance);
  jest
    .spyOn(performance, 'now')
    .mockImplementation(() => now() + clock.aheadMs);
  return clock;
}

/** The error of a call that must fail; no secret may be in it. */
async function expectFailure(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.then(
    () => new Error('the call did not fail'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw error;
  const told = JSON.stringify([error, error.message, error.stack]);
  expect(told).not.toMatch(/marker|s3cret/);
  return error;
}

describe('a static credential', () => {
  test('is always the same, and known as a secret', async () => {
    const secrets = new Secrets();
    const bearer = staticCredentials('authorization', 'key-1', secrets, 'SSWS');
    const key = staticCredentials('x-api-key', 'key-2', secrets);

    expect(await bearer.headers(request)).toEqual({
      authorization: 'SSWS key-1',
    });
    expect(await key.headers(request)).toEqual({ 'x-api-key': 'key-2' });
    expect(secrets.redact('key-1 key-2')).toBe('[redacted] [redacted]');
    expect(bearer).not.toHaveProperty('renew');
  });
});

describe('a token', () => {
  test('is asked for with HTTP Basic, and kept', async () => {
    const { url, received } = await endpoint(token('t1'));
    const subject = credentials(url);

    const headers = [
      await subject.headers(request),
      await subject.headers(request),
    ];

    expect(headers).toEqual([
      { authorization: 'Bearer t1' },
      { authorization: 'Bearer t1' },
    ]);
    expect(received).toEqual([
      {
        authorization: basic(CLIENT_ID, CLIENT_SECRET),
        dpop: undefined,
        contentType: 'application/x-www-form-urlencoded',
        form: { grant_type: 'client_credentials', scope: 'users.read' },
      },
    ]);
  });

  test('is asked for with form fields where Basic is refused', async () => {
    const { url, received } = await endpoint(
      answer(401, { error: 'invalid_client' }),
      token('t1'),
    );

    await credentials(url).headers(request);

    expect(received[1]).toEqual({
      authorization: undefined,
      dpop: undefined,
      contentType: 'application/x-www-form-urlencoded',
      form: {
        grant_type: 'client_credentials',
        scope: 'users.read',
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
      },
    });
  });

  test('needs no scope', () => {
    expect(
      clientSecretRequests({ clientId: 'a', clientSecret: 'b' })[0]?.form,
    ).toEqual({ grant_type: 'client_credentials' });
  });

  test('is asked for with form-encoded halves of Basic', () => {
    const [scheme, encoded = ''] = basic('a:b c', 'ü%').split(' ');

    expect(scheme).toBe('Basic');
    expect(Buffer.from(encoded, 'base64').toString()).toBe('a%3Ab+c:%C3%BC%25');
  });

  test('is shared by all who ask at the same time', async () => {
    const { url, received } = await endpoint(token('t1'));
    const subject = credentials(url);

    const headers = await Promise.all(
      Array.from({ length: 20 }, () => subject.headers(request)),
    );

    expect(new Set(headers.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer t1']),
    );
    expect(received).toHaveLength(1);
  });

  test.each([
    ['bearer', 'Bearer t1'],
    ['BEARER', 'Bearer t1'],
    [undefined, 'Bearer t1'],
    ['MAC', 'MAC t1'],
  ])('of type %s is sent as %j', async (type, authorization) => {
    const { url } = await endpoint(token('t1', { token_type: type }));

    expect(await credentials(url).headers(request)).toEqual({ authorization });
  });

  test('is a secret from then on', async () => {
    const { url } = await endpoint(token('marker-token'));
    const subject = credentials(url);
    await subject.headers(request);
    const [, encoded = ''] = basic(CLIENT_ID, CLIENT_SECRET).split(' ');

    expect(subject.secrets.redact(`marker-token, ${encoded}`)).toBe(
      '[redacted], [redacted]',
    );
  });

  test('is made with fields that are signed for each attempt', async () => {
    const { url, received } = await endpoint(answer(503, {}), token('t1'));
    let signed = 0;
    await credentials(url, {
      requests: () => [{ form: { grant_type: 'client_credentials' } }],
      signedForm: () => {
        signed += 1;
        return Promise.resolve({ client_assertion: `assertion-${signed}` });
      },
    }).headers(request);

    expect(received.map(({ form }) => form.client_assertion)).toEqual([
      'assertion-1',
      'assertion-2',
    ]);
  });
});

describe('renewal', () => {
  /** Times in s at which a second token was there, for a token of that life. */
  test.each([
    [3600, 3_539, 3_541],
    [60, 29, 31],
    ['120', 59, 61],
    [undefined, 239, 241],
    [null, 239, 241],
    ['soon', 239, 241],
  ])(
    'comes before the end of a life of %s s',
    async (expires_in, early, late) => {
      const clock = clockAhead();
      const { url } = await endpoint(token('t1', { expires_in }), token('t2'));
      const subject = credentials(url);
      await subject.headers(request);

      clock.aheadMs = early * 1_000;
      expect(await subject.headers(request)).toEqual({
        authorization: 'Bearer t1',
      });
      clock.aheadMs = late * 1_000;
      expect(await subject.headers(request)).toEqual({
        authorization: 'Bearer t2',
      });
    },
  );

  test('follows a refusal, once for all who were refused', async () => {
    const { url, received } = await endpoint(token('t1'), token('t2'));
    const subject = credentials(url);
    const refused = await subject.headers(request);

    const again = await Promise.all(
      Array.from({ length: 5 }, () => {
        expect(subject.renew(refused)).toBe(true);
        return subject.headers(request);
      }),
    );

    expect(new Set(again.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer t2']),
    );
    expect(subject.renew(refused)).toBe(true);
    expect(await subject.headers(request)).toEqual({
      authorization: 'Bearer t2',
    });
    expect(received).toHaveLength(2);
  });

  test('is tried anew after a failure', async () => {
    const { url, received } = await endpoint(
      answer(400, { error: 'invalid_scope' }),
      token('t1'),
    );
    const subject = credentials(url);
    const failures = await Promise.allSettled([
      subject.headers(request),
      subject.headers(request),
    ]);
    expect(failures.map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
    ]);
    expect(received).toHaveLength(1);

    expect(await subject.headers(request)).toEqual({
      authorization: 'Bearer t1',
    });
  });
});

describe('a failure of the token endpoint', () => {
  test.each([
    [500, 'no JSON'],
    [503, {}],
    [429, { error: 'slow_down' }],
  ])('with status %i is tried again', async (status, body) => {
    const { url, received } = await endpoint(answer(status, body), token('t1'));

    await credentials(url).headers(request);

    expect(received).toHaveLength(2);
  });

  test('is waited for as long as it asks', async () => {
    const { url } = await endpoint(
      answer(503, {}, { 'retry-after': '1' }),
      token('t1'),
    );
    const startedAt = performance.now();

    await credentials(url).headers(request);

    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
  });

  test('that lasts is told', async () => {
    const { url, received } = await endpoint(answer(500, {}));

    const error = await expectFailure(credentials(url).headers(request));

    expect(error).toMatchObject({ kind: 'unavailable', status: 500 });
    expect(error.message).toContain(`POST ${url.href}`);
    expect(received).toHaveLength(3);
  });

  test('of the network is tried again, and told', async () => {
    const { url, received } = await endpoint((response) => {
      response.socket?.resetAndDestroy();
    });

    const error = await expectFailure(credentials(url).headers(request));

    expect(error).toMatchObject({ kind: 'unavailable', status: 'NETWORK' });
    expect(received).toHaveLength(3);
  });

  test.each<[number, unknown, ApiError['kind'], number]>([
    [401, { error: 'invalid_client' }, 'authentication', 2],
    [400, { error: 'invalid_client' }, 'authentication', 2],
    [401, 'no JSON', 'authentication', 2],
    [400, { error: 'invalid_grant' }, 'request', 2],
    [400, { error: { code: 7 } }, 'request', 2],
    [302, '', 'request', 2],
    [400, { error: 'invalid_scope' }, 'authorization', 1],
    [400, { error: 'unauthorized_client' }, 'authorization', 1],
    [403, {}, 'authorization', 1],
    [404, {}, 'missing', 1],
    [200, { token: 't1' }, 'answer', 1],
    [200, '<html>', 'answer', 1],
    [200, { access_token: '' }, 'answer', 1],
    [200, { access_token: 'line\nbreak' }, 'answer', 1],
  ])('of status %i and %j is %s', async (status, body, kind, requests) => {
    const { url, received } = await endpoint(answer(status, body));

    const error = await expectFailure(credentials(url).headers(request));

    expect(error).toMatchObject({ kind, status });
    expect(error.message).toContain(`POST ${url.href}`);
    expect(received).toHaveLength(requests);
  });

  test('names fields, code, request id, and what was said, without secrets', async () => {
    const { url } = await endpoint(
      answer(
        400,
        {
          error: 'invalid_scope',
          error_description: `no\nscope for ${CLIENT_SECRET}${'x'.repeat(1000)}`,
        },
        { 'x-request-id': 'req-1' },
      ),
    );

    const error = await expectFailure(credentials(url).headers(request));

    expect(error).toMatchObject({
      providerCode: 'invalid_scope',
      requestId: 'req-1',
    });
    expect(error.message).toContain(': no scope for [redacted]xxx');
    expect(error.message).toContain('check acmeClientId and acmeClientSecret');
    expect(error.message.length).toBeLessThan(700);
  });

  test('is the most telling one of both ways', async () => {
    const { url } = await endpoint(
      answer(401, { error: 'invalid_client' }),
      answer(400, { error: 'invalid_request' }),
    );

    const error = await expectFailure(credentials(url).headers(request));

    expect(error).toMatchObject({
      kind: 'authentication',
      providerCode: 'invalid_client',
    });
  });

  test('needs a way of asking', async () => {
    const { url } = await endpoint(token('t1'));

    await expect(
      credentials(url, { requests: () => [] }).headers(request),
    ).rejects.toThrow('No way of asking');
  });
});

describe('a server that wants proofs of possession', () => {
  const bound = token('t1', { token_type: 'DPoP' });
  const wantsNonce = answer(
    400,
    { error: 'use_dpop_nonce' },
    { 'dpop-nonce': 'nonce-1' },
  );

  test('gets them, with its nonce, for the token and for each request', async () => {
    const { url, received } = await endpoint(
      answer(400, { error: 'invalid_dpop_proof' }),
      wantsNonce,
      bound,
    );

    const { authorization, dpop = '' } =
      await credentials(url).headers(request);

    expect(authorization).toBe('DPoP t1');
    expect(decodeJwt(dpop)).toMatchObject({
      htm: 'GET',
      htu: 'https://idp.example/api/users',
    });
    const proofs = received.map((each) => each.dpop);
    expect(proofs[0]).toBeUndefined();
    expect(decodeJwt(proofs[2] ?? '')).toMatchObject({
      htm: 'POST',
      nonce: 'nonce-1',
    });
  });

  test('is not asked for ever', async () => {
    const { url, received } = await endpoint(wantsNonce);

    const error = await expectFailure(
      credentials(url, {
        requests: () => [{ form: { grant_type: 'client_credentials' } }],
      }).headers(request),
    );

    expect(error.providerCode).toBe('use_dpop_nonce');
    expect(received).toHaveLength(3);
  });

  test('may want another nonce with a request, and the token stays', async () => {
    const { url, received } = await endpoint(
      answer(400, { error: 'invalid_dpop_proof' }),
      bound,
    );
    const subject = credentials(url);
    const refused = await subject.headers(request);

    const renewed = subject.renew(
      refused,
      new Headers({
        'www-authenticate': 'DPoP error="use_dpop_nonce"',
        'dpop-nonce': 'nonce-2',
      }),
    );
    const { dpop = '' } = await subject.headers(request);

    expect(renewed).toBe(true);
    expect(decodeJwt(dpop)).toMatchObject({ nonce: 'nonce-2' });
    expect(received).toHaveLength(2);
  });
});
