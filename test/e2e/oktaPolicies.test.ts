import type { Entity } from '@jupiterone/integration-sdk-core';

import { createOrganization } from '../../simulators/okta/organization';
import type { Organization } from '../../simulators/okta/records';
import type { Execution } from '../support/execution';
import { answer, on, transform } from '../support/faultProxy';
import {
  ALWAYS_PARTIAL,
  collectFromOkta,
  expectComplete,
  expectFailed,
  statusesOf,
  warningsOf,
} from '../support/oktaExecution';

/** One application for each access policy of applications. */
function organizationOf(
  pipeline: Organization['pipeline'] = 'idx',
): Organization {
  const organization = createOrganization({ users: 12, groups: 6, apps: 4 });
  organization.pipeline = pipeline;
  return organization;
}

function ofType({ entities }: Execution, type: string): Entity[] {
  return entities.filter(({ _type }) => _type === type);
}

/** The words of the applications, by name. */
function demands(execution: Execution): Record<string, unknown[]> {
  return Object.fromEntries(
    ofType(execution, 'okta_application').map((app): [string, unknown[]] => [
      app.displayName ?? '',
      [app.mfaRequired, app.phishingResistantRequired, app.reauthenticateIn],
    ]),
  );
}

const UNKNOWN = [undefined, undefined, undefined];

const DEMANDS = {
  'AWS 0': [true, false, 'PT12H'],
  'AWS 1': [false, false, 'PT12H'],
  // A service app: nobody signs in to it.
  'Application 2': UNKNOWN,
  'Application 3': UNKNOWN,
};

const NOTHING_KNOWN = Object.fromEntries(
  Object.keys(DEMANDS).map((name) => [name, UNKNOWN]),
);

function sessionOf(execution: Execution): unknown[] {
  return ofType(execution, 'okta_account').map((account) => [
    account.sessionMfaRequired,
    account.sessionLifetimeMinutes,
    account.sessionHasNoLimit,
  ]);
}

const SESSION = [[true, 1440, false]];

test('applications and account tell what sign-on demands', async () => {
  const run = await collectFromOkta([], { organization: organizationOf() });
  expectComplete(run);
  expect(demands(run.execution)).toEqual(DEMANDS);
  expect(sessionOf(run.execution)).toEqual(SESSION);
});

test('access policies tell the same, by their own rules; other policies have other words', async () => {
  const { execution } = await collectFromOkta([], {
    organization: organizationOf(),
  });
  const words = ofType(execution, 'okta_policy').map(
    ({ _key, mfaRequired, phishingResistantRequired, reauthenticateIn }) => [
      _key.replace(/0+/, '-'),
      mfaRequired,
      phishingResistantRequired,
      reauthenticateIn,
    ],
  );
  expect(
    words.filter(([key]) => `${key as string}`.startsWith('rst')).sort(),
  ).toEqual([
    ['rst-', true, false, 'PT12H'],
    ['rst-1', false, false, 'PT12H'],
    ['rst-2', true, true, 'PT43800H'],
    ['rst-3', true, false, 'PT12H'],
    ['rst-4', undefined, undefined, undefined],
  ]);
  expect(words.filter(([, mfa]) => mfa !== undefined)).toHaveLength(4);
});

test('Classic Engine has no access policies: absent, with one warning', async () => {
  const organization = organizationOf('v1');
  const run = await collectFromOkta([], { organization });
  const { execution, requests } = run;
  expect(statusesOf(execution)).toEqual(new Set(['success']));
  expect(execution.partialTypes).toEqual([ALWAYS_PARTIAL]);
  expect(warningsOf(execution)).toEqual([
    expect.stringContaining('Classic Engine'),
  ]);
  expect(demands(execution)).toEqual(NOTHING_KNOWN);
  expect(sessionOf(execution)).toEqual(SESSION);
  const policies = ofType(execution, 'okta_policy');
  expect(policies).toHaveLength(4);
  expect(policies).not.toContainEqual(
    expect.objectContaining({ type: 'ACCESS_POLICY' }),
  );
  const asked = requests.map(({ query }) => query.type);
  expect(asked).not.toContain('ACCESS_POLICY');
});

test('where the engine is not told, the refused type tells it', async () => {
  const withoutPipeline = transform({
    body: (body) => ({
      ...(Object(body) as Record<string, unknown>),
      pipeline: undefined,
    }),
  });
  const run = await collectFromOkta(
    [on(/well-known/, withoutPipeline, { times: Infinity })],
    { organization: organizationOf('v1') },
  );
  expect(statusesOf(run.execution)).toEqual(new Set(['success']));
  expect(warningsOf(run.execution)).toContainEqual(
    expect.stringContaining('There are no access policies'),
  );
});

test('on Identity Engine the same refusal is a failure', async () => {
  const body = { errorCode: 'E0000002', errorSummary: 'Invalid policy type' };
  const run = await collectFromOkta(
    [on(/type=ACCESS_POLICY/, answer(400, { body }), { times: Infinity })],
    { organization: organizationOf() },
  );
  expectFailed(run, ['fetch-okta-policies']);
});

test('refused policies leave applications and account complete, and their words unknown', async () => {
  const run = await collectFromOkta([], {
    organization: organizationOf(),
    forbidden: [/^\/policies/],
  });
  expectFailed(run, ['fetch-okta-policies']);
  const { execution } = run;
  expect(demands(execution)).toEqual(NOTHING_KNOWN);
  expect(sessionOf(execution)).toEqual([[undefined, undefined, undefined]]);
  for (const type of ['okta_application', 'okta_account', 'okta_user']) {
    expect(execution.partialTypes).not.toContain(type);
  }
  const warnings = warningsOf(execution);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]?.match(/okta\.policies\.read/g)).toHaveLength(1);
});

test.each([
  ['are refused', /policies\/rst0+\/rules/, undefined],
  ['lose their second page', /policies\/rst0+1\/rules.*after=/, 2],
] as const)(
  'rules that %s leave the words of their policy unknown',
  async (_name, match, pageCap) => {
    const body = { errorCode: 'E0000006' };
    const run = await collectFromOkta(
      [on(match, answer(403, { body }), { times: Infinity })],
      { organization: organizationOf(), pageCap },
    );
    expectFailed(run, ['fetch-okta-policies']);
    const hit = pageCap === undefined ? 'AWS 0' : 'AWS 1';
    expect(demands(run.execution)).toEqual({ ...DEMANDS, [hit]: UNKNOWN });
  },
);

test.each([
  ['people that are no list', { conditions: { people: { groups: '00g' } } }],
  ['an access that is neither', { actions: { appSignOn: { access: 'MAY' } } }],
])('a rule with %s fails the steps about people', async (_name, changes) => {
  const organization = organizationOf();
  const [policy] = organization.policies;
  const run = await collectFromOkta([], {
    organization,
    onRequest: () => Object.assign(policy?.rules[0] ?? {}, changes),
  });
  expectFailed(run, ['fetch-okta-policy-groups', 'fetch-okta-policy-users']);
  expect(run.execution.log).toContain('nobody knows whom it lets in');
});

test('a policy that is deleted while it is read costs nothing', async () => {
  const organization = organizationOf();
  const run = await collectFromOkta([], {
    organization,
    onRequest: ({ path }) => {
      if (!path.endsWith('/policies/rst00000000000000004/rules')) return;
      organization.policies = organization.policies.filter(
        ({ id }) => id !== 'rst00000000000000004',
      );
    },
  });
  expect(run.execution.log).toContain('it was deleted meanwhile');
  expect(run.execution.partialTypes).not.toContain('okta_policy');
});

test('a rule shows what it depends on, and what it demands', async () => {
  const { execution } = await collectFromOkta([], {
    organization: organizationOf(),
  });
  const rules = ofType(execution, 'okta_policy_rule');
  expect(rules.find(({ name }) => name === 'Rule 12')).toMatchObject({
    access: 'DENY',
    restrictedBy: ['people', 'network'],
    network: 'ZONE',
    zoneIds: ['nzo1example000000zon'],
    policyId: 'rst00000000000000001',
  });
  expect(rules.find(({ name }) => name === 'Rule 11')).toMatchObject({
    access: 'ALLOW',
    factorMode: '2FA',
    mfaRequired: true,
    phishingResistantRequired: true,
    restrictedBy: ['people'],
    excludedUserIds: ['00u00000000000000002'],
  });
});
