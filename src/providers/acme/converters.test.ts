import { getRawData } from '@jupiterone/integration-sdk-core';

import {
  createOrganization,
  PII_MARKERS,
} from '../../../simulators/acme/organization';

import {
  accountKey,
  createAccountEntity,
  createAccountGroupRelationship,
  createAccountUserRelationship,
  createGroupEntity,
  createGroupGroupRelationship,
  createGroupUserRelationship,
  createUserEntity,
} from './converters';
import { Entities, Relationships } from './model';
import {
  ENTERPRISE_USER,
  ScimGroup,
  ScimUser,
  ServiceProviderConfig,
} from './types';

const baseUrl = new URL('https://scim.acme.example/tenant-7/v2');

function userOf(attributes: object) {
  return createUserEntity(ScimUser.parse({ id: '2819c223', ...attributes }));
}

function groupOf(attributes: object) {
  return createGroupEntity(ScimGroup.parse({ id: 'e9e30dba', ...attributes }));
}

describe('a user', () => {
  const complete = {
    externalId: 'HR-1',
    userName: 'bjensen@example.com',
    name: {
      formatted: 'Ms. Barbara J Jensen',
      familyName: 'Jensen',
      givenName: 'Barbara',
    },
    displayName: 'Babs Jensen',
    nickName: 'Babs',
    profileUrl: 'https://login.example.com/bjensen',
    title: 'Tour Guide',
    userType: 'Employee',
    active: true,
    emails: [{ value: 'Bjensen@Example.com', type: 'work', primary: true }],
    entitlements: [
      { value: 'vpn', display: 'Remote access' },
      { display: 'crm' },
    ],
    roles: [{ value: 'admin' }, { value: 'admin' }, { value: ' ' }],
    [ENTERPRISE_USER]: {
      employeeNumber: '701984',
      costCenter: '4130',
      organization: 'Universal Studios',
      division: 'Theme Park',
      department: 'Tour Operations',
      manager: { value: '26118915', displayName: 'John Smith' },
    },
    meta: {
      created: '2010-01-23T04:56:22Z',
      lastModified: '2011-05-13T04:42:34.5+02:00',
    },
  };

  test('has all that SCIM tells of it', () => {
    const entity = userOf(complete);

    expect(entity).toMatchObject({
      _key: 'acme_user:2819c223',
      _type: 'acme_user',
      _class: ['User'],
      id: '2819c223',
      name: 'Babs Jensen',
      displayName: 'Babs Jensen',
      username: 'bjensen@example.com',
      email: 'bjensen@example.com',
      firstName: 'Barbara',
      lastName: 'Jensen',
      active: true,
      status: 'active',
      externalId: 'HR-1',
      nickName: 'Babs',
      title: 'Tour Guide',
      employeeType: 'Employee',
      employeeNumber: '701984',
      costCenter: '4130',
      organization: 'Universal Studios',
      division: 'Theme Park',
      department: 'Tour Operations',
      manager: 'John Smith',
      managerId: '26118915',
      entitlements: ['vpn', 'crm'],
      roles: ['admin'],
      createdOn: Date.UTC(2010, 0, 23, 4, 56, 22),
      updatedOn: Date.UTC(2011, 4, 13, 2, 42, 34, 500),
      webLink: 'https://login.example.com/bjensen',
    });
    expect([entity]).toMatchGraphObjectSchema({ _class: Entities.USER._class });
  });

  test('with nothing but an id is named by it, and nothing is made up', () => {
    const { _rawData, ...entity } = userOf({});

    expect(JSON.parse(JSON.stringify(entity))).toEqual({
      _key: 'acme_user:2819c223',
      _type: 'acme_user',
      _class: ['User'],
      id: '2819c223',
      name: '2819c223',
      displayName: '2819c223',
    });
    expect([entity]).toMatchGraphObjectSchema({ _class: Entities.USER._class });
  });

  test.each([
    ['displayName', { displayName: 'D', name: { formatted: 'F' } }, 'D'],
    ['the formatted name', { displayName: ' ', name: { formatted: 'F' } }, 'F'],
    ['a name that is a text', { name: 'N' }, 'N'],
    ['both parts', { name: { givenName: 'A', familyName: 'B' } }, 'A B'],
    ['the one part there is', { name: { familyName: 'B' } }, 'B'],
    ['the user name', { userName: 'u', name: { givenName: '' } }, 'u'],
  ])('is named by %s', (_name, attributes, expected) => {
    expect(userOf(attributes)).toMatchObject({
      name: expected,
      displayName: expected,
    });
  });

  test.each([
    [true, true, 'active'],
    ['True', true, 'active'],
    [false, false, 'inactive'],
    ['false', false, 'inactive'],
    [null, undefined, undefined],
    [undefined, undefined, undefined],
    ['perhaps', undefined, undefined],
  ])('active %j is %j', (active, expected, status) => {
    const entity = userOf({ active });

    expect(entity.active).toBe(expected);
    expect(entity.status).toBe(status);
  });

  test.each<[string, object, string | undefined]>([
    [
      'the primary one',
      {
        emails: [
          { value: 'home@x.example', type: 'home' },
          { value: 'work@x.example', type: 'work' },
          { value: 'main@x.example', type: 'other', primary: true },
        ],
      },
      'main@x.example',
    ],
    [
      'the primary one, even at home',
      {
        emails: [
          { value: 'work@x.example', type: 'work', primary: false },
          { value: 'home@x.example', type: 'home', primary: 'True' },
        ],
      },
      'home@x.example',
    ],
    [
      'else that for work',
      {
        emails: [
          { value: 'home@x.example', type: 'home' },
          { value: 'work@x.example', type: 'WORK' },
        ],
      },
      'work@x.example',
    ],
    [
      'else the first',
      { emails: [{ value: 'a@x.example' }, { value: 'b@x.example' }] },
      'a@x.example',
    ],
    [
      'the next where one is no address',
      {
        emails: [
          { value: 'not an address', primary: true },
          { value: null, type: 'work' },
          { value: 'b@x.example' },
        ],
      },
      'b@x.example',
    ],
    ['a text without a list', { emails: 'A@X.example' }, 'a@x.example'],
    [
      'the user name, where it is an address',
      { userName: 'u@x.example' },
      'u@x.example',
    ],
    ['none', { userName: 'k000017', emails: [] }, undefined],
    ['none without a domain', { userName: 'root@localhost' }, undefined],
    ['none for null', { emails: null }, undefined],
  ])('has as e-mail %s', (_name, attributes, email) => {
    expect(userOf(attributes).email).toBe(email);
  });

  test('has a manager by id, where that is all that is known', () => {
    expect(userOf({ [ENTERPRISE_USER]: { manager: 26 } })).toMatchObject({
      manager: '26',
      managerId: '26',
    });
  });

  test.each([
    ['a link that is none', { profileUrl: 'bjensen' }, 'webLink'],
    [
      'a link with a password',
      { profileUrl: 'https://a:b@x.example' },
      'webLink',
    ],
    ['a script', { profileUrl: 'javascript:alert(1)' }, 'webLink'],
    ['a time that is none', { meta: { created: 'yesterday' } }, 'createdOn'],
    ['a number for a time', { meta: { created: 1264222582 } }, 'createdOn'],
    ['no roles', { roles: [] }, 'roles'],
  ])('leaves out %s', (_name, attributes, property) => {
    expect(userOf(attributes)[property]).toBeUndefined();
  });

  test('has raw data by an allow-list at every depth', () => {
    const entity = userOf({
      ...complete,
      phoneNumbers: [{ value: PII_MARKERS.phoneNumber }],
      password: PII_MARKERS.password,
      addresses: [{ formatted: PII_MARKERS.streetAddress }],
      roles: [{ value: 'admin', secret: PII_MARKERS.password }],
      entitlements: [{ value: 'vpn', key: { deep: PII_MARKERS.password } }],
    });

    expect(getRawData(entity)).toEqual({
      id: '2819c223',
      externalId: 'HR-1',
      userName: 'bjensen@example.com',
      displayName: 'Babs Jensen',
      active: true,
      title: 'Tour Guide',
      userType: 'Employee',
      roles: [{ value: 'admin' }],
      entitlements: [{ value: 'vpn' }],
    });
    expectNoPersonalData(entity);
  });

  test.each(['__proto__', 'constructor', 'prototype'])(
    'takes no prototype from an attribute named %s',
    (name) => {
      const record: unknown = JSON.parse(
        `{"id": "1", "${name}": {"admin": true}, "name": {"${name}": {"admin": true}}}`,
      );

      const entity = createUserEntity(ScimUser.parse(record));

      expect(entity.admin).toBeUndefined();
      expect({}).not.toHaveProperty('admin');
      expect(JSON.stringify(entity)).not.toContain('admin');
    },
  );
});

describe('a group', () => {
  test('has all that SCIM tells of it', () => {
    const entity = groupOf({
      externalId: 'g-1',
      displayName: 'Tour Guides',
      members: [{ value: '2819c223', display: PII_MARKERS.im }],
      meta: {
        created: '2010-01-23T04:56:22Z',
        lastModified: '2011-05-13T04:42:34Z',
      },
    });

    expect(entity).toMatchObject({
      _key: 'acme_group:e9e30dba',
      _type: 'acme_group',
      _class: ['UserGroup'],
      id: 'e9e30dba',
      name: 'Tour Guides',
      displayName: 'Tour Guides',
      externalId: 'g-1',
      createdOn: Date.UTC(2010, 0, 23, 4, 56, 22),
      updatedOn: Date.UTC(2011, 4, 13, 4, 42, 34),
    });
    expect(getRawData(entity)).toEqual({
      id: 'e9e30dba',
      externalId: 'g-1',
      displayName: 'Tour Guides',
    });
    expectNoPersonalData(entity);
  });

  test('without a name is named by its id', () => {
    expect(groupOf({ displayName: null })).toMatchObject({
      name: 'e9e30dba',
      displayName: 'e9e30dba',
    });
  });
});

describe('the account', () => {
  test('has what the service declares of itself', () => {
    const entity = createAccountEntity(
      baseUrl,
      ServiceProviderConfig.parse({
        documentationUri: 'https://docs.example/scim',
        patch: { supported: true },
        bulk: { supported: false },
        filter: { supported: true, maxResults: 200 },
        changePassword: { supported: false },
        sort: { supported: true },
        etag: { supported: false },
        pagination: { cursor: true, index: true },
        authenticationSchemes: [
          { type: 'oauthbearertoken' },
          { type: 'httpbasic' },
        ],
      }),
    );

    expect(entity).toMatchObject({
      _key: 'acme_account:scim.acme.example/tenant-7/v2',
      _type: 'acme_account',
      _class: ['Account'],
      name: 'scim.acme.example',
      displayName: 'scim.acme.example',
      vendor: 'SCIM',
      accountId: 'scim.acme.example/tenant-7/v2',
      domain: 'scim.acme.example',
      webLink: 'https://scim.acme.example/tenant-7/v2',
      documentationLink: 'https://docs.example/scim',
      patchSupported: true,
      bulkSupported: false,
      filterSupported: true,
      filterMaxResults: 200,
      changePasswordSupported: false,
      sortSupported: true,
      etagSupported: false,
      indexPagingSupported: true,
      cursorPagingSupported: true,
      authenticationSchemes: ['oauthbearertoken', 'httpbasic'],
    });
    expect([entity]).toMatchGraphObjectSchema({
      _class: Entities.ACCOUNT._class,
    });
  });

  test('says nothing of what the service does not declare', () => {
    const { _rawData, ...entity } = createAccountEntity(baseUrl);

    expect(JSON.parse(JSON.stringify(entity))).toEqual({
      _key: 'acme_account:scim.acme.example/tenant-7/v2',
      _type: 'acme_account',
      _class: ['Account'],
      name: 'scim.acme.example',
      displayName: 'scim.acme.example',
      vendor: 'SCIM',
      accountId: 'scim.acme.example/tenant-7/v2',
      domain: 'scim.acme.example',
      webLink: 'https://scim.acme.example/tenant-7/v2',
    });
  });

  test.each([
    ['https://Scim.Acme.example/', 'acme_account:scim.acme.example'],
    ['https://scim.acme.example/v2/', 'acme_account:scim.acme.example/v2'],
    [
      'https://scim.acme.example:8443/v2',
      'acme_account:scim.acme.example:8443/v2',
    ],
  ])('at %s has the key %s', (url, key) => {
    expect(accountKey(new URL(url))).toBe(key);
  });
});

test('a user and a group with the same id are two entities', () => {
  const user = createUserEntity(ScimUser.parse({ id: 7 }));
  const group = createGroupEntity(ScimGroup.parse({ id: '7' }));

  expect(user._key).toBe('acme_user:7');
  expect(group._key).toBe('acme_group:7');
});

test.each([
  [
    'account has user',
    Relationships.ACCOUNT_HAS_USER,
    createAccountUserRelationship(baseUrl, 'u'),
    ['acme_account:scim.acme.example/tenant-7/v2', 'acme_user:u'],
  ],
  [
    'account has group',
    Relationships.ACCOUNT_HAS_GROUP,
    createAccountGroupRelationship(baseUrl, 'g'),
    ['acme_account:scim.acme.example/tenant-7/v2', 'acme_group:g'],
  ],
  [
    'group has user',
    Relationships.GROUP_HAS_USER,
    createGroupUserRelationship('g', 'u'),
    ['acme_group:g', 'acme_user:u'],
  ],
  [
    'group has group',
    Relationships.GROUP_HAS_GROUP,
    createGroupGroupRelationship('g', 'h'),
    ['acme_group:g', 'acme_group:h'],
  ],
])('%s', (_name, { _type }, relationship, [from = '', to = '']) => {
  expect(relationship).toMatchObject({
    _key: `${from}|has|${to}`,
    _type,
    _class: 'HAS',
    _fromEntityKey: from,
    _toEntityKey: to,
  });
});

test('nobody of an organization has personal data in the graph', () => {
  const { users, groups } = createOrganization();

  const entities = [
    ...users.map((user) => createUserEntity(ScimUser.parse(user))),
    ...groups.map((group) => createGroupEntity(ScimGroup.parse(group))),
  ];

  expect(JSON.stringify(users)).toContain(PII_MARKERS.phoneNumber);
  entities.forEach(expectNoPersonalData);
});

function expectNoPersonalData(entity: object): void {
  const written = JSON.stringify(entity);
  for (const marker of Object.values(PII_MARKERS)) {
    expect(written).not.toContain(marker);
  }
}
