import { createTenant } from './tenant';
import {
  LEGACY_TENANT,
  NEW_TENANT,
  startSysdigSimulator,
  type SysdigSimulator,
  type SysdigSimulatorOptions,
} from './server';

const token = 'simulator-test-token';
const tenant = createTenant();
const running: SysdigSimulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
});

async function start(options: Partial<SysdigSimulatorOptions> = {}) {
  const simulator = await startSysdigSimulator({ tenant, token, ...options });
  running.push(simulator);
  return async (path: string, bearer = token) => {
    const response = await fetch(simulator.url + path, {
      headers: { authorization: `Bearer ${bearer}` },
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (text.startsWith('{') ? JSON.parse(text) : {}) as {
        page: { next?: string | null; total: number };
        data: { id: number; resultId: string }[];
        users: { id: number }[];
        results: object[] | null;
      },
    };
  };
}

test('platform lists give 25 records unless asked for more, and the next offset as text', async () => {
  const get = await start();
  const { body } = await get('/platform/v1/users');

  expect(body.data).toHaveLength(25);
  expect(body.page).toEqual({ previous: null, next: '25', total: 60 });
  const last = await get('/platform/v1/users?limit=200&offset=50');
  expect(last.body.data).toHaveLength(10);
  expect(last.body.page.next).toBeNull();
});

test.each([
  '/platform/v1/users?limit=201',
  '/platform/v1/users?limit=0',
  '/platform/v1/users?orderby=shoeSize:asc',
  '/platform/v1/teams/501/users?orderby=id:asc',
  '/secure/vulnerability/v1/pipeline-results?limit=1001',
  '/secure/vulnerability/v1/pipeline-results?cursor=nonsense',
  '/secure/vulnerability/v1/pipeline-results?filter=asset.type+%3D+%22host%22',
  '/secure/vulnerability/v1/runtime-results?filter=asset.type+~+%22host%22',
  '/api/v2/users/light?limit=101',
])('%s is a bad request', async (path) => {
  const get = await start();

  expect((await get(path)).status).toBe(400);
});

test('results come by cursor, each once', async () => {
  const get = await start();
  const path = '/secure/vulnerability/v1/pipeline-results?limit=15';
  const ids: string[] = [];
  let cursor = '';
  for (let pages = 1; pages <= 3; pages += 1) {
    const { body } = await get(path + (cursor && `&cursor=${cursor}`));
    ids.push(...body.data.map(({ resultId }) => resultId));
    cursor = body.page.next ?? '';
  }

  expect(cursor).toBe('');
  expect(new Set(ids).size).toBe(40);
});

test('a cursor is good for its own parameters only', async () => {
  const get = await start();
  const path = '/secure/vulnerability/v1/pipeline-results';
  const { body } = await get(`${path}?limit=15`);

  const { status } = await get(`${path}?limit=16&cursor=${body.page.next}`);
  expect(status).toBe(400);
});

test('a filter leaves out hosts', async () => {
  const get = await start();
  const path = '/secure/vulnerability/v1/runtime-results';
  const filter = encodeURIComponent(
    'asset.type = "workload" or asset.type = "container"',
  );

  expect((await get(path)).body.page.total).toBe(45);
  expect((await get(`${path}?filter=${filter}`)).body.page.total).toBe(40);
});

test.each([
  ['records', 41_002],
  ['pages', 41_011],
] as const)('offset may count %s', async (offsetReading, first) => {
  const get = await start({ offsetReading });
  const { body } = await get('/api/v2/users/light?limit=10&offset=1');

  expect(body.users[0]?.id).toBe(first);
});

test('no result of the older scanner is null', async () => {
  const get = await start({ generations: LEGACY_TENANT });
  const { body } = await get('/api/scanning/v1/resultsDirect?offset=100');

  expect(body.results).toBeNull();
});

test('a bad token is refused with JSON in plain text', async () => {
  const get = await start();
  const { status, headers, body } = await get('/platform/v1/users', 'other');

  expect(status).toBe(401);
  expect(headers.get('content-type')).toContain('text/plain');
  expect(body).toMatchObject({ message: 'cannot verify credentials' });
});

test('a generation may be missing or forbidden', async () => {
  const get = await start({
    generations: { ...NEW_TENANT, platform: 'missing', legacy: 'forbidden' },
  });

  expect((await get('/platform/v1/users')).status).toBe(404);
  expect((await get('/api/v2/users/light')).status).toBe(403);
  expect((await get('/api/users/me')).status).toBe(403);
});

test('too many requests are told how long to wait', async () => {
  const get = await start({ requestsPerMinute: 2, retryAfter: 7 });
  const path = '/platform/v1/users';
  await get(path);
  expect((await get(path)).headers.get('x-ratelimit-limit')).toBe('2');
  const refused = await get(path);

  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('7');
});

test('the same options give the same tenant', () => {
  const options = { now: 0, seed: 7 };

  expect(createTenant(options)).toEqual(createTenant(options));
  expect(createTenant(options)).not.toEqual(createTenant({ now: 0, seed: 8 }));
});
