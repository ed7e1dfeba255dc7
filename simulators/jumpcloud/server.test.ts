import fetch from 'node-fetch';

import {
  type JumpCloudSimulator,
  type JumpCloudSimulatorOptions,
  startJumpCloudSimulator,
} from './server';
import { createTenant, type Organization } from './tenant';

const apiKey = 'jca_simulator-test-key';
const SERVICE_ACCOUNT = { clientId: 'simulator-test', clientSecret: 'secret' };
const two = createTenant({ organizations: 2, users: 120 });
const [first, second] = two.organizations;

let simulator: JumpCloudSimulator;

beforeAll(async () => {
  simulator = await startJumpCloudSimulator({
    tenant: two,
    apiKey,
    serviceAccount: SERVICE_ACCOUNT,
  });
});

afterAll(() => simulator.stop());

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(simulator.url + path, {
    headers: { 'x-api-key': apiKey, ...headers },
    redirect: 'manual',
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(text) : text) as unknown,
  };
}

const inFirst = { 'x-org-id': first?.id ?? '' };

test('no credential leads to the login page, a wrong one to 401', async () => {
  const none = await get('/api/systemusers', { 'x-api-key': '' });
  const wrong = await get('/api/systemusers', { 'x-api-key': 'wrong' });

  expect(none.status).toBe(302);
  expect(none.headers.get('location')).toContain('/login');
  expect(wrong.status).toBe(401);
  expect(wrong.body).toEqual({ message: expect.any(String) as string });
});

test.each([
  ['absent', '/api/systemusers', {}, 401],
  ['malformed', '/api/systemusers', { 'x-org-id': 'acme' }, 400],
  [
    'unknown',
    '/api/systemusers',
    { 'x-org-id': '0123456789abcdef01234567' },
    404,
  ],
  ['where it is not taken', '/api/organizations', inFirst, 403],
  ['of another organization', `/api/organizations/${second?.id}`, inFirst, 400],
  ['right', '/api/systemusers', inFirst, 200],
])('x-org-id %s', async (_case, path, headers, status) => {
  expect((await get(path, headers)).status).toBe(status);
});

test('pages have ten records unless told, and a hundred at most', async () => {
  const lengthOf = (body: unknown) =>
    (body as { results: unknown[]; totalCount: number }).results.length;

  const untold = await get('/api/systemusers', inFirst);
  const largest = await get('/api/systemusers?limit=100', inFirst);
  const last = await get('/api/systemusers?limit=100&skip=100', inFirst);
  const tooLarge = await get('/api/systemusers?limit=101', inFirst);

  expect([untold, largest, last].map(({ body }) => lengthOf(body))).toEqual([
    10, 100, 20,
  ]);
  expect(tooLarge.status).toBe(400);
});

test('some lists of version 2 tell a total, others do not', async () => {
  const groups = await get('/api/v2/usergroups', inFirst);
  const deviceGroups = await get('/api/v2/systemgroups', inFirst);
  const mdms = await get('/api/v2/applemdms', inFirst);

  expect(groups.headers.get('x-total-count')).toBe('12');
  expect(deviceGroups.headers.get('x-total-count')).toBeNull();
  expect(mdms.body).toHaveLength(1);
});

test('associations need one known type of target', async () => {
  const id = String(first?.applications[0]?.record.id);
  const path = `/api/v2/applications/${id}/associations`;

  expect((await get(path, inFirst)).status).toBe(400);
  expect((await get(`${path}?targets=system`, inFirst)).status).toBe(400);
  expect((await get(`${path}?targets=user`, inFirst)).status).toBe(200);
});

test('one object is told, until it is gone', async () => {
  const [user] = first?.users ?? [];
  const [group] = first?.groups ?? [];

  const found = await get(`/api/systemusers/${String(user?.id)}`, inFirst);
  const path = `/api/v2/usergroups/${String(group?.record.id)}`;

  expect(found.body).toMatchObject({ username: user?.username });
  expect((await get(path, inFirst)).body).toEqual(group?.record);
  expect((await get('/api/systems/x', inFirst)).status).toBe(404);
});

test('devices under management tell a total when they are asked for it', async () => {
  const path = `/api/v2/applemdms/${String(first?.mdms[0]?.record.id)}/devices`;

  const untold = await get(path, inFirst);
  const told = await get(path, { ...inFirst, 'x-total-count': 'true' });

  expect(untold.headers.get('x-total-count')).toBeNull();
  expect(told.headers.get('x-total-count')).toBe('7');
});

test('what is gone is not found', async () => {
  const paths = [
    'usergroups/x/members',
    'systems/x/users',
    'applemdms/x/devices',
  ];
  for (const path of paths) {
    expect((await get(`/api/v2/${path}`, inFirst)).status).toBe(404);
  }
});

test('tokens are given for HTTP Basic only, and can be used', async () => {
  const form = { grant_type: 'client_credentials', scope: 'api' };
  const ask = (
    headers: Record<string, string>,
    fields: Record<string, string>,
  ) =>
    fetch(`${simulator.url}/oauth2/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(fields),
    });
  const { clientId, clientSecret } = SERVICE_ACCOUNT;
  const pair = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');

  const inForm = await ask(
    {},
    { ...form, client_id: clientId, client_secret: clientSecret },
  );
  const basic = await ask({ authorization: `Basic ${pair}` }, form);
  const { access_token: token } = (await basic.json()) as {
    access_token: string;
  };
  const users = await fetch(`${simulator.url}/api/systemusers`, {
    headers: { authorization: `Bearer ${token}`, ...inFirst },
  });

  expect([inForm.status, basic.status, users.status]).toEqual([401, 200, 200]);
});

describe('lists that lie', () => {
  async function listOf(
    options: Partial<JumpCloudSimulatorOptions>,
    path: (organization: Organization) => string,
  ) {
    const tenant = createTenant({ users: 12, groups: 2, admins: 0 });
    const [organization] = tenant.organizations;
    if (!organization) throw new Error('The tenant has no organization.');
    const [group] = organization.groups;
    group?.members.splice(0, Infinity, ...idsOf(organization).slice(0, 6));
    group?.nested.splice(0);
    const lying = await startJumpCloudSimulator({ tenant, apiKey, ...options });
    const response = await fetch(lying.url + path(organization), {
      headers: { 'x-api-key': apiKey },
    });
    const body = (await response.json()) as unknown;
    await lying.stop();
    return { body, headers: response.headers };
  }

  const idsOf = ({ users }: Organization) => users.map(({ id }) => String(id));
  const membersPath = ({ groups: [group] }: Organization) =>
    `/api/v2/usergroups/${String(group?.record.id)}/members?limit=4`;

  test.each([
    [true, '8'],
    [false, '6'],
  ])(
    'leave out dangling rows; totals count them: %s',
    async (counts, total) => {
      const { body, headers } = await listOf(
        { danglingRowEvery: 3, danglingRowsCount: counts, totalsOfV2: 'all' },
        membersPath,
      );

      expect(body).toHaveLength(3);
      expect(headers.get('x-total-count')).toBe(total);
    },
  );

  test('link to their next page', async () => {
    const { headers } = await listOf({ linksNext: true }, membersPath);

    expect(headers.get('link')).toMatch(/members\?limit=4&skip=4>; rel="next"/);
  });

  test.each([
    ['null', { totalCount: 0, results: null }],
    ['null without a total', { results: null }],
  ] as const)('are %s where they are empty', async (emptyList, body) => {
    const list = await listOf({ emptyList }, () => '/api/users');

    expect(list.body).toEqual(body);
  });
});
