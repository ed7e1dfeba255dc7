import {
  type JumpCloudSimulator,
  type JumpCloudSimulatorOptions,
  startJumpCloudSimulator,
} from '../../simulators/jumpcloud/server';
import {
  countsOf,
  createTenant,
  type Tenant,
  type TenantOptions,
} from '../../simulators/jumpcloud/tenant';
import { collect, type Execution, QUICK_RETRIES } from '../support/execution';
import {
  answer,
  emptyBody,
  type Fault,
  type FaultAction,
  type FaultProxyOptions,
  gzipTruncated,
  html,
  on,
  rateLimited,
  redirectTo,
  repeatPage,
  resetBefore,
  resetMidBody,
  stall,
  transform,
  truncatedJson,
} from '../support/faultProxy';
import { runThrough, unchanging } from '../support/quietRuns';

import { sampleAt } from './sample';

/** The steps of the faults. */
const Steps = {
  ORGANIZATIONS: 'fetch-jumpcloud-organizations',
  USERS: 'fetch-jumpcloud-users',
  GROUPS: 'fetch-jumpcloud-groups',
  GROUP_MEMBERS: 'fetch-jumpcloud-group-members',
  APPLICATIONS: 'fetch-jumpcloud-applications',
  APPLICATION_USERS: 'fetch-jumpcloud-application-users',
  APPLICATION_GROUPS: 'fetch-jumpcloud-application-groups',
  DEVICES: 'fetch-jumpcloud-devices',
  DEVICE_USERS: 'fetch-jumpcloud-device-users',
  DEVICE_GROUPS: 'fetch-jumpcloud-device-groups',
  DEVICE_GROUP_MEMBERS: 'fetch-jumpcloud-device-group-members',
  APPLE_MDMS: 'fetch-jumpcloud-apple-mdms',
  APPLE_DEVICES: 'fetch-jumpcloud-apple-devices',
  ADMINS: 'fetch-jumpcloud-admins',
};

const apiKey = 'jca_canary-fault-test';

const SMALL: TenantOptions = {
  users: 24,
  groups: 4,
  applications: 3,
  systems: 6,
  systemGroups: 3,
  appleDevices: 4,
  admins: 2,
};

interface Run {
  execution: Execution;
  /** What a complete collection would have found at the end. */
  truth: Record<string, number>;
  injected: number;
}

function startTenant(
  options: Partial<JumpCloudSimulatorOptions> = {},
): Promise<JumpCloudSimulator> {
  const tenant = createTenant(SMALL);
  return startJumpCloudSimulator({ tenant, apiKey, ...options });
}

const usualTenant = unchanging(startTenant);

/** Collects from a tenant, the usual one unless it is to be another, through the faults. */
async function run(
  faults: readonly Fault[],
  options?: Partial<JumpCloudSimulatorOptions>,
): Promise<Run> {
  const tenant = options?.tenant ?? createTenant(SMALL);
  if (!options) return runAgainst({ ...(await usualTenant()), faults }, tenant);
  const simulator = await startTenant({ ...options, tenant });
  return runAgainst({ target: simulator.url, faults }, tenant).finally(() =>
    simulator.stop(),
  );
}

async function runAgainst(
  options: FaultProxyOptions,
  tenant: Tenant,
): Promise<Run> {
  return runThrough(options, async (proxy) => {
    const execution = await collect({
      config: {
        provider: 'jumpcloud',
        jumpcloudApiKey: apiKey,
        jumpcloudBaseUrl: proxy.url,
      },
      environment: {
        ...QUICK_RETRIES,
        HTTP_TIMEOUT_MS: '750',
        HTTP_RETRY_BUDGET_MS: '2500',
      },
    });
    return { execution, truth: countsOf(tenant), injected: proxy.injected };
  });
}

function found({ entities, relationships }: Execution): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { _type } of [...entities, ...relationships]) {
    counts[_type] = (counts[_type] ?? 0) + 1;
  }
  return counts;
}

function expectComplete({ execution, truth, injected }: Run): void {
  expect(injected).toBeGreaterThan(0);
  expect(execution.error).toBeUndefined();
  expect(new Set(Object.values(execution.steps))).toEqual(new Set(['success']));
  expect(execution.partialTypes).toEqual([]);
  expect(found(execution)).toEqual(truth);
}

/** The step failed, and every type of which something is missing is partial. */
function expectFailed({ execution, truth, injected }: Run, step: string): void {
  expect(injected).toBeGreaterThan(0);
  const counts = found(execution);
  const lacking = Object.keys(truth).filter(
    (type) => (counts[type] ?? 0) < (truth[type] ?? 0),
  );
  expect(execution.partialTypes).toEqual(expect.arrayContaining(lacking));
  const failed = Object.entries(execution.steps)
    .filter(([, status]) => String(status) === 'failure')
    .map(([id]) => id);
  expect(failed).toEqual([step]);
  expect(execution.log).not.toContain('canary');
}

/** Only the child's own data is missing, and no step failed. */
function expectSkipped({ execution, injected }: Run): void {
  expect(injected).toBe(1);
  expect(execution.partialTypes).toEqual([]);
  expect(new Set(Object.values(execution.steps))).toEqual(new Set(['success']));
  expect(execution.log).toContain('it was deleted meanwhile');
}

/** The lists of an organization, the step that reads each, and the option for its length. */
const LISTS: [
  name: string,
  match: RegExp,
  step: string,
  size?: keyof TenantOptions,
][] = [
  ['users', /\/api\/systemusers\?/, Steps.USERS, 'users'],
  ['groups', /\/v2\/usergroups\?/, Steps.GROUPS, 'groups'],
  ['applications', /\/api\/applications\?/, Steps.APPLICATIONS, 'applications'],
  ['devices', /\/api\/systems\?/, Steps.DEVICES, 'systems'],
  [
    'device groups',
    /\/v2\/systemgroups\?/,
    Steps.DEVICE_GROUPS,
    'systemGroups',
  ],
  ['Apple MDMs', /\/v2\/applemdms\?/, Steps.APPLE_MDMS],
  ['admins', /\/api\/users\?/, Steps.ADMINS, 'admins'],
];

/** Calls for one object of a list. */
const CHILDREN: [name: string, match: RegExp, step: string][] = [
  ['settings', /\/api\/organizations\/\w+/, Steps.ORGANIZATIONS],
  ['group members', /\/v2\/usergroups\/\w+\/members/, Steps.GROUP_MEMBERS],
  ['application users', /targets=user(?!_)/, Steps.APPLICATION_USERS],
  ['application groups', /targets=user_group/, Steps.APPLICATION_GROUPS],
  ['device users', /\/v2\/systems\/\w+\/users/, Steps.DEVICE_USERS],
  [
    'device group members',
    /\/v2\/systemgroups\/\w+\/members/,
    Steps.DEVICE_GROUP_MEMBERS,
  ],
  ['Apple devices', /\/v2\/applemdms\/\w+\/devices/, Steps.APPLE_DEVICES],
];

const PASSING: [name: string, action: FaultAction][] = [
  ['500', answer(500)],
  ['a 502 of a gateway', answer(502, { body: 'Bad Gateway' })],
  ['429 with Retry-After', rateLimited(0)],
  ['429 without', rateLimited()],
  ['connection reset before the answer', resetBefore()],
  ['connection reset in the body', resetMidBody()],
  ['truncated JSON', truncatedJson()],
  ['truncated gzip', gzipTruncated()],
  ['a page of HTML', html()],
  ['an empty body', emptyBody()],
  ['silence past the timeout', stall()],
];

const LASTING: [name: string, action: FaultAction][] = [
  ['500', answer(500)],
  ['429', rateLimited()],
  ['a page of HTML', html()],
  ['401', answer(401, { body: { message: 'Unauthorized' } })],
  ['403', answer(403, { body: { message: 'Forbidden' } })],
  ['400', answer(400, { body: { message: 'Bad Request' } })],
  ['302 to the login page', redirectTo('/login/admin')],
  ['a redirect to another host', redirectTo('https://evil.example/api')],
  ['a body that is no list', answer(200, { body: { results: 'none' } })],
];

describe.each([...LISTS, ...CHILDREN])('%s:', (name, match, step) => {
  test.each(sampleAt(name, PASSING, 3))(
    '%s once costs nothing',
    async (_fault, action) => {
      expectComplete(await run([on(match, action)]));
    },
  );

  test.each(sampleAt(name, LASTING, 3))(
    '%s always fails the step',
    async (_fault, action) => {
      expectFailed(await run([on(match, action, { times: Infinity })]), step);
    },
  );
});

describe.each(LISTS)('%s:', (_name, match, step) => {
  test('404 on the list is no empty list', async () => {
    expectFailed(await run([on(match, answer(404))]), step);
  });

  test('a record without id fails the step, the others are kept', async () => {
    const damaged = transform({ body: withoutFirstId });

    const result = await run([on(match, damaged)]);

    expectFailed(result, step);
    expect(result.execution.entities.length).toBeGreaterThan(20);
  });

  test('a record that comes twice is stored once', async () => {
    expectComplete(await run([on(match, transform({ body: withRepeat }))]));
  });

  test('a sort that is refused is left out', async () => {
    const isSorted = ({ url }: { url: string }) =>
      match.test(url) && url.includes('sort=');

    const result = await run([
      on(isSorted, answer(400), { times: Infinity }),
      on(match, ({ forward, response }) => pass(forward, response)),
    ]);

    expectComplete(result);
  });
});

test.each(LISTS.filter(([, , , size]) => size !== undefined))(
  '%s: a page that comes twice is no end of the list',
  async (_name, match, _step, size = 'users') => {
    const result = await run([on(match, repeatPage(), { at: 2 })], {
      tenant: createTenant({ ...SMALL, [size]: 105 }),
    });

    expectComplete(result);
  },
);

describe.each(CHILDREN)('%s:', (_name, match, step) => {
  test('404 of an object that is still there fails the step', async () => {
    expectFailed(await run([on(match, answer(404))]), step);
  });
});

test('settings: 404 of an organization that is gone costs nothing', async () => {
  const others = transform({
    body: (body) => changeRecords(body, (records) => records.slice(1), -1),
  });

  const { execution, injected } = await run(
    [
      on(/\/api\/organizations\/\w+/, answer(404)),
      on(/\/api\/organizations\?/, others, { at: 2 }),
    ],
    { tenant: createTenant({ ...SMALL, organizations: 2 }) },
  );

  expect(injected).toBe(2);
  expect(execution.partialTypes).toEqual([]);
  expect(execution.log).toContain('it was deleted meanwhile');
});

describe.each(CHILDREN.slice(1))('%s:', (_name, match) => {
  test('404 of an object that is gone costs the others nothing', async () => {
    const tenant = createTenant(SMALL);
    const remove: FaultAction = ({ request, response, forward }) => {
      removeFrom(tenant, /[0-9a-f]{24}/.exec(request.url)?.[0]);
      return pass(forward, response);
    };

    expectSkipped(await run([on(match, remove)], { tenant }));
  });
});

/** Deletes an object, whatever it is. */
function removeFrom(tenant: Tenant, id: string | undefined): void {
  const remove = <T>(objects: T[], idOf: (object: T) => unknown) => {
    const index = objects.findIndex((object) => idOf(object) === id);
    if (index >= 0) objects.splice(index, 1);
  };
  for (const organization of tenant.organizations) {
    const { groups, applications, systems, systemGroups, mdms } = organization;
    for (const objects of [groups, applications, systems, systemGroups, mdms]) {
      remove<{ record: Record<string, unknown> }>(
        objects,
        ({ record }) => record.id,
      );
    }
  }
}

test.each([...LISTS, ...CHILDREN])(
  '%s: 403 is asked once, and named in one event with the role',
  async (_name, match, step) => {
    const { execution, injected } = await run([on(match, answer(403))]);

    expect(injected).toBe(1);
    expect(execution.steps[step]).toBe('failure');
    const warnings = execution.events.filter(
      ({ name }) => name === 'warn_missing_permission',
    );
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.description).toMatch(
      /administrator role that may read/,
    );
  },
);

test.each([
  ['500 always', answer(500), 'PROVIDER_RETRIES_EXCEEDED_ERROR'],
  ['401', answer(401), 'PROVIDER_AUTHENTICATION_ERROR'],
  ['302', redirectTo('/login/admin'), 'PROVIDER_AUTHENTICATION_ERROR'],
  ['403', answer(403), 'PROVIDER_AUTHORIZATION_ERROR'],
  ['404', answer(404), 'PROVIDER_API_ERROR'],
])('organizations: %s stops the run', async (_name, action, code) => {
  const { execution } = await run([
    on(/\/api\/organizations\?/, action, { times: Infinity }),
  ]);

  expect(execution.error).toMatchObject({ code });
  expect(execution.entities).toEqual([]);
});

test('a list that shrinks while it is read is read again', async () => {
  const tenant = createTenant({ ...SMALL, users: 350 });
  const remove: FaultAction = async ({ forward, response }) => {
    tenant.organizations[0]?.users.sort(byId).splice(0, 10);
    await pass(forward, response);
  };

  const { execution } = await run([on(/systemusers\?.*skip=99/, remove)], {
    tenant,
  });

  expect(execution.steps[Steps.USERS]).toBe('success');
  const ids = new Set(execution.entities.map(({ _key }) => _key));
  const missing = tenant.organizations[0]?.users.filter(
    ({ id }) => !ids.has(String(id)),
  );
  expect(missing).toEqual([]);
});

test('a list that shrinks each time it is read fails the step', async () => {
  const tenant = createTenant({ ...SMALL, users: 350 });
  const remove: FaultAction = async ({ forward, response }) => {
    tenant.organizations[0]?.users.sort(byId).splice(0, 10);
    await pass(forward, response);
  };

  const { execution } = await run(
    [on(/systemusers\?.*skip=99/, remove, { times: Infinity })],
    { tenant },
  );

  expect(execution.steps[Steps.USERS]).toBe('failure');
  expect(execution.partialTypes).toContain('jumpcloud_user');
});

test('a record that is on two pages is stored once', async () => {
  const { execution } = await run(
    [
      on(
        /systemusers\?.*skip=99/,
        transform({
          body: (body, { url }) => (url ? withRepeat(body) : body),
        }),
      ),
    ],
    { tenant: createTenant({ ...SMALL, users: 150 }) },
  );

  expect(execution.steps[Steps.USERS]).toBe('success');
  expect(found(execution).jumpcloud_user).toBe(150);
});

test.each([
  ['counted in totals', { nullRowsCount: true }],
  ['not counted in totals', { nullRowsCount: false }],
  ['in lists without totals', { totalsOfV2: 'none' as const }],
])('null rows %s make nothing end early', async (_name, options) => {
  const result = await run([on(/api/, passOn)], {
    tenant: createTenant({ ...SMALL, users: 230, groups: 104 }),
    nullRowEvery: 9,
    ...options,
  });

  expectComplete(result);
});

test('an organization that is deleted meanwhile costs the others nothing', async () => {
  const tenant = createTenant({ ...SMALL, organizations: 2 });
  const [deleted, kept] = tenant.organizations;

  const { execution } = await run(
    [
      on(
        ({ url, headers }) =>
          url.includes('/api/systemusers') &&
          headers['x-org-id'] === deleted?.id,
        answer(404),
        { times: Infinity },
      ),
    ],
    { tenant },
  );

  expect(execution.steps[Steps.USERS]).toBe('failure');
  expect(found(execution).jumpcloud_user).toBe(kept?.users.length);
  expect(execution.partialTypes).toContain('jumpcloud_user');
});

const passOn: FaultAction = ({ forward, response }) => pass(forward, response);

async function pass(
  forward: Parameters<FaultAction>[0]['forward'],
  response: Parameters<FaultAction>[0]['response'],
): Promise<void> {
  const { status, headers, body } = await forward();
  response.writeHead(status, headers);
  response.end(body);
}

function byId(a: Record<string, unknown>, b: Record<string, unknown>): number {
  return String(a.id).localeCompare(String(b.id), 'en');
}

function withoutFirstId(body: unknown): unknown {
  return changeRecords(body, ([first, ...others]) => [
    { ...first, id: undefined, _id: undefined },
    ...others,
  ]);
}

function withRepeat(body: unknown): unknown {
  return changeRecords(body, (records) => [...records, ...records.slice(0, 1)]);
}

type Body = Record<string, unknown>;

/** @param more what is added to the total */
function changeRecords(
  body: unknown,
  change: (records: Body[]) => Body[],
  more = 0,
): unknown {
  if (Array.isArray(body)) return change(body as Body[]);
  const page = body as { results: Body[]; totalCount: number };
  return {
    results: change(page.results),
    totalCount: page.totalCount + more,
  };
}
