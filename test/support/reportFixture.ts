import { entity, type Graph, relationship } from './answerGraphs';

/** A name that would do harm where it was taken for markup. */
export const HOSTILE_NAME =
  '</script><img src=x onerror="globalThis.hacked=1"><!--\u2028';

/** How many people there are, and how many of them have no second factor. */
export const PEOPLE = 400;
export const WITHOUT_FACTOR = 80;

const name = (index: number) => `Person ${String(index).padStart(3, '0')}`;

function awsRole(group: string, targetEntity: Record<string, string>): object {
  const type = 'okta_user_group_assigned_aws_iam_role';
  const key = Object.values(targetEntity).join();
  return { ...relationship(type, group, key), _mapping: { targetEntity } };
}

/** An Okta organization for the page: Payroll demands a second factor of all staff. */
export function reportGraph(): Graph {
  const keys = Array.from({ length: PEOPLE }, (_, index) => `user${index}`);
  const people = keys.map((key, index) => {
    const has = index % 5 !== 0;
    return entity('okta_user', key, {
      name: name(index),
      login: `${key}@acme.example`,
      email: `${key}@acme.example`,
      active: true,
      status: 'active',
      department: index % 2 === 0 ? 'Engineering' : 'Sales',
      lastLoginOn: Date.now(),
      mfaEnabled: has,
      mfaMethods: has ? ['token:software:totp'] : [],
      mfaPhishingResistant: false,
      admin: index === 5,
      superAdmin: false,
      webLink: `https://acme.example/admin/user/${key}`,
    });
  });
  const hostile = { name: HOSTILE_NAME, webLink: 'javascript:alert(1)' };
  return {
    provider: 'okta',
    entities: [
      entity('okta_account', 'account', { name: 'Acme Tools' }),
      ...people,
      entity('okta_user', 'hostile', hostile),
      entity('okta_user_group', 'staff', { name: 'All staff' }),
      entity('okta_user_group', 'hostileGroup', hostile),
      entity('okta_application', 'payroll', {
        name: 'Payroll',
        mfaRequired: true,
        phishingResistantRequired: false,
        active: true,
      }),
      entity('okta_application', 'hostileApp', hostile),
      entity('okta_policy', 'policy', { name: 'Strict', active: true }),
      entity('okta_policy_rule', 'rule', {
        name: 'Two factors for all',
        policyId: 'policy',
        type: 'ACCESS_POLICY',
        active: true,
        access: 'ALLOW',
        mfaRequired: true,
      }),
      entity('okta_role', 'helpdesk', { name: 'Help desk', superAdmin: false }),
      entity('okta_device', 'laptop', {
        name: 'Laptop',
        platform: 'MACOS',
        encrypted: false,
        active: true,
      }),
      entity('okta_api_token', 'token', {
        name: 'Reports',
        userId: 'user5',
        used: false,
        createdOn: 0,
      }),
      entity('okta_application', 'robot', {
        name: 'Robot',
        isServiceApp: true,
        active: true,
      }),
      ...keys
        .filter((_, index) => index % 5 !== 0)
        .map((key) =>
          entity('mfa_device', `factor-${key}`, {
            name: 'Authenticator',
            factorType: 'token:software:totp',
            active: true,
            status: 'active',
          }),
        ),
    ],
    relationships: [
      ...keys.flatMap((key, index) => [
        relationship('okta_group_has_user', 'staff', key),
        ...(index % 5 === 0
          ? []
          : [relationship('okta_user_assigned_factor', key, `factor-${key}`)]),
      ]),
      relationship('okta_group_has_user', 'hostileGroup', 'hostile'),
      relationship('okta_group_assigned_application', 'staff', 'payroll'),
      relationship(
        'okta_group_assigned_application',
        'hostileGroup',
        'hostileApp',
      ),
      relationship('okta_policy_protects_application', 'policy', 'payroll'),
      relationship('okta_user_has_device', 'user5', 'laptop'),
      relationship('okta_user_has_api_token', 'user5', 'token'),
      relationship('okta_application_assigned_role', 'robot', 'helpdesk', {
        status: 'active',
      }),
      awsRole('staff', { _key: 'arn:aws:iam::1:role/Auditor' }),
      // The same name is another role in another account.
      awsRole('staff', { roleName: 'Admin', 'tag.AccountName': 'production' }),
      awsRole('hostileGroup', { roleName: 'Admin', 'tag.AccountName': 'test' }),
      relationship('okta_user_assigned_role', 'user5', 'helpdesk', {
        status: 'active',
        scope: 'organization',
      }),
    ],
  };
}
