import type { Entity } from '@jupiterone/integration-sdk-core';

import { startJumpCloudSimulator } from '../../simulators/jumpcloud/server';
import {
  countsOf,
  createTenant,
  type Tenant,
  type TenantOptions,
} from '../../simulators/jumpcloud/tenant';
import { collect, type Execution, QUICK_RETRIES } from '../support/execution';
import { answer, type Fault, on, startFaultProxy } from '../support/faultProxy';

const apiKey = 'jca_canary-access-test';

const SMALL: TenantOptions = {
  users: 15,
  groups: 3,
  applications: 3,
  systems: 6,
  appleDevices: 1,
};

/** Collects from a tenant through the faults. */
async function collectFrom(
  tenant: Tenant,
  faults: readonly Fault[] = [],
  pageCap?: number,
): Promise<Execution> {
  const simulator = await startJumpCloudSimulator({ tenant, apiKey, pageCap });
  const proxy = await startFaultProxy({ target: simulator.url, faults });
  try {
    return await collect({
      config: {
        provider: 'jumpcloud',
        jumpcloudApiKey: apiKey,
        jumpcloudBaseUrl: proxy.url,
      },
      environment: QUICK_RETRIES,
    });
  } finally {
    await proxy.stop();
    await simulator.stop();
  }
}

function ofType({ entities }: Execution, type: string): Entity[] {
  return entities.filter(({ _type }) => _type === type);
}

function countsIn({ entities, relationships }: Execution) {
  const counts: Record<string, number> = {};
  for (const { _type } of [...entities, ...relationships]) {
    counts[_type] = (counts[_type] ?? 0) + 1;
  }
  return counts;
}

function warningsOf({ events }: Execution): string[] {
  return events
    .filter(({ name }) => name.startsWith('warn'))
    .map(({ description }) => description);
}

function failedSteps({ steps }: Execution): string[] {
  return Object.entries(steps)
    .filter(([, status]) => String(status) === 'failure')
    .map(([id]) => id);
}

const OF_POLICIES = [
  'jumpcloud_account_has_authn_policy',
  'jumpcloud_authn_policy',
  'jumpcloud_authn_policy_protects_application',
  'jumpcloud_group_assigned_authn_policy',
];

function withoutPolicies(counts: Record<string, number>) {
  return Object.fromEntries(
    Object.entries(counts).filter(([type]) => !OF_POLICIES.includes(type)),
  );
}

const POLICIES = /\/authn\/policies/;
const ALWAYS = { times: Infinity };

describe('authentication policies', () => {
  test.each([402, 412, 428])(
    'are absent with a warning where the plan lacks them (%i)',
    async (status) => {
      const tenant = createTenant(SMALL);
      const execution = await collectFrom(tenant, [
        on(POLICIES, answer(status), ALWAYS),
      ]);

      expect(failedSteps(execution)).toEqual([]);
      expect(execution.partialTypes).toEqual([]);
      expect(countsIn(execution)).toEqual(withoutPolicies(countsOf(tenant)));
      const warnings = warningsOf(execution);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain('its plan lacks them');
    },
  );

  test('of other organizations are there all the same', async () => {
    const tenant = createTenant({ ...SMALL, organizations: 2 });
    const [lacking, having] = tenant.organizations;
    const execution = await collectFrom(tenant, [
      on(
        ({ url, headers }) =>
          POLICIES.test(url) && headers['x-org-id'] === lacking?.id,
        answer(402),
        ALWAYS,
      ),
    ]);

    expect(failedSteps(execution)).toEqual([]);
    const found = ofType(execution, 'jumpcloud_authn_policy');
    expect(found.map(({ _key }) => _key)).toEqual(
      having?.policies.map(({ record }) => record.id),
    );
  });

  test.each([
    ['402 after the first page', 402, /authn\/policies.*skip=1/, 2],
    ['403', 403, POLICIES, undefined],
    ['404', 404, POLICIES, undefined],
  ] as const)(
    'fail their step alone by %s',
    async (_name, status, match, pageCap) => {
      const tenant = createTenant(SMALL);
      const execution = await collectFrom(
        tenant,
        [on(match, answer(status), ALWAYS)],
        pageCap,
      );

      expect(failedSteps(execution)).toEqual([
        'fetch-jumpcloud-authn-policies',
      ]);
      expect(execution.partialTypes).toEqual(
        expect.arrayContaining(OF_POLICIES.slice(0, 2)),
      );
      expect(withoutPolicies(countsIn(execution))).toEqual(
        withoutPolicies(countsOf(tenant)),
      );
    },
  );

  test('that are refused name the role, and the source to switch off, once', async () => {
    const execution = await collectFrom(createTenant(SMALL), [
      on(POLICIES, answer(403), ALWAYS),
    ]);

    const warnings = warningsOf(execution);
    expect(warnings).toHaveLength(1);
    expect(
      warnings[0]?.match(/may read authentication policies/g),
    ).toHaveLength(1);
    expect(warnings[0]).toContain('"Authentication policies"');
  });
});

describe('people', () => {
  const tenant = createTenant(SMALL);
  let execution: Execution;

  beforeAll(async () => {
    execution = await collectFrom(tenant);
  });

  test('are all there', () => {
    expect(countsIn(execution)).toEqual(countsOf(tenant));
  });

  test('have the second factors that are enrolled, not those that wait', () => {
    const users = ofType(execution, 'jumpcloud_user');
    const byPlace = (place: number) => {
      const user = users.find(({ username }) => username === `user${place}`);
      return [user?.mfaEnabled, user?.mfaMethods, user?.mfaPhishingResistant];
    };
    expect(byPlace(0)).toEqual([false, undefined, false]);
    expect(byPlace(8)).toEqual([true, ['push'], false]);
    expect(byPlace(9)).toEqual([true, ['webauthn'], true]);
    expect(byPlace(10)).toEqual([true, ['duo'], false]);
    expect(byPlace(11)).toEqual([true, ['totp'], false]);
    // WebAuthn that waits for its activation, though JumpCloud calls it configured.
    expect(byPlace(12)).toEqual([false, undefined, false]);
  });

  test('have the names of their managers, wherever these stand in the list', () => {
    const users = ofType(execution, 'jumpcloud_user');
    const names = new Map<unknown, unknown>(
      users.map(({ _key, name }) => [_key, name]),
    );
    const managed = users.filter(({ managerId }) => managerId !== undefined);
    const listed = managed.filter(({ managerId }) => names.has(managerId));
    expect(listed.length).toBeGreaterThan(6);
    for (const { manager, managerId } of listed) {
      expect(manager).toBe(names.get(managerId));
    }
    const unlisted = managed.filter((user) => !listed.includes(user));
    expect(unlisted.map(({ manager }) => manager)).toEqual([undefined]);
  });

  test('are managed by whom they name, and by nobody who is no more', () => {
    const users = ofType(execution, 'jumpcloud_user');
    const ids = new Set<unknown>(users.map(({ _key }) => _key));
    const expected = users
      .filter(({ managerId }) => ids.has(managerId))
      .map(({ _key, managerId }) => `${managerId as string}|manages|${_key}`);
    const found = execution.relationships
      .filter(({ _type }) => _type === 'jumpcloud_user_manages_user')
      .map(({ _key }) => _key);
    expect(found.sort()).toEqual(expected.sort());
  });

  test('administer with a second factor only where it is enrolled and not switched off', () => {
    const admins = ofType(execution, 'jumpcloud_admin');
    const facts = admins.map(({ mfaEnabled, mfaMethods }) => [
      mfaEnabled,
      mfaMethods,
    ]);
    expect(facts).toEqual([
      [true, ['totp']],
      // A factor of another kind is not told.
      [undefined, undefined],
      [false, undefined],
    ]);
  });
});

test('managers who are no more are no sign of a list that is not whole', async () => {
  const tenant = createTenant(SMALL);
  for (const user of tenant.organizations[0]?.users ?? []) {
    user.manager = '5fdeadbeef00000000000000';
  }
  const execution = await collectFrom(tenant);

  expect(failedSteps(execution)).toEqual([]);
  expect(countsIn(execution)).not.toHaveProperty('jumpcloud_user_manages_user');
});

test('phones and tablets are mobile devices', async () => {
  const execution = await collectFrom(createTenant(SMALL));
  const devices = ofType(execution, 'jumpcloud_device');
  const kinds = devices.map(({ name, platform, category }) => [
    name,
    platform,
    category,
  ]);
  expect(kinds.sort()).toEqual([
    ['ipad', 'ios', 'mobile'],
    ['iphone', 'ios', 'mobile'],
    ['laptop-0', 'darwin', 'endpoint'],
    ['laptop-1', 'darwin', 'endpoint'],
    ['laptop-2', 'darwin', 'endpoint'],
    ['phone', 'android', 'mobile'],
  ]);
});
