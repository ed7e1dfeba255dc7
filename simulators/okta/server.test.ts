import fetch from 'node-fetch';

import { parseFilter } from './filter';
import { createOrganization } from './organization';
import { bucketOf, RateLimits } from './rateLimits';
import {
  type OktaSimulator,
  type OktaSimulatorOptions,
  startOktaSimulator,
} from './server';

const token = '00example-token';

let simulator: OktaSimulator;

afterEach(() => simulator?.stop());

async function start(
  options: Partial<OktaSimulatorOptions> = {},
): Promise<void> {
  simulator = await startOktaSimulator({
    organization: createOrganization({ users: 50, groups: 6, apps: 3 }),
    token,
    ...options,
  });
}

function get(path: string, authorization = `SSWS ${token}`) {
  return fetch(simulator.url + path, { headers: { authorization } });
}

test('cuts lists into pages that several Link headers connect', async () => {
  await start();
  const answer = await get('/api/v1/groups?limit=4');
  const links = answer.headers.get('link')?.split(', ') ?? [];
  expect(links).toHaveLength(2);
  expect(links[0]).toContain('rel="self"');
  const [, next = ''] = /<(.*)>; rel="next"/.exec(links[1] ?? '') ?? [];
  const rest = await get(next.replace(simulator.url, ''));
  expect(await rest.json()).toHaveLength(2);
  expect(rest.headers.get('link')).not.toContain('next');
});

test('caps some limits and refuses others', async () => {
  await start();
  expect((await get('/api/v1/users?limit=500')).status).toBe(200);
  const id = '0oa00000000000000000';
  expect((await get(`/api/v1/apps/${id}/users?limit=501`)).status).toBe(400);
  expect((await get(`/api/v1/apps/${id}/groups?limit=19`)).status).toBe(400);
});

test('refuses a cursor of another list', async () => {
  await start();
  const answer = await get('/api/v1/users?after=bm9uc2Vuc2U');
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ errorCode: 'E0000054' });
});

test.each([
  ['', 401, 'E0000011'],
  ['SSWS wrong', 401, 'E0000011'],
  ['Bearer wrong', 401, 'E0000011'],
])('refuses the credential "%s"', async (authorization, status, errorCode) => {
  await start();
  const answer = await get('/api/v1/users', authorization);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ errorCode });
});

test('changes nothing: it can only be read', async () => {
  await start();
  const answer = await fetch(`${simulator.url}/api/v1/users`, {
    method: 'POST',
  });
  expect(answer.status).toBe(405);
});

test('says how much of a bucket is left, and refuses when nothing is', async () => {
  await start({
    rateLimits: { limits: { '/api/v1/users': 1 }, windowMs: 60_000 },
  });
  const first = await get('/api/v1/users?limit=1');
  expect(first.headers.get('x-rate-limit-remaining')).toBe('0');
  const second = await get('/api/v1/users?limit=1');
  expect(second.status).toBe(429);
  expect(await second.json()).toMatchObject({ errorCode: 'E0000047' });
  const reset = Number(second.headers.get('x-rate-limit-reset'));
  expect(reset * 1000).toBeGreaterThan(Date.now());
});

test('a refusal for concurrency shows no limit', () => {
  const limits = new RateLimits({
    limits: { other: 10 },
    windowMs: 60_000,
    concurrency: 1,
  });
  const first = limits.admit('/api/v1/org');
  const second = limits.admit('/api/v1/org');
  expect(second.isAdmitted).toBe(false);
  expect(second.headers).toMatchObject({
    'X-Rate-Limit-Limit': '0',
    'X-Rate-Limit-Remaining': '0',
  });
  first.end();
  expect(limits.admit('/api/v1/org').isAdmitted).toBe(true);
});

test.each([
  ['/api/v1/users', '/api/v1/users'],
  ['/api/v1/users/00u1', '/api/v1/users/{id}'],
  ['/api/v1/users/00u1/factors', 'other'],
  ['/api/v1/groups/rules', '/api/v1/groups'],
  ['/api/v1/groups/00g1', '/api/v1/groups/{id}'],
  ['/api/v1/groups/00g1/users', '/api/v1/groups'],
  ['/api/v1/apps/0oa1/users', '/api/v1/apps'],
  ['/api/v1/logs', '/api/v1/logs'],
  ['/api/v1/iam/assignees/users', 'other'],
])('%s counts as %s', (path, bucket) => {
  expect(bucketOf(path)).toBe(bucket);
});

describe('a filter', () => {
  const values = (attribute: string) =>
    ({ status: 'ACTIVE', name: 'new_app_' })[attribute];

  test.each([
    ['status eq "ACTIVE"', true],
    ['status pr', true],
    ['missing pr', false],
    ['status eq "X" or name sw "new"', true],
    ['status eq "X" or name ew "_" and status eq "X"', false],
    ['(status eq "X" or name ew "_") and status eq "ACTIVE"', true],
  ])('%s is %s', (expression, expected) => {
    expect(parseFilter(expression)(values)).toBe(expected);
  });

  test.each(['status', 'status eq ACTIVE', 'status co "A"', '(status pr'])(
    '%s is refused',
    (expression) => {
      expect(() => parseFilter(expression)(values)).toThrow();
    },
  );
});
