import { toEntity } from '../../graph/entities';

import { AUTHN_POLICY, AuthnPolicy } from './policies';

function policyOf(fields: object) {
  const id = '6aaa11bb22cc33dd44ee5509';
  return toEntity(AUTHN_POLICY, AuthnPolicy.parse({ id, ...fields }));
}

test.each([
  [
    'two factors',
    { action: 'allow', obligations: { mfa: { required: true } } },
    true,
  ],
  [
    'one factor',
    { action: 'allow', obligations: { mfa: { required: false } } },
    false,
  ],
  ['no word of factors', { action: 'allow' }, false],
  [
    'a word that cannot be read',
    { action: 'allow', obligations: { mfa: { required: 'yes' } } },
    undefined,
  ],
  [
    'nobody to come in',
    { action: 'deny', obligations: { mfa: { required: true } } },
    undefined,
  ],
  ['an unknown action', { action: 'unknown' }, undefined],
  ['nothing that is told', undefined, undefined],
])('whether a policy that demands %s demands MFA', (_, effect, expected) => {
  expect(policyOf({ effect }).mfaRequired).toBe(expected);
});

test('tells what it guards, whom it is for, and the factors it accepts', () => {
  const policy = policyOf({
    name: 'Apps',
    disabled: false,
    type: 'application',
    effect: {
      action: 'allow',
      obligations: {
        mfa: { required: true },
        mfaFactors: [{ type: 'WEBAUTHN' }, null, { type: 'TOTP' }],
      },
    },
    targets: {
      resources: [{ type: 'application' }],
      users: { inclusions: ['ALL'] },
      userGroups: { exclusions: ['61aa11bb22cc33dd44ee5500'] },
    },
    conditions: { ipAddressIn: ['1'] },
  });

  expect(policy).toMatchObject({
    _key: '6aaa11bb22cc33dd44ee5509',
    name: 'Apps',
    active: true,
    policyType: 'application',
    mfaFactors: ['webauthn', 'totp'],
    isConditional: true,
    allApplications: true,
    allUsers: true,
    excludedGroupIds: ['61aa11bb22cc33dd44ee5500'],
  });
});

test('leaves out what it does not tell', () => {
  const policy = policyOf({});

  expect(policy.name).toBe(policy._key);
  expect(policy.active).toBeUndefined();
  expect(policy.allApplications).toBeUndefined();
  expect(policy.isConditional).toBeUndefined();
});
