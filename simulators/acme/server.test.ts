import { Agent } from 'node:http';
import fetch, { type RequestInit } from 'node-fetch';
import { z } from 'zod';
import { createOrganization, type Organization } from './organization';
import {
  startAcmeSimulator,
  type AcmeSimulator,
  type AcmeSimulatorOptions,
} from './server';

const TOKEN = 'token-that-must-not-leak';
const ERROR_URN = 'urn:ietf:params:scim:api:messages:2.0:Error';

let simulators: AcmeSimulator[] = [];
let agent: Agent;

beforeEach(() => {
  simulators = [];
  agent = new Agent({ keepAlive: true });
});

afterEach(async () => {
  agent.destroy();
  await Promise.all(simulators.map((simulator) => simulator.stop()));
});

async function start(
  options: Partial<AcmeSimulatorOptions> = {},
): Promise<AcmeSimulator> {
  const simulator = await startAcmeSimulator({
    organization: createOrganization(),
    token: TOKEN,
    ...options,
  });
  simulators.push(simulator);
  return simulator;
}

function get(
  simulator: AcmeSimulator,
  path: string,
  token: string = TOKEN,
  init: RequestInit = {},
) {
  const headers = { Authorization: `Bearer ${token}` };
  return fetch(simulator.url + path, { agent, headers, ...init });
}

async function bodyOf(
  simulator: AcmeSimulator,
  path: string,
): Promise<unknown> {
  const body: unknown = await (await get(simulator, path)).json();
  return body;
}

const ListBody = z.looseObject({
  totalResults: z.number(),
  startIndex: z.number(),
  itemsPerPage: z.number(),
  Resources: z.array(z.looseObject({ id: z.string() })),
});

async function listOf(simulator: AcmeSimulator, path: string) {
  return ListBody.parse(await bodyOf(simulator, path));
}

describe('lists', () => {
  test('give every user and group once, in pages of the wanted size', async () => {
    const organization = createOrganization({ users: 57, groups: 25 });
    const simulator = await start({ organization });

    for (const [path, records] of [
      ['/Users', organization.users],
      ['/Groups', organization.groups],
    ] as const) {
      const ids: string[] = [];
      for (let startIndex = 1; startIndex <= records.length; startIndex += 10) {
        const page = await listOf(
          simulator,
          `${path}?startIndex=${startIndex}&count=10`,
        );
        expect(page).toMatchObject({
          startIndex,
          totalResults: records.length,
          itemsPerPage: page.Resources.length,
        });
        ids.push(...page.Resources.map(({ id }) => id));
      }
      expect(ids).toEqual(records.map(({ id }) => id));
    }
  });

  test('give the right page for each startIndex and count', async () => {
    const organization = createOrganization({ users: 9, groups: 0 });
    const simulator = await start({ organization });

    for (let startIndex = 1; startIndex <= 11; startIndex += 1) {
      for (let count = 0; count <= 10; count += 1) {
        const page = await listOf(
          simulator,
          `/Users?startIndex=${startIndex}&count=${count}`,
        );
        expect(page.totalResults).toBe(9);
        expect(page.Resources.map(({ id }) => id)).toEqual(
          organization.users
            .slice(startIndex - 1, startIndex - 1 + count)
            .map(({ id }) => id),
        );
      }
    }
  });

  test('have no more than the cap, which the configuration names', async () => {
    const simulator = await start({ pageCap: 30 });

    expect(await listOf(simulator, '/Users?count=200')).toMatchObject({
      itemsPerPage: 30,
      totalResults: 250,
    });
    expect(await bodyOf(simulator, '/ServiceProviderConfig')).toMatchObject({
      filter: { supported: true, maxResults: 30 },
      sort: { supported: false },
      patch: { supported: false },
      authenticationSchemes: [{ type: 'oauthbearertoken' }],
    });
  });

  test('follow filters and selections of attributes', async () => {
    const organization = createOrganization();
    const simulator = await start({ organization });
    const userName = organization.users[77]?.userName ?? '';

    const filter = encodeURIComponent(`userName eq "${userName}"`);
    expect(await listOf(simulator, `/Users?filter=${filter}`)).toMatchObject({
      totalResults: 1,
      Resources: [{ userName }],
    });
    const group = await listOf(
      simulator,
      '/Groups?count=1&excludedAttributes=members',
    );
    expect(group.Resources[0]).not.toHaveProperty('members');
    expect(group.Resources[0]).toHaveProperty('displayName');
  });
});

describe('resources', () => {
  test('are whole: core, extension, references and location', async () => {
    const organization = createOrganization();
    const simulator = await start({ organization });
    const user = organization.users[1];
    const group = organization.groups[3];
    if (!user || !group) throw new Error('The organization is empty.');

    expect(await bodyOf(simulator, `/Users/${user.id}`)).toEqual({
      ...user,
      meta: {
        ...user.meta,
        location: `${simulator.url}/Users/${user.id}`,
      },
    });
    expect(await bodyOf(simulator, `/Groups/${group.id}`)).toEqual({
      ...group,
      meta: {
        ...group.meta,
        location: `${simulator.url}/Groups/${group.id}`,
      },
    });
  });

  test('that are not there are a 404', async () => {
    const response = await get(await start(), '/Users/nobody');

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      schemas: [ERROR_URN],
      status: '404',
    });
  });

  test('change at once with the organization', async () => {
    const organization = createOrganization({ users: 5, groups: 0 });
    const simulator = await start({ organization });
    const gone = organization.users.pop();

    expect(await listOf(simulator, '/Users')).toMatchObject({
      totalResults: 4,
    });
    expect((await get(simulator, `/Users/${gone?.id}`)).status).toBe(404);
  });

  test('are announced by discovery', async () => {
    const { Resources } = await listOf(await start(), '/ResourceTypes');

    expect(Resources).toMatchObject([
      { name: 'User', endpoint: '/Users' },
      { name: 'Group', endpoint: '/Groups' },
    ]);
  });
});

describe('access', () => {
  test.each(['', 'Basic eDp5', `Bearer not-${TOKEN}`, TOKEN])(
    'is refused with "%s"',
    async (authorization) => {
      const simulator = await start();
      const response = await fetch(`${simulator.url}/Users`, {
        agent,
        headers: authorization ? { Authorization: authorization } : {},
      });
      const text = await response.text();

      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(JSON.parse(text)).toMatchObject({
        schemas: [ERROR_URN],
        status: '401',
      });
      expect(text).not.toContain(TOKEN);
    },
  );

  test('is for reading only', async () => {
    const simulator = await start();

    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const response = await get(simulator, '/Users', TOKEN, { method });
      expect(response.status).toBe(501);
    }
  });

  test('an answer of too many bytes is a 413', async () => {
    const simulator = await start({ largestBody: 20_000 });

    expect((await get(simulator, '/Users?count=5')).status).toBe(200);
    const response = await get(simulator, '/Users?count=100');
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ status: '413' });
  });
});

describe('OAuth client credentials', () => {
  const oauth = { clientId: 'a:b c', clientSecret: 'p&ss=%', scope: 'scim' };

  function askForToken(
    simulator: AcmeSimulator,
    {
      id = oauth.clientId,
      secret = oauth.clientSecret,
      form = 'grant_type=client_credentials&scope=scim',
      basic = true,
    } = {},
  ) {
    const credentials = [id, secret].map(encodeURIComponent).join(':');
    return fetch(simulator.tokenUrl ?? '', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        ...(basic && {
          Authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
        }),
      },
      body: form,
    });
  }

  async function tokenFrom(simulator: AcmeSimulator): Promise<string> {
    const body: unknown = await (await askForToken(simulator)).json();
    return z.looseObject({ access_token: z.string() }).parse(body).access_token;
  }

  test('give a token that the SCIM side accepts until it is revoked', async () => {
    const simulator = await start({ oauth, token: undefined });

    const response = await askForToken(simulator);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'scim',
    });

    const token = await tokenFrom(simulator);
    expect((await get(simulator, '/Users', token)).status).toBe(200);
    expect((await fetch(`${simulator.url}/Users`)).status).toBe(401);
    simulator.revokeTokens();
    expect((await get(simulator, '/Users', token)).status).toBe(401);
    expect((await get(simulator, '/Users', TOKEN)).status).toBe(401);
  });

  test('give tokens that expire, whether the answer says so or not', async () => {
    const simulator = await start({ oauth: { ...oauth, hidesExpiry: true } });
    expect(await (await askForToken(simulator)).json()).not.toHaveProperty(
      'expires_in',
    );

    const token = await tokenFrom(simulator);
    expect((await get(simulator, '/Users', token)).status).toBe(200);
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now + 3_600_000);
    expect((await get(simulator, '/Users', token)).status).toBe(401);
  });

  test.each([
    ['invalid_client', 401, { secret: 'wrong' }],
    ['invalid_client', 401, { basic: false }],
    ['invalid_scope', 400, { form: 'grant_type=client_credentials' }],
    ['unsupported_grant_type', 400, { form: 'grant_type=password' }],
    ['invalid_request', 400, { form: '' }],
  ])('are refused with %s, %i, for %j', async (error, status, wrong) => {
    const simulator = await start({ oauth });
    const response = await askForToken(simulator, wrong);

    expect(response.status).toBe(status);
    const body: unknown = await response.json();
    expect(body).toMatchObject({ error });
    expect(body).toHaveProperty('error_description');
  });

  test('come in the form if the server wants it so', async () => {
    const simulator = await start({
      oauth: { ...oauth, authentication: 'form' },
    });
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'scim',
      client_id: oauth.clientId,
      client_secret: oauth.clientSecret,
    });

    expect((await askForToken(simulator)).status).toBe(401);
    expect(
      (await askForToken(simulator, { basic: false, form: form.toString() }))
        .status,
    ).toBe(200);
  });
});

describe('the simulator', () => {
  test('records requests, for tokens too', async () => {
    const simulator = await start({
      oauth: { clientId: 'a', clientSecret: 'b' },
    });

    await get(simulator, '/Users?count=1');
    await get(simulator, '/Nothing');
    await fetch(simulator.tokenUrl ?? '', { method: 'POST' });

    expect(simulator.requests).toMatchObject([
      {
        method: 'GET',
        path: '/scim/v2/Users',
        query: { count: '1' },
        status: 200,
      },
      { method: 'GET', path: '/scim/v2/Nothing', query: {}, status: 404 },
      { method: 'POST', path: '/oauth/token', query: {}, status: 400 },
    ]);
  });

  test('keeps apart from others in the same process', async () => {
    const organizations: [Organization, Organization] = [
      createOrganization({ users: 12, groups: 4, seed: 11 }),
      createOrganization({ users: 17, groups: 6, seed: 12 }),
    ];
    const first = await start({ organization: organizations[0], pageCap: 5 });
    const second = await start({
      organization: organizations[1],
      pageCap: 7,
      token: 'other',
    });
    const paths = [
      '/Users?count=20',
      '/Groups?count=20',
      '/ServiceProviderConfig',
      '/ResourceTypes',
    ];
    const read = async (simulator: AcmeSimulator, token: string) =>
      Promise.all(
        [...paths, ...paths, ...paths].map(async (path) => {
          const response = await get(simulator, path, token);
          return response.text();
        }),
      );

    const [ofFirst, ofSecond] = await Promise.all([
      read(first, TOKEN),
      read(second, 'other'),
    ]);

    for (const [simulator, other, answers, cap, [users, groups]] of [
      [first, second, ofFirst, 5, [12, 4]],
      [second, first, ofSecond, 7, [17, 6]],
    ] as const) {
      expect(answers.join()).not.toContain(new URL(other.url).port);
      for (let round = 0; round < 12; round += 4) {
        const [ofUsers, ofGroups, config] = answers
          .slice(round, round + 3)
          .map((text): unknown => JSON.parse(text));
        expect(ofUsers).toMatchObject({
          totalResults: users,
          itemsPerPage: cap,
        });
        expect(ofGroups).toMatchObject({ totalResults: groups });
        expect(config).toMatchObject({
          filter: { maxResults: cap },
          authenticationSchemes: [{ type: 'oauthbearertoken' }],
          meta: { location: `${simulator.url}/ServiceProviderConfig` },
        });
      }
    }
    expect((await get(first, '/Users', 'other')).status).toBe(401);
  });

  test('stops at once in spite of open connections', async () => {
    const simulator = await start();
    await (await get(simulator, '/Users')).text();
    const began = performance.now();

    await simulator.stop();

    // Idle connections would be kept for 5 s.
    expect(performance.now() - began).toBeLessThan(3_000);
    await expect(fetch(simulator.url)).rejects.toThrow('ECONNREFUSED');
  });
});
