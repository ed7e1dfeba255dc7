import type { IncomingHttpHeaders } from 'node:http';

import {
  createOrganization,
  type Organization,
} from '../../../simulators/acme/organization';
import {
  type Deviations,
  startOddScimServer,
} from '../../../simulators/acme/oddServer';
import {
  type AcmeSimulatorOptions,
  startAcmeSimulator,
} from '../../../simulators/acme/server';
import { startLoopbackServer } from '../../../simulators/loopbackServer';
import { silentLogger } from '../../http/logger';
import type { Records } from '../../http/records';

import { ScimClient } from './client';
import type { AcmeCredential } from './config';
import { GROUPS, ScimGroup } from './groups';
import { listUsers, ScimUser, USERS, verify } from './users';

const token = 'client-test-token';
const organization = createOrganization({ users: 25, groups: 12 });

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

function clientFor(
  url: string,
  credential: AcmeCredential = { kind: 'apiKey', apiKey: token },
): ScimClient {
  return new ScimClient(
    { baseUrl: new URL(url), credential },
    {
      logger: silentLogger,
      rateLimitShare: 1,
      limits: { retry: { attempts: 2, baseDelayMs: 1 } },
    },
  );
}

async function startOdd(deviations: Deviations = {}) {
  const server = await startOddScimServer({
    ...organization,
    deviations,
    token,
  });
  stops.push(server.stop);
  return { server, client: clientFor(server.url) };
}

async function startSimulator(options: Partial<AcmeSimulatorOptions> = {}) {
  const simulator = await startAcmeSimulator({
    organization,
    token,
    ...options,
  });
  stops.push(() => simulator.stop());
  return simulator;
}

interface Reply {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

interface Received {
  method?: string;
  url?: string;
  headers: IncomingHttpHeaders;
}

/** A server that gives one answer to everything. */
async function startReplying({ status = 200, body = {}, headers = {} }: Reply) {
  const received: Received[] = [];
  const { origin, stop } = await startLoopbackServer((request, response) => {
    received.push({
      method: request.method,
      url: request.url,
      headers: request.headers,
    });
    response.writeHead(status, headers).end(JSON.stringify(body));
  });
  stops.push(stop);
  return { client: clientFor(`${origin}/scim`), received };
}

function usersOf(client: ScimClient) {
  return client.list(USERS, ScimUser);
}

function groupsOf(client: ScimClient) {
  return client.list(GROUPS, ScimGroup);
}

function groupOf(client: ScimClient, id: string) {
  return client.record(GROUPS, id, ScimGroup);
}

async function idsOf(records: Records<{ id: string }>): Promise<string[]> {
  const ids: string[] = [];
  for await (const checked of records) {
    if (checked.ok) ids.push(checked.record.id);
  }
  return ids;
}

function ids(resource: keyof Organization): string[] {
  return organization[resource].map(({ id }) => id);
}

describe('verify', () => {
  test('asks for one user, with the credential', async () => {
    const { client, received } = await startReplying({
      body: { Resources: [] },
    });

    await verify(client);

    expect(received).toMatchObject([
      {
        method: 'GET',
        url: '/scim/Users?startIndex=1&count=1',
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/scim+json, application/json',
        },
      },
    ]);
  });

  test('asks where users are, if they are not where they should be', async () => {
    const { client, server } = await startOdd({ otherEndpoints: true });

    await verify(client);

    expect(server.requests.at(-1)).toMatchObject({
      path: '/scim/v2/People',
      status: 200,
    });
  });

  test.each([
    [401, 'authentication', /the credential was refused.*check acmeApiKey/],
    [
      403,
      'authorization',
      /needs read access to users \(SCIM resource \/Users\)/,
    ],
    [404, 'missing', /check .*acmeBaseUrl/],
    [400, 'request', /refused the request/],
    [500, 'unavailable', /could not answer.*after 2 attempts/],
  ])('a %i is %s', async (status, kind, message) => {
    const { client } = await startReplying({
      status,
      headers: { 'x-request-id': 'req-17' },
      body: { scimType: 'sensitive', detail: 'Because of reasons.' },
    });

    const error: unknown = await verify(client).catch(
      (thrown: unknown) => thrown,
    );

    expect(error).toMatchObject({
      kind,
      status,
      providerCode: 'sensitive',
      requestId: 'req-17',
      endpoint: expect.stringMatching(
        /^GET http:\/\/127\.0\.0\.1:\d+\/scim\/Users\?startIndex=1&count=1$/,
      ) as string,
      message: expect.stringMatching(message) as string,
    });
    expect(error).toMatchObject({
      message: expect.stringContaining('Because of reasons.') as string,
    });
  });

  test('reads errors in the form of SCIM 1', async () => {
    const { client } = await startReplying({
      status: 403,
      body: { Errors: [{ description: 'Not for you.', code: 403 }] },
    });

    await expect(verify(client)).rejects.toMatchObject({
      providerCode: '403',
      message: expect.stringContaining('Not for you.') as string,
    });
  });
});

describe('discovery', () => {
  test('is asked for once, whoever wants to know', async () => {
    const { client, server } = await startOdd();

    await Promise.all([
      client.serviceProviderConfig(),
      idsOf(usersOf(client)),
      idsOf(groupsOf(client)),
      groupOf(client, ids('groups')[0] ?? ''),
    ]);

    const asked = server.requests.map(({ path }) => path);
    expect(
      asked.filter((path) => path.endsWith('/ServiceProviderConfig')),
    ).toHaveLength(1);
    expect(
      asked.filter((path) => path.endsWith('/ResourceTypes')),
    ).toHaveLength(1);
  });

  test.each([
    ['the smaller of its caps', { maxResults: 7 }, '7'],
    ['1,000 at most, of groups 100', { maxResults: 5_000 }, '1000'],
    ['100 where there is none', { noDiscovery: true }, '100'],
  ])('decides the size of pages: %s', async (_name, deviations, count) => {
    const { client, server } = await startOdd(deviations);

    expect(await idsOf(usersOf(client))).toEqual(ids('users'));
    expect(await idsOf(groupsOf(client))).toEqual(ids('groups'));
    const firstOf = (resource: string) =>
      server.requests.find(({ path }) => path.endsWith(resource));
    expect(firstOf('/Users')).toMatchObject({
      query: { startIndex: '1', count },
    });
    expect(firstOf('/Groups')).toMatchObject({
      query: { count: String(Math.min(100, Number(count))) },
    });
  });

  test.each(['supported', 'forced'] as const)(
    'decides how to page: cursors %s',
    async (mode) => {
      const { client, server } = await startOdd({
        cursorPaging: { mode },
        maxResults: 10,
      });

      expect(await idsOf(usersOf(client))).toEqual(ids('users'));
      const [first] = server.requests.filter(({ path }) =>
        path.endsWith('/Users'),
      );
      expect(Object.keys(first?.query ?? {})[0]).toBe(
        mode === 'forced' ? 'cursor' : 'startIndex',
      );
    },
  );

  test('says where users and groups are', async () => {
    const { client } = await startOdd({ otherEndpoints: true });

    expect(await idsOf(usersOf(client))).toEqual(ids('users'));
    expect(await idsOf(groupsOf(client))).toEqual(ids('groups'));
    expect((await groupOf(client, ids('groups')[0] ?? '')).id).toBe(
      ids('groups')[0],
    );
  });

  test.each([
    'https://evil.example/Users',
    '//evil.example/Users',
    '/../../Users',
    '/Users?x=1',
    '',
    7,
  ])('does not follow the endpoint %j', async (endpoint) => {
    const schema = 'urn:ietf:params:scim:schemas:core:2.0:User';
    const { client, received } = await startReplying({
      body: {
        Resources: [{ name: 'User', endpoint, schema }],
        totalResults: 1,
      },
    });

    await idsOf(usersOf(client)).catch(() => undefined);

    const asked = received.map(({ url = '' }) => url.replace(/\?.*/, ''));
    expect(new Set(asked)).toEqual(
      new Set([
        '/scim/ServiceProviderConfig',
        '/scim/ResourceTypes',
        '/scim/Users',
      ]),
    );
  });

  test.each([401, 403, 404])('may be absent (%i)', async (status) => {
    const { client } = await startReplying({ status });

    expect(await client.serviceProviderConfig()).toBeUndefined();
  });

  test('that cannot answer is a failure, but lists are read without it', async () => {
    const { origin, stop } = await startLoopbackServer((request, response) => {
      const isList = request.url?.startsWith('/Users');
      response
        .writeHead(isList ? 200 : 503)
        .end(JSON.stringify({ Resources: [{ id: 1 }], totalResults: 1 }));
    });
    stops.push(stop);
    const client = clientFor(origin);

    await expect(client.serviceProviderConfig()).rejects.toMatchObject({
      kind: 'unavailable',
    });
    expect(await idsOf(usersOf(client))).toEqual(['1']);
  });
});

test.each(['singular', 'withBase'] as const)(
  'what stands at the usual path wins over a declared one (%s)',
  async (wrongEndpoints) => {
    const { client } = await startOdd({ wrongEndpoints });

    expect(await idsOf(usersOf(client))).toEqual(ids('users'));
    expect(await idsOf(groupsOf(client))).toEqual(ids('groups'));
  },
);

test('a type that is not declared, and not there, has no resources', async () => {
  const { client } = await startOdd({ noGroupType: true });

  expect(await client.offers(GROUPS)).toBe(false);
  expect(await idsOf(groupsOf(client))).toEqual([]);
  expect(await client.offers(USERS)).toBe(true);
});

test('HTML names the field that holds the URL', async () => {
  const { origin, stop } = await startLoopbackServer((_request, response) =>
    response.end('<html>Log in</html>'),
  );
  stops.push(stop);

  await expect(verify(clientFor(origin))).rejects.toThrow('acmeBaseUrl');
});

test.each([
  ['a redirect', { status: 302, headers: { location: '/login' } }],
  [
    'a redirect to another host',
    { status: 302, headers: { location: 'https://login.example/' } },
  ],
])('%s names the field that holds the URL', async (_name, reply) => {
  const { client } = await startReplying(reply);

  await expect(verify(client)).rejects.toThrow('acmeBaseUrl');
});

describe('the list of users fails', () => {
  test('where there are none', async () => {
    const { client } = await startReplying({
      body: { Resources: [], totalResults: 0 },
    });

    await expect(idsOf(listUsers(client))).rejects.toThrow(
      'the service lists no user',
    );
  });

  test('where the only one is a sample', async () => {
    const server = await startOddScimServer({
      users: organization.users.slice(0, 1),
      groups: [],
      deviations: { noSingleUsers: true },
      token,
    });
    stops.push(server.stop);

    await expect(idsOf(listUsers(clientFor(server.url)))).rejects.toThrow(
      'it gives a sample in place of its users',
    );
  });
});

test('encodes the id of a group', async () => {
  const { client, received } = await startReplying({ body: { id: 'a/b?c' } });

  await groupOf(client, 'a/b?c');

  expect(received.at(-1)?.url).toBe('/scim/Groups/a%2Fb%3Fc');
});

test('sends nothing but GET', async () => {
  const simulator = await startSimulator();
  const client = clientFor(simulator.url);

  await verify(client);
  await idsOf(usersOf(client));
  await idsOf(groupsOf(client));

  expect(new Set(simulator.requests.map(({ method }) => method))).toEqual(
    new Set(['GET']),
  );
});

describe('with client credentials', () => {
  const oauth = {
    clientId: 'client',
    clientSecret: 'a secret & more',
    scope: 'read',
  };

  async function start(options: Partial<AcmeSimulatorOptions>, given = oauth) {
    const simulator = await startSimulator({
      token: undefined,
      oauth,
      ...options,
    });
    const client = clientFor(simulator.url, {
      kind: 'clientCredentials',
      ...given,
      tokenUrl: new URL(simulator.tokenUrl ?? ''),
    });
    const tokenRequests = () =>
      simulator.requests.filter(({ method }) => method === 'POST');
    return { simulator, client, tokenRequests };
  }

  test.each(['basic', 'form'] as const)(
    'all calls share one token (%s)',
    async (authentication) => {
      const { client, tokenRequests } = await start({
        oauth: { ...oauth, authentication },
      });

      const [users, groups] = await Promise.all([
        idsOf(usersOf(client)),
        idsOf(groupsOf(client)),
      ]);

      expect(users).toEqual(ids('users'));
      expect(groups).toEqual(ids('groups'));
      expect(tokenRequests().map(({ status }) => status)).toEqual(
        authentication === 'basic' ? [200] : [401, 200],
      );
    },
  );

  test('a revoked token is renewed', async () => {
    const { simulator, client, tokenRequests } = await start({ pageCap: 5 });

    const found: string[] = [];
    for await (const checked of usersOf(client)) {
      if (checked.ok) found.push(checked.record.id);
      if (found.length === 7) simulator.revokeTokens();
    }

    expect(found).toEqual(ids('users'));
    expect(tokenRequests()).toHaveLength(2);
  });

  test.each([
    ['clientSecret', 'another', 'authentication'],
    ['clientId', 'another', 'authentication'],
    ['scope', 'write', 'authorization'],
  ])('a wrong %s is told', async (field, value, kind) => {
    const { client } = await start({}, { ...oauth, [field]: value });

    await expect(verify(client)).rejects.toMatchObject({
      kind,
      endpoint: expect.stringMatching(/^POST .*\/oauth\/token$/) as string,
      message: expect.stringContaining(
        'check acmeClientId, acmeClientSecret and acmeScope',
      ) as string,
    });
  });
});
