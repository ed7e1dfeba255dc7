import type { Entity } from '@jupiterone/integration-sdk-core';

import { PLANTED_SSO } from '../../simulators/sysdig/platform';
import {
  LEGACY_TENANT,
  type SysdigSimulatorOptions,
} from '../../simulators/sysdig/server';
import {
  countsOf,
  createTenant,
  type Tenant,
} from '../../simulators/sysdig/tenant';
import { answer, type Fault, on, transform } from '../support/faultProxy';
import {
  collectFromSysdig,
  expectComplete,
  type SysdigExecution,
} from '../support/sysdigExecution';

const ALWAYS = { times: Infinity };

function tenantWith(changes: Partial<Tenant> = {}): Tenant {
  const size = { users: 3, teams: 2, roles: 1, serviceAccounts: 1 };
  const scans = { pipeline: 1, registry: 1, runtime: 1, hosts: 0, legacy: 1 };
  return { ...createTenant({ ...size, scans }), ...changes };
}

function accountOf({ entities }: SysdigExecution): Entity | undefined {
  return entities.find(({ _type }) => _type === 'sysdig_account');
}

function wordsOf(execution: SysdigExecution): unknown[] {
  const account = accountOf(execution);
  return [
    account?.ssoEnabled,
    account?.ssoProducts,
    account?.passwordLoginAllowed,
  ];
}

const SAML = { product: 'monitor', type: 'SAML', isActive: true } as const;
const OPENID = { product: 'secure', type: 'OPENID', isActive: false } as const;
const EVERYWHERE = { monitor: true, secure: true };
const NOWHERE = { monitor: false, secure: false };

test.each<
  [string, Partial<Tenant>, Partial<SysdigSimulatorOptions>, unknown[]]
>([
  ['on for one of two products', {}, {}, [true, ['secure'], true]],
  [
    'off, as no setting is active',
    { sso: [OPENID], passwordLogin: EVERYWHERE },
    {},
    [false, undefined, true],
  ],
  [
    'off, as there is no setting',
    { sso: [], passwordLogin: EVERYWHERE },
    {},
    [false, undefined, true],
  ],
  [
    'unknown where nothing but it can be the way in, and it is not listed',
    { sso: [OPENID], passwordLogin: { monitor: true, secure: false } },
    {},
    [undefined, undefined, true],
  ],
  [
    'on for both products',
    { sso: [{ ...OPENID, isActive: true }, SAML] },
    {},
    [true, ['monitor', 'secure'], true],
  ],
  [
    'the only way',
    { sso: [SAML, OPENID], passwordLogin: NOWHERE },
    {},
    [true, ['monitor'], false],
  ],
  [
    'of the products in the plan alone',
    { passwordLogin: { monitor: false, secure: true } },
    { isSecureEnabled: false },
    [true, ['secure'], false],
  ],
])('single sign-on is %s', async (_name, changes, options, expected) => {
  const tenant = tenantWith(changes);
  const execution = await collectFromSysdig(tenant, options);
  expectComplete(execution, countsOf(tenant));
  expect(wordsOf(execution)).toEqual(expected);
});

test('a token that may not read the settings gets all the rest, and is told once which permission it lacks', async () => {
  const tenant = tenantWith();
  const execution = await collectFromSysdig(tenant, { seesSso: false });
  expectComplete(execution, countsOf(tenant));
  expect(wordsOf(execution)).toEqual([undefined, undefined, undefined]);
  expect(execution.log.match(/sso\.config/g)).toHaveLength(1);
});

test('without the platform API nothing is known of it', async () => {
  const execution = await collectFromSysdig(tenantWith(), {
    generations: LEGACY_TENANT,
  });
  expect(execution.steps['fetch-sysdig-account']).toBe('success');
  expect(wordsOf(execution)).toEqual([undefined, undefined, undefined]);
});

const SETTINGS = /\/sso-settings$/;
const OF_MONITOR = /global-sso-settings\/monitor/;

function changed(record: Record<string, unknown>): Fault {
  const action = transform({ body: () => ({ data: [record] }) });
  return on(SETTINGS, action, ALWAYS);
}

test.each<[string, Fault, Partial<Tenant>, unknown[]]>([
  [
    'one product is refused',
    on(OF_MONITOR, answer(403), ALWAYS),
    { passwordLogin: NOWHERE },
    [true, ['secure'], undefined],
  ],
  [
    'one product is refused, and the other one allows it',
    on(OF_MONITOR, answer(403), ALWAYS),
    { passwordLogin: { monitor: false, secure: true } },
    [true, ['secure'], true],
  ],
  [
    'one product does not tell',
    on(OF_MONITOR, transform({ body: () => ({}) }), ALWAYS),
    { passwordLogin: NOWHERE },
    [true, ['secure'], undefined],
  ],
  [
    'a setting does not tell whether it is active',
    changed({ product: 'secure' }),
    {},
    [undefined, undefined, true],
  ],
  [
    'there is null in place of a list',
    on(SETTINGS, transform({ body: () => ({ data: null }) }), ALWAYS),
    {},
    [undefined, undefined, true],
  ],
])(
  'what is not told is unknown: %s',
  async (_name, fault, changes, expected) => {
    const tenant = tenantWith(changes);
    const execution = await collectFromSysdig(tenant, {}, { faults: [fault] });
    expectComplete(execution, countsOf(tenant));
    expect(execution.injected).toBe(1);
    expect(wordsOf(execution)).toEqual(expected);
  },
);

test.each<[string, Fault, unknown[]]>([
  [
    'settings cannot be had',
    on(SETTINGS, answer(500), ALWAYS),
    [undefined, undefined, true],
  ],
  [
    'there is no list',
    on(SETTINGS, transform({ body: () => ({}) }), ALWAYS),
    [undefined, undefined, true],
  ],
  [
    'a setting is not what the API describes',
    changed({ product: 'secure', isActive: 'yes' }),
    [undefined, undefined, true],
  ],
  [
    'an answer is not what the API describes',
    on(
      OF_MONITOR,
      transform({ body: () => ({ isPasswordLoginEnabled: 1 }) }),
      ALWAYS,
    ),
    [true, ['secure'], undefined],
  ],
])('the account is partial where %s', async (_name, fault, expected) => {
  const execution = await collectFromSysdig(
    tenantWith(),
    {},
    { faults: [fault] },
  );
  expect(execution.steps['fetch-sysdig-account']).toBe('failure');
  expect(execution.partialTypes).toEqual(['sysdig_account']);
  expect(wordsOf(execution)).toEqual(expected);
});

test('of the settings nothing else is kept', async () => {
  const execution = await collectFromSysdig(tenantWith());
  const { entities, relationships, log } = execution;
  const everything = JSON.stringify([entities, relationships]) + log;
  for (const text of PLANTED_SSO) expect(everything).not.toContain(text);
  expect(
    execution.requests.filter(({ path }) => path.includes('sso-settings')),
  ).toHaveLength(3);
});
