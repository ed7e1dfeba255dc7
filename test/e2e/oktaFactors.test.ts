import type { Entity } from '@jupiterone/integration-sdk-core';

import { withAllowedFor } from '../../simulators/okta/authenticators';
import { createOrganization } from '../../simulators/okta/organization';
import type { FactorRecord, Organization } from '../../simulators/okta/records';
import {
  collectFromOkta,
  type OktaRun,
  statusesOf,
  warningsOf,
} from '../support/oktaExecution';

/** 300 users with e-mail and question alone, 200 with one-time codes, 100 with a passkey. */
function organizationOf600(pipeline: Organization['pipeline']): Organization {
  const organization = createOrganization({ users: 600, groups: 3, apps: 2 });
  organization.pipeline = pipeline;
  organization.users.forEach((user, index) => {
    user.status = 'ACTIVE';
    const types = ['email', 'question'];
    if (index >= 300) {
      types.push(index < 500 ? 'token:software:totp' : 'webauthn');
    }
    organization.factors.set(
      user.id,
      types.map((type, place) => factor(type, `${user.id}${place}`)),
    );
  });
  return organization;
}

function factor(factorType: string, id: string): FactorRecord {
  return {
    id,
    factorType,
    provider: 'OKTA',
    vendorName: 'OKTA',
    status: 'ACTIVE',
    created: '2024-05-01T08:00:00.000Z',
  };
}

function usersOf({ execution }: OktaRun): Entity[] {
  return execution.entities.filter(({ _type }) => _type === 'okta_user');
}

/** How many users of each kind have each value of a property. */
function counted(
  run: OktaRun,
  property: string,
): Record<'weak' | 'codes' | 'passkey', Record<string, number>> {
  const counts = { weak: {}, codes: {}, passkey: {} };
  for (const user of usersOf(run)) {
    const place = Number(user._key.slice(3));
    const kind = place < 300 ? 'weak' : place < 500 ? 'codes' : 'passkey';
    const ofKind: Record<string, number> = counts[kind];
    const value = JSON.stringify(user[property]) ?? 'undefined';
    ofKind[value] = (ofKind[value] ?? 0) + 1;
  }
  return counts;
}

const ALL_ENABLED = {
  weak: { true: 300 },
  codes: { true: 200 },
  passkey: { true: 100 },
};

const RESISTANT = {
  weak: { false: 300 },
  codes: { false: 200 },
  passkey: { true: 100 },
};

function callsTo({ requests }: OktaRun, path: string): number {
  return requests.filter((each) => each.path === path).length;
}

test('on Identity Engine e-mail and question for recovery are no second factor', async () => {
  const run = await collectFromOkta([], {
    organization: organizationOf600('idx'),
  });
  expect(counted(run, 'mfaEnabled')).toEqual({
    weak: { false: 300 },
    codes: { true: 200 },
    passkey: { true: 100 },
  });
  expect(counted(run, 'mfaPhishingResistant')).toEqual(RESISTANT);
  expect(counted(run, 'mfaMethods')).toEqual({
    weak: { '[]': 300 },
    codes: { '["token:software:totp"]': 200 },
    passkey: { '["webauthn"]': 100 },
  });
  expect(callsTo(run, '/api/v1/authenticators')).toBe(1);
});

test('e-mail that is allowed for sign-on is one', async () => {
  const organization = organizationOf600('idx');
  organization.authenticators = withAllowedFor(
    organization.authenticators,
    'okta_email',
    'any',
  );
  const run = await collectFromOkta([], { organization });
  expect(counted(run, 'mfaEnabled')).toEqual(ALL_ENABLED);
});

test('where authenticators are refused, that is unknown for those who have nothing else, and told once', async () => {
  const run = await collectFromOkta([], {
    organization: organizationOf600('idx'),
    forbidden: [/^\/authenticators/],
  });
  expect(counted(run, 'mfaEnabled')).toEqual({
    weak: { undefined: 300 },
    codes: { true: 200 },
    passkey: { true: 100 },
  });
  expect(counted(run, 'mfaPhishingResistant')).toEqual({
    weak: { undefined: 300 },
    codes: { undefined: 200 },
    passkey: { true: 100 },
  });
  expect(statusesOf(run.execution)).toEqual(new Set(['success']));
  const warnings = warningsOf(run.execution);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('okta.authenticators.read');
});

test('on Classic Engine every active factor is one, and authenticators are not asked for', async () => {
  const run = await collectFromOkta([], {
    organization: organizationOf600('v1'),
  });
  expect(counted(run, 'mfaEnabled')).toEqual(ALL_ENABLED);
  expect(counted(run, 'mfaPhishingResistant')).toEqual(RESISTANT);
  expect(callsTo(run, '/api/v1/authenticators')).toBe(0);
});

test('a staged user may have a key that was registered before', async () => {
  const organization = createOrganization({ users: 12, groups: 3, apps: 2 });
  const staged = organization.users.find(({ status }) => status === 'STAGED');
  const id = staged?.id ?? '';
  organization.factors.set(id, [factor('webauthn', `${id}0`)]);
  const run = await collectFromOkta([], { organization });
  expect(usersOf(run).find(({ _key }) => _key === id)).toMatchObject({
    status: 'staged',
    mfaEnabled: true,
    mfaMethods: ['webauthn'],
    mfaPhishingResistant: true,
  });
});
