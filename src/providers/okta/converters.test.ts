import type { Org } from './client';
import {
  accountKey,
  createAccountEntity,
  createApplicationEntity,
  createDeviceEntity,
  createFactorEntity,
  createGroupEntity,
  createRoleEntity,
  createRuleEntity,
  createServiceEntities,
  createUserEntity,
} from './converters';
import {
  createAccountGroupRelationship,
  createGroupApplicationRelationship,
  createGroupUserRelationship,
  createUserApplicationRelationship,
  createUserRoleRelationship,
} from './relationships';
import {
  AppUser,
  Factor,
  GroupRule,
  OktaApplication,
  OktaDevice,
  OktaGroup,
  OktaUser,
  OrgSetting,
  RoleAssignment,
} from './types';

const org: Org = {
  host: 'acme.okta.com',
  url: 'https://acme.okta.com',
  adminUrl: 'https://acme-admin.okta.com',
};

const USER = '00u1exampleAda00h7zz';
const GROUP = '00g1exampleEng00h7zz';
const APP = '0oa1exampleAWS00h7zz';

const user = OktaUser.parse({
  id: USER,
  status: 'LOCKED_OUT',
  created: '2023-05-01T08:00:00.000Z',
  lastLogin: null,
  lastUpdated: '2026-02-01T10:00:00.000Z',
  passwordChanged: '2023-05-02T07:11:00.000Z',
  type: { id: 'oty1exampleType0h7zz' },
  profile: {
    login: 'ada@acme.example',
    email: 'Ada@Acme.Example',
    firstName: 'Ada',
    lastName: 'Example',
    userType: 'Employee',
    manager: null,
    mobilePhone: '+1 555 0100',
    status: 'on leave',
    mfaEnabled: false,
  },
  credentials: {
    recovery_question: { question: 'Who?' },
    emails: [
      { value: 'ada@acme.example', status: 'VERIFIED', type: 'PRIMARY' },
      { value: 'ada@home.example', status: 'UNVERIFIED', type: 'SECONDARY' },
    ],
    provider: { type: 'ACTIVE_DIRECTORY', name: 'acme.example' },
  },
});

describe('a user', () => {
  test('has the vocabulary of all users, and both spellings of each time', () => {
    expect(createUserEntity(org, user)).toMatchObject({
      _key: USER,
      _type: 'okta_user',
      _class: ['User'],
      name: 'Ada Example',
      displayName: 'ada@acme.example',
      login: 'ada@acme.example',
      username: 'ada',
      email: 'ada@acme.example',
      firstName: 'Ada',
      status: 'locked_out',
      active: false,
      locked: true,
      suspended: false,
      employeeType: 'Employee',
      created: 1682928000000,
      createdOn: 1682928000000,
      lastUpdated: 1769940000000,
      updatedOn: 1769940000000,
      passwordChangedOn: 1683011460000,
      verifiedEmails: ['ada@acme.example'],
      unverifiedEmails: ['ada@home.example'],
      webLink: `https://acme-admin.okta.com/admin/user/profile/view/${USER}`,
    });
  });

  test('has MFA facts only where they are known, whatever the profile says', () => {
    const unknown = createUserEntity(org, user);
    expect(unknown.mfaEnabled).toBeUndefined();
    expect(unknown.mfaMethods).toBeUndefined();
    const known = createUserEntity(org, user, {
      mfaEnabled: true,
      mfaMethods: ['push'],
    });
    expect(known).toMatchObject({ mfaEnabled: true, mfaMethods: ['push'] });
  });

  test('keeps phone numbers, questions and credentials out, of raw data too', () => {
    const everything = JSON.stringify(createUserEntity(org, user));
    expect(everything).not.toContain('555');
    expect(everything).not.toContain('Who?');
    expect(everything).not.toContain('recovery');
  });

  test('can do with next to nothing', () => {
    const bare = OktaUser.parse({ id: USER, status: 7, profile: null });
    const entity = createUserEntity({ host: 'h', url: 'https://h' }, bare);
    expect(entity).toMatchObject({ name: USER, displayName: USER });
    expect(entity.active).toBeUndefined();
    expect(entity.email).toBeUndefined();
    expect(entity.webLink).toBeUndefined();
  });
});

test('what may not be read of the account stays unknown', () => {
  const setting = OrgSetting.parse({
    id: '00o1abcDEFghiJKL0h7z',
    companyName: 'Acme Tools',
    subdomain: 'acme',
    status: 'ACTIVE',
    phoneNumber: '+1 555 0100',
  });
  const account = createAccountEntity(org, setting, { support: 'ENABLED' });
  expect(account).toMatchObject({
    _key: 'okta_account_acme.okta.com',
    name: 'Acme Tools',
    vendor: 'Okta',
    accountId: '00o1abcDEFghiJKL0h7z',
    supportEnabled: true,
  });
  expect(JSON.stringify(account)).not.toContain('555');
  const unknown = createAccountEntity(org);
  expect(unknown).toMatchObject({ _key: accountKey(org), name: org.host });
  expect(unknown.supportEnabled).toBeUndefined();
});

test('services are known by the first part of the host', () => {
  const keys = createServiceEntities(org).map(({ _key }) => _key);
  expect(keys).toEqual(['okta:sso:acme', 'okta:mfa:acme']);
});

describe('a group', () => {
  const group = OktaGroup.parse({
    id: GROUP,
    type: 'APP_GROUP',
    lastMembershipUpdated: '2026-02-03T04:05:06.000Z',
    profile: { name: 'Engineering', description: null },
    _embedded: {
      stats: { usersCount: 12, hasAdminPrivlege: true },
      app: { id: '0oa1exampleAD000h7zz', label: 'acme.example' },
    },
    _links: {
      source: {
        href: 'https://acme.okta.com/api/v1/apps/0oa1exampleAD000h7zz',
      },
    },
  });

  test('from an app has its source, size and time of membership', () => {
    expect(createGroupEntity(org, group)).toMatchObject({
      _type: 'okta_app_user_group',
      userCount: 12,
      lastMembershipUpdatedOn: 1770091506000,
      sourceApplicationId: '0oa1exampleAD000h7zz',
      hasAdminPrivilege: true,
    });
  });

  test('knows its source by the link where the app is not embedded', () => {
    const { _embedded, ...rest } = group;
    const linked = OktaGroup.parse({
      ...rest,
      _links: {
        source: {
          href: 'https://acme.okta.com/api/v1/apps/0oa1exampleAD000h7zz?x',
        },
      },
    });
    expect(createGroupEntity(org, linked).sourceApplicationId).toBe(
      '0oa1exampleAD000h7zz',
    );
  });

  test('without statistics has no size', () => {
    const plain = OktaGroup.parse({ ...group, _embedded: null });
    expect(createGroupEntity(org, plain).userCount).toBeUndefined();
  });

  test('hangs on the account by type okta_account_has_group', () => {
    expect(createAccountGroupRelationship(org, group)).toMatchObject({
      _key: `okta_account_acme.okta.com|has|${GROUP}`,
      _type: 'okta_account_has_group',
      accountUrl: 'https://acme.okta.com',
      groupId: GROUP,
    });
  });

  test('has its members by keys with has_user', () => {
    const relationship = createGroupUserRelationship(
      'okta_user_group',
      GROUP,
      USER,
    );
    expect(relationship).toMatchObject({
      _key: `${GROUP}|has_user|${USER}`,
      _type: 'okta_group_has_user',
      groupId: GROUP,
      userId: USER,
    });
  });
});

describe('an application', () => {
  const app = OktaApplication.parse({
    id: APP,
    name: 'amazon_aws',
    label: 'AWS Prod',
    status: 'ACTIVE',
    signOnMode: 'SAML_2_0',
    features: [],
    credentials: { oauthClient: { client_secret: 'hidden' } },
    settings: {
      app: {
        identityProviderArn: 'arn:aws:iam::123456789012:saml-provider/OKTA',
        joinAllRoles: true,
        sessionDuration: 3600,
      },
    },
    _links: {
      appLinks: [
        { name: 'other', href: 'https://acme.okta.com/other' },
        { name: 'login', href: 'https://acme.okta.com/home/amazon_aws' },
      ],
      logo: [{ name: 'medium', href: 'https://static.example/logo.png' }],
    },
  });

  test('of AWS leads to its account', () => {
    expect(createApplicationEntity(org, app)).toMatchObject({
      _key: APP,
      name: 'AWS Prod',
      shortName: 'amazon_aws',
      isSAMLApp: true,
      isMultiInstanceApp: true,
      appVendorName: 'AWS',
      appAccountType: 'aws_account',
      appAccountId: '123456789012',
      awsAccountId: '123456789012',
      awsJoinAllRoles: true,
      awsSessionDuration: 3600,
      loginUrl: 'https://acme.okta.com/home/amazon_aws',
      imageUrl: 'https://static.example/logo.png',
      webLink: `https://acme-admin.okta.com/admin/app/amazon_aws/instance/${APP}`,
    });
    expect(JSON.stringify(createApplicationEntity(org, app))).not.toContain(
      'hidden',
    );
  });

  test('of which little is known claims nothing', () => {
    const bare = OktaApplication.parse({ id: APP, signOnMode: null });
    const entity = createApplicationEntity(org, bare);
    expect(entity.name).toBe(APP);
    for (const property of ['isSAMLApp', 'active', 'isMultiInstanceApp']) {
      expect(entity[property]).toBeUndefined();
    }
  });

  test('is assigned to a user with its roles, as text', () => {
    const assignment = AppUser.parse({
      id: USER,
      scope: 'GROUP',
      status: 'ACTIVE',
      profile: {
        role: 'ReadOnly',
        samlRoles: ['ReadOnly', 'Admin'],
        password: 'hidden',
      },
    });
    expect(
      createUserApplicationRelationship(APP, assignment, 'ada@acme.example'),
    ).toEqual({
      _key: `${USER}|assigned|${APP}`,
      _type: 'okta_user_assigned_application',
      _class: 'ASSIGNED',
      _fromEntityKey: USER,
      _toEntityKey: APP,
      displayName: 'ASSIGNED',
      applicationId: APP,
      userId: USER,
      userEmail: 'ada@acme.example',
      scope: 'GROUP',
      status: 'active',
      role: 'ReadOnly',
      roles: '["ReadOnly","Admin"]',
    });
  });

  test('is assigned to both kinds of groups by one type', () => {
    for (const type of ['okta_user_group', 'okta_app_user_group'] as const) {
      expect(
        createGroupApplicationRelationship(type, APP, {
          id: GROUP,
          priority: 0,
          profile: undefined,
        }),
      ).toMatchObject({
        _key: `${GROUP}|assigned|${APP}`,
        _type: 'okta_group_assigned_application',
        priority: 0,
      });
    }
  });
});

test('a factor keeps phone numbers and secrets to itself', () => {
  const factor = Factor.parse({
    id: 'sms1exampleFactor0h7',
    factorType: 'sms',
    provider: 'OKTA',
    status: 'ACTIVE',
    profile: { phoneNumber: '+15555550100' },
    _embedded: { activation: { sharedSecret: 'hidden' } },
  });
  const entity = createFactorEntity(factor);
  expect(entity).toMatchObject({
    _key: 'sms1exampleFactor0h7',
    _type: 'mfa_device',
    name: 'OKTA sms',
    status: 'active',
    active: true,
  });
  expect(JSON.stringify(entity)).not.toMatch(/555|hidden/);
});

test('a role tells nothing of its assignment', () => {
  const role = RoleAssignment.parse({
    id: 'ra1exampleSuper0h7zz',
    label: 'Super Administrator',
    type: 'SUPER_ADMIN',
    status: 'INACTIVE',
    assignmentType: 'USER',
  });
  const entity = createRoleEntity(role);
  expect(entity).toMatchObject({
    _key: 'okta_role:SuperAdministrator',
    superAdmin: true,
    systemRole: true,
  });
  expect(JSON.stringify(entity)).not.toMatch(/ra1example|INACTIVE/i);
  expect(createUserRoleRelationship(USER, role)).toMatchObject({
    _key: `${USER}|assigned|okta_role:SuperAdministrator`,
    status: 'inactive',
  });
});

test('a rule shows its expression and targets', () => {
  const rule = GroupRule.parse({
    id: '0pr1exampleRule0h7zz',
    name: 'Engineers',
    status: 'INVALID',
    conditions: {
      expression: { value: 'user.department=="E"', type: 'urn:x' },
      people: { users: { exclude: [USER] } },
    },
    actions: { assignUserToGroups: { groupIds: [GROUP] } },
    allGroupsValid: false,
  });
  expect(createRuleEntity(org, rule)).toMatchObject({
    _type: 'okta_rule',
    status: 'invalid',
    active: false,
    expression: 'user.department=="E"',
    excludedUserIds: [USER],
    groupIds: [GROUP],
    allGroupsValid: false,
  });
});

test.each([
  ['MACOS', 'ACTIVE', 'darwin', 'deployed'],
  ['WINDOWS', 'SUSPENDED', 'windows', 'locked'],
  ['PLAN9', 'DEACTIVATED', 'other', 'decommissioned'],
  [null, 'UNHEARD_OF', undefined, 'other'],
])(
  'a device of %s in status %s has the words of the data model',
  (platform, status, expectedPlatform, expectedStatus) => {
    const device = OktaDevice.parse({
      id: 'guo1exampleMac00h7zz',
      status,
      profile: { displayName: 'ada-mbp', platform },
    });
    const entity = createDeviceEntity(org, device);
    expect(entity.platform).toBe(expectedPlatform);
    expect(entity.status).toBe(expectedStatus);
    expect(entity.serial).toBeNull();
    expect(entity.encrypted).toBeUndefined();
  },
);
