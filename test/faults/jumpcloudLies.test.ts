import { StepResultStatus } from '@jupiterone/integration-sdk-core';

import { PARENTS_AT_ONCE } from '../../src/collect/forEach';
import {
  type JumpCloudSimulatorOptions,
  startJumpCloudSimulator,
} from '../../simulators/jumpcloud/server';
import {
  countsOf,
  createTenant,
  type Organization,
  type Tenant,
} from '../../simulators/jumpcloud/tenant';
import { collect, type Execution, QUICK_RETRIES } from '../support/execution';
import {
  answer,
  type Fault,
  type FaultAction,
  on,
  startFaultProxy,
  transform,
} from '../support/faultProxy';

const apiKey = 'jca_canary-lies-test';

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

interface Lie extends Partial<JumpCloudSimulatorOptions> {
  faults?: readonly Fault[];
  jumpcloudOrgId?: string;
}

/** A tenant with groups of about 100 and of 200 members, each list at a border of pages. */
function tenantOfGroups(): Tenant {
  return createTenant({
    users: 230,
    groups: 6,
    applications: 2,
    systems: 4,
    systemGroups: 2,
    appleDevices: 3,
  });
}

/** Collects from a tenant whose host does not tell the truth. */
async function collectWith({
  tenant = tenantOfGroups(),
  faults = [],
  jumpcloudOrgId,
  ...options
}: Lie): Promise<Execution> {
  const simulator = await startJumpCloudSimulator({
    tenant,
    apiKey,
    ...options,
  });
  stops.push(() => simulator.stop());
  const proxy = await startFaultProxy({ target: simulator.url, faults });
  stops.push(() => proxy.stop());
  return collect({
    config: {
      provider: 'jumpcloud',
      jumpcloudApiKey: apiKey,
      jumpcloudBaseUrl: proxy.url,
      jumpcloudOrgId,
    },
    environment: QUICK_RETRIES,
  });
}

function found({ entities, relationships }: Execution): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { _type } of [...entities, ...relationships]) {
    counts[_type] = (counts[_type] ?? 0) + 1;
  }
  return counts;
}

function failedSteps({ stepResults }: Execution): string[] {
  return stepResults
    .filter(({ status }) => status === StepResultStatus.FAILURE)
    .map(({ id }) => id);
}

function expectComplete(execution: Execution, tenant: Tenant): void {
  const truth = Object.entries(countsOf(tenant)).filter(([, n]) => n > 0);
  expect(failedSteps(execution)).toEqual([]);
  expect(execution.partialTypes).toEqual([]);
  expect(found(execution)).toEqual(Object.fromEntries(truth));
}

function firstOf({ organizations: [organization] }: Tenant): Organization {
  if (!organization) throw new Error('The tenant has no organization.');
  return organization;
}

const always = { times: Infinity };

describe('the end of a list', () => {
  const LIES: [name: string, lie: Lie][] = [
    ['rows dropped after skip and limit', { danglingRowEvery: 7 }],
    [
      'dropped rows that totals count',
      { danglingRowEvery: 15, totalsOfV2: 'all' },
    ],
    [
      'dropped rows that totals do not count',
      {
        danglingRowEvery: 15,
        totalsOfV2: 'all',
        danglingRowsCount: false,
      },
    ],
    ['pages of ten, whatever is asked for', { pageCap: 10 }],
    ['pages of ten, with totals', { pageCap: 10, totalsOfV2: 'all' }],
    ['pages of 25 with dropped rows', { pageCap: 25, danglingRowEvery: 6 }],
    [
      'links to the next page, without totals',
      { linksNext: true, totalsOfV2: 'none' },
    ],
    [
      'links to the next page beside dropped rows',
      { linksNext: true, totalsOfV2: 'none', danglingRowEvery: 4 },
    ],
    ['null rows and no totals', { nullRowEvery: 9, totalsOfV2: 'none' }],
  ];

  test.each(LIES)('%s', async (_lie, lie) => {
    const tenant = tenantOfGroups();
    for (const { members } of firstOf(tenant).groups) {
      // A list that is short, and as long as a page, is taken for cut.
      if (lie.totalsOfV2 === 'all' && members.length % 100 === 0) members.pop();
    }

    expectComplete(await collectWith({ tenant, ...lie }), tenant);
  });

  test.each(['null', 'null without a total'] as const)(
    '%s for an empty list',
    async (emptyList) => {
      const tenant = createTenant({
        users: 12,
        groups: 3,
        applications: 0,
        systems: 0,
        systemGroups: 0,
        appleDevices: 0,
      });

      expectComplete(await collectWith({ tenant, emptyList }), tenant);
    },
  );

  test('a total of many more associations than come is no rounding', async () => {
    const execution = await collectWith({
      danglingRowEvery: 3,
      totalsOfV2: 'all',
    });

    expect(failedSteps(execution)).toContain('fetch-jumpcloud-group-members');
    expect(execution.partialTypes).toContain('jumpcloud_group_has_user');
  });

  test('a total of users that is one too high is a user who is missing', async () => {
    const oneMore = transform({
      body: (body) => {
        const page = body as { totalCount: number };
        return { ...page, totalCount: page.totalCount + 1 };
      },
    });
    const execution = await collectWith({
      faults: [on(/systemusers\?/, oneMore, always)],
    });

    expect(failedSteps(execution)).toEqual(['fetch-jumpcloud-users']);
    expect(execution.partialTypes).toContain('jumpcloud_user');
  });
});

describe('a list that changes while it is read', () => {
  const byId = (a: Record<string, unknown>, b: Record<string, unknown>) =>
    String(a.id).localeCompare(String(b.id), 'en');

  /** Runs before the second page of users is answered. */
  const beforeSecondPage = (change: () => void): Fault =>
    on(/systemusers\?.*skip=99/, async ({ forward, response }) => {
      change();
      const { status, headers, body } = await forward();
      response.writeHead(status, headers);
      response.end(body);
    });

  test('a user deleted and one added leave the total, and nobody is missing', async () => {
    const tenant = tenantOfGroups();
    const { users } = firstOf(tenant);
    const deletion = beforeSecondPage(() => {
      users.sort(byId);
      const [deleted] = users.splice(3, 1);
      users.push({ ...deleted, _id: 'f'.repeat(24), id: 'f'.repeat(24) });
    });

    const execution = await collectWith({ tenant, faults: [deletion] });

    const keys = new Set(execution.entities.map(({ _key }) => _key));
    expect(users.filter(({ id }) => !keys.has(String(id)))).toEqual([]);
    expect(failedSteps(execution)).toEqual([]);
  });

  test('two users who change places are both found', async () => {
    const tenant = tenantOfGroups();
    const { users } = firstOf(tenant);
    users.sort(byId);
    const swap = beforeSecondPage(() => {
      const [early, late] = [users[10], users[150]];
      if (!early || !late) throw new Error('The tenant has too few users.');
      users[10] = late;
      users[150] = early;
    });

    const execution = await collectWith({
      tenant,
      faults: [swap],
      refusesSort: true,
    });

    const keys = new Set(execution.entities.map(({ _key }) => _key));
    expect(users.filter(({ id }) => !keys.has(String(id)))).toEqual([]);
    expect(failedSteps(execution)).toEqual([]);
  });
});

describe('a sort that is refused', () => {
  test('is told once for each list, however many organizations there are', async () => {
    const tenant = createTenant({ organizations: 3, users: 4, systems: 2 });

    const execution = await collectWith({ tenant, refusesSort: true });

    expectComplete(execution, tenant);
    const told = execution.log.match(/does not sort \/api\/systemusers/g);
    expect(told).toHaveLength(1);
  });

  test('is not what a 400 on the second page means', async () => {
    const execution = await collectWith({
      faults: [on(/systemusers\?.*skip=99/, answer(400), always)],
    });

    expect(failedSteps(execution)).toEqual(['fetch-jumpcloud-users']);
    expect(execution.log).not.toContain('does not sort');
  });
});

describe('an organization that refuses', () => {
  const SAYINGS = [
    'Unauthorized: organization is suspended',
    'no organization selected',
  ];

  test.each(SAYINGS)('%s: costs the others nothing', async (message) => {
    const tenant = createTenant({ organizations: 3, users: 12, systems: 3 });
    const [, suspended] = tenant.organizations;
    const isSuspended = ({ headers }: { headers: Record<string, unknown> }) =>
      headers['x-org-id'] === suspended?.id;
    const execution = await collectWith({
      tenant,
      faults: [on(isSuspended, answer(401, { body: { message } }), always)],
    });

    const others = tenant.organizations.filter((each) => each !== suspended);
    const truth = countsOf({ organizations: others });
    expect(execution.error).toBeUndefined();
    expect(found(execution)).toEqual({ ...truth, jumpcloud_account: 3 });
    expect(execution.partialTypes).toEqual(
      expect.arrayContaining(['jumpcloud_user', 'jumpcloud_account']),
    );
    expect(execution.log).toContain(`users of organization ${suspended?.id}`);
    expect(execution.log).toContain('concerns the organization');
  });

  test('is no credential that was proven, where it is the configured one', async () => {
    const tenant = createTenant({ users: 3 });
    const [message = ''] = SAYINGS;
    const execution = await collectWith({
      tenant,
      jumpcloudOrgId: firstOf(tenant).id,
      faults: [on(/organizations/, answer(401, { body: { message } }), always)],
    });

    expect(execution.error).toMatchObject({
      code: 'PROVIDER_AUTHORIZATION_ERROR',
    });
  });

  test('a stray 401 does not end the reading, and the key is asked again', async () => {
    const tenant = tenantOfGroups();
    const execution = await collectWith({
      tenant,
      faults: [on(/usergroups\/\w+\/members/, answer(401), { at: 2 })],
    });

    expect(failedSteps(execution)).toEqual(['fetch-jumpcloud-group-members']);
    expect(found(execution).jumpcloud_group_has_user).toBeGreaterThan(200);
  });

  test('a key that was revoked meanwhile ends the reading', async () => {
    let requests = 0;
    const count: FaultAction = ({ response }) => {
      requests += 1;
      response.writeHead(401).end('{}');
    };
    const execution = await collectWith({
      tenant: createTenant({ users: 30, groups: 40, systems: 40 }),
      faults: [
        on(/usergroups\/\w+\/members/, count, always),
        on(/organizations\?/, answer(401), { at: 2, times: Infinity }),
      ],
    });

    expect(failedSteps(execution)).toContain('fetch-jumpcloud-group-members');
    // Those that had begun, of 80.
    expect(requests).toBeLessThanOrEqual(PARENTS_AT_ONCE);
  });
});

describe('an empty list that cannot be true', () => {
  const emptied = transform({ body: () => ({ totalCount: 0, results: [] }) });

  test('users, where a group has a member', async () => {
    const execution = await collectWith({
      faults: [on(/systemusers\?/, emptied, always)],
    });

    expect(failedSteps(execution)).toContain('fetch-jumpcloud-users');
    expect(execution.partialTypes).toContain('jumpcloud_user');
    expect(execution.log).toContain('has a user as a member');
  });

  test('no users and no members are a new organization', async () => {
    const tenant = createTenant({
      users: 0,
      groups: 3,
      applications: 0,
      systems: 0,
      systemGroups: 0,
    });

    expectComplete(await collectWith({ tenant }), tenant);
  });

  test('administrators, where the key is that of one', async () => {
    const execution = await collectWith({
      faults: [on(/\/api\/users\?/, emptied, always)],
    });

    expect(failedSteps(execution)).toEqual(['fetch-jumpcloud-admins']);
    expect(execution.partialTypes).toContain('jumpcloud_admin');
  });

  test.each([
    ['several organizations', { organizations: 2 }, false],
    ['an organization of a service provider', {}, true],
  ])('administrators of %s may be none', async (_case, sizes, isManaged) => {
    const tenant = createTenant({ ...sizes, users: 3, admins: 0 });
    const { detail } = firstOf(tenant);
    if (isManaged) detail.provider = '5f00aa11bb22cc33dd44ee00';

    expectComplete(await collectWith({ tenant }), tenant);
  });
});
