import { text } from 'node:stream/consumers';

import { echo, echoPage, type Misbehaviour } from '../support/echo';
import { collect, type Execution, SHORT_PATIENCE } from '../support/execution';
import { Leaks, SHORTEST_LEAK, writtenBy } from '../support/leaks';
import { startLoopbackServer, urlOf } from '../../simulators/loopbackServer';

const API_KEY = 'kQ7vXw2Zp9LmT4sRb8Nd';
const CLIENT_ID = 'client-of-acme';
/** With characters that look different in a form, a URL, and a JSON text. */
const CLIENT_SECRET = 'gH3"jF6+yC/1 uE&5~ä=aQz';
const ACCESS_TOKEN = 'wM8tBn5cVx1Ks6Gd0Yh4';

const LEAKS = new Leaks(
  [API_KEY, CLIENT_SECRET, ACCESS_TOKEN].flatMap((secret) => [
    secret,
    `${CLIENT_ID}:${secret}`,
    `${CLIENT_ID}:${formEncoded(secret)}`,
  ]),
  CLIENT_ID,
);

function formEncoded(secret: string): string {
  return new URLSearchParams({ '': secret }).toString().slice(1);
}

function expectNoSecret(execution: Execution): void {
  expect(LEAKS.in(writtenBy(execution))).toEqual([]);
}

interface ServerOptions {
  at: RegExp;
  act: Misbehaviour;
}

const USERS = {
  totalResults: 2,
  Resources: [
    { id: 'u1', userName: 'one' },
    { id: 'u2', userName: 'two' },
  ],
};
const GROUPS = {
  totalResults: 1,
  Resources: [{ id: 'g1', members: [{ value: 'u1', type: 'User' }] }],
};

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** A directory with its own token endpoint, that does something else where it is told to. */
async function startServer(misbehaving?: ServerOptions): Promise<string> {
  const { origin, stop } = await startLoopbackServer((request, response) => {
    void text(request).then((body) => {
      if (misbehaving?.at.test(request.url ?? '')) {
        return misbehaving.act(request, response, body);
      }
      response.end(JSON.stringify(answerTo(urlOf(request).pathname)));
    });
  });
  stops.push(stop);
  return origin;
}

function answerTo(path: string): unknown {
  switch (path) {
    case '/token':
      return {
        access_token: ACCESS_TOKEN,
        token_type: 'bearer',
        expires_in: 3600,
      };
    case '/scim/Users':
      return USERS;
    case '/scim/Groups':
      return GROUPS;
    default:
      return {};
  }
}

type Kind = 'API key' | 'client credentials';
const KINDS: Kind[] = ['API key', 'client credentials'];

function collectFrom(
  origin: string,
  kind: Kind,
  environment: Record<string, string> = {},
): Promise<Execution> {
  const common = { provider: 'acme', acmeBaseUrl: `${origin}/scim` };
  return collect({
    config:
      kind === 'API key'
        ? { ...common, acmeApiKey: API_KEY }
        : {
            ...common,
            acmeClientId: CLIENT_ID,
            acmeClientSecret: CLIENT_SECRET,
            acmeTokenUrl: `${origin}/token`,
          },
    environment: { ...SHORT_PATIENCE, HTTP_ATTEMPTS: '2', ...environment },
  });
}

const FIRST_PAGE = /\/Users\?startIndex=1&count=\d\d/;

describe.each(KINDS)('with %s', (kind) => {
  test('a run that succeeds says nothing of it', async () => {
    const execution = await collectFrom(await startServer(), kind);

    expect(execution.error).toBeUndefined();
    expect(execution.entities).toHaveLength(1 + 2 + 1);
    expectNoSecret(execution);
  });

  describe.each([
    ['the verification', /\/Users\?startIndex=1&count=1$/],
    ['a list', FIRST_PAGE],
    ['discovery', /ServiceProviderConfig|ResourceTypes/],
  ])('%s', (_name, at) => {
    test.each([302, 400, 401, 403, 404, 409, 429, 500, 503])(
      'may be answered with a %i that echoes it',
      async (status) => {
        const origin = await startServer({ at, act: echo(status) });

        expectNoSecret(await collectFrom(origin, kind));
      },
    );

    test('may be answered with a page that echoes it', async () => {
      const origin = await startServer({ at, act: echoPage('text/html') });

      expectNoSecret(await collectFrom(origin, kind));
    });
  });

  test.each([270, 275, 280, 285, 290, 295, 299])(
    'an echo may begin %i characters into a message that is cut',
    async (length) => {
      const origin = await startServer({
        at: FIRST_PAGE,
        act: echo(403, 'x'.repeat(length)),
      });

      const execution = await collectFrom(origin, kind);

      expect(execution.log).toContain('x'.repeat(length));
      expectNoSecret(execution);
    },
  );

  test('the content type or encoding of an answer may echo it', async () => {
    for (const header of ['Content-Type', 'Content-Encoding']) {
      const origin = await startServer({
        at: FIRST_PAGE,
        act: ({ headers }, response) => {
          const [, credential = ''] = (headers.authorization ?? '').split(' ');
          response.writeHead(200, { [header]: credential }).end('no JSON');
        },
      });

      const execution = await collectFrom(origin, kind);

      expect(execution.steps['fetch-acme-users']).toBe('failure');
      expectNoSecret(execution);
    }
  });

  test('a record that cannot be read may hold it', async () => {
    const origin = await startServer({
      at: FIRST_PAGE,
      act: ({ headers }, response) => {
        response.end(
          JSON.stringify({
            totalResults: 2,
            Resources: [
              { userName: headers.authorization },
              { id: 'u2', title: { [headers.authorization ?? '']: 1 } },
            ],
          }),
        );
      },
    });

    const execution = await collectFrom(origin, kind);

    expect(execution.steps['fetch-acme-users']).toBe('failure');
    expectNoSecret(execution);
  });

  test.each<[string, Misbehaviour]>([
    ['a reset', ({ socket }) => void socket.resetAndDestroy()],
    ['silence', () => undefined],
    [
      'a cut body',
      ({ socket, headers }, response) => {
        response.writeHead(200, { 'Content-Length': 1000 });
        response.write(`{"detail": "${headers.authorization}"`, () =>
          socket.destroy(),
        );
      },
    ],
  ])('the network may fail: %s', async (_name, act) => {
    const origin = await startServer({ at: FIRST_PAGE, act });

    const execution = await collectFrom(origin, kind, {
      HTTP_TIMEOUT_MS: '300',
    });

    expect(execution.steps['fetch-acme-users']).toBe('failure');
    expectNoSecret(execution);
  });

  test('nobody may be there', async () => {
    const origin = await startServer();
    await stops.pop()?.();

    const execution = await collectFrom(origin, kind);

    expect(execution.error).toMatchObject({ status: 'NETWORK' });
    expectNoSecret(execution);
  });
});

describe('the token endpoint', () => {
  const at = /\/token/;

  test.each([302, 400, 401, 403, 404, 429, 500])(
    'may answer with a %i that echoes the credentials',
    async (status) => {
      const origin = await startServer({ at, act: echo(status) });

      const execution = await collectFrom(origin, 'client credentials');

      expect(execution.error).toBeDefined();
      expectNoSecret(execution);
    },
  );

  test.each([200, 240, 260, 280, 290])(
    'may echo them %i characters into a message',
    async (length) => {
      const origin = await startServer({
        at,
        act: echo(400, 'x'.repeat(length)),
      });

      expectNoSecret(await collectFrom(origin, 'client credentials'));
    },
  );

  test.each(['text/html', 'application/json'])(
    'may answer with a page that echoes them (%s)',
    async (contentType) => {
      const origin = await startServer({ at, act: echoPage(contentType) });

      const execution = await collectFrom(origin, 'client credentials');

      expect(execution.error).toBeDefined();
      expectNoSecret(execution);
    },
  );

  test('may give a token that is refused, with an echo', async () => {
    const origin = await startServer({ at: /\/scim\//, act: echo(401) });

    const execution = await collectFrom(origin, 'client credentials');

    expect(execution.error).toMatchObject({ status: 401 });
    expectNoSecret(execution);
  });

  test('may fail after a token was refused', async () => {
    let tokens = 0;
    const origin = await startServer({
      at: /\/token|\/Users\?startIndex=1&count=\d\d/,
      act: (request, response, body) => {
        const isFirstToken = request.url === '/token' && (tokens += 1) === 1;
        if (isFirstToken)
          return void response.end(JSON.stringify(answerTo('/token')));
        echo(request.url === '/token' ? 400 : 401)(request, response, body);
      },
    });

    const execution = await collectFrom(origin, 'client credentials');

    expect(execution.steps['fetch-acme-users']).toBe('failure');
    expectNoSecret(execution);
  });
});

test.each([
  ['acmeApiKey', { acmeApiKey: `${API_KEY} ${API_KEY}` }],
  ['acmeBaseUrl', { acmeBaseUrl: `https://user:${API_KEY}@acme.example` }],
  ['acmeBaseUrl', { acmeBaseUrl: `https://acme.example/?key=${API_KEY}` }],
  ['acmeTokenUrl', { acmeTokenUrl: `https://acme.example/#${ACCESS_TOKEN}` }],
  [
    'acmeClientSecret',
    { acmeApiKey: API_KEY, acmeClientSecret: CLIENT_SECRET },
  ],
])(
  'a configuration that cannot be used is told without the value of %s',
  async (field, wrong) => {
    const execution = await collect({
      config: {
        provider: 'acme',
        acmeBaseUrl: 'https://acme.example',
        ...wrong,
      },
    });

    expect(execution.error).toMatchObject({
      message: expect.stringContaining(field) as string,
    });
    expectNoSecret(execution);
  },
);

test('this test would find a leak', () => {
  const nothing = {
    steps: {},
    stepResults: [],
    partialTypes: [],
    entities: [],
    relationships: [],
    objects: [],
    log: '',
    events: [],
  };
  const leaking: Execution[] = [
    { ...nothing, log: `Bearer ${API_KEY}` },
    { ...nothing, log: ACCESS_TOKEN.slice(-SHORTEST_LEAK) },
    {
      ...nothing,
      error: new Error('Failed', { cause: new Error(CLIENT_SECRET) }),
    },
    {
      ...nothing,
      error: Object.assign(new Error('Failed'), { headers: { a: [API_KEY] } }),
    },
    {
      ...nothing,
      events: [{ name: 'stats', description: formEncoded(CLIENT_SECRET) }],
    },
    {
      ...nothing,
      log: Buffer.from(`${CLIENT_ID}:${formEncoded(CLIENT_SECRET)}`).toString(
        'base64',
      ),
    },
  ];

  for (const execution of leaking) {
    expect(() => expectNoSecret(execution)).toThrow();
  }
  expectNoSecret(nothing);
});
