import { getRawData } from '@jupiterone/integration-sdk-core';

import {
  createOrganization,
  PII_MARKERS,
} from '../../../simulators/acme/organization';
import { toEntity } from '../../graph/entities';

import { ENTERPRISE_USER, ScimUser, USER } from './users';

function entityOf(record: unknown) {
  return toEntity(USER, { user: ScimUser.parse(record) });
}

function userOf(attributes: object) {
  return entityOf({ id: '2819c223', ...attributes });
}

describe('ScimUser', () => {
  test.each([
    ['as RFC 7643 has it', ENTERPRISE_USER],
    ['in lower case', ENTERPRISE_USER.toLowerCase()],
    ['in upper case', ENTERPRISE_USER.toUpperCase()],
    ['of SCIM 1.1', 'urn:scim:schemas:extension:enterprise:1.0'],
    [
      'of SCIM 1.1 with resource',
      'urn:scim:schemas:extension:enterprise:1.0:User',
    ],
    [
      'without its resource',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0',
    ],
  ])('reads the Enterprise extension under its URN %s', (_name, urn) => {
    const user = ScimUser.parse({
      id: '1',
      [urn]: {
        EmployeeNumber: 701984,
        manager: { value: '26', DisplayName: 'J' },
      },
    });

    expect(user[ENTERPRISE_USER]).toEqual({
      employeeNumber: '701984',
      manager: { value: '26', displayName: 'J' },
    });
  });

  test.each([
    'urn:ietf:params:scim:schemas:extension:acme:2.0:User',
    'urn:evil:enterprise:2.0:User',
    'enterprise',
  ])('takes %s for another attribute', (name) => {
    const user = ScimUser.parse({ id: '1', [name]: 'anything' });

    expect(user[ENTERPRISE_USER]).toBeUndefined();
    expect(user).not.toHaveProperty([name]);
  });

  test.each([
    ['all attributes', {}],
    [
      'null for all',
      nulls(['userName', 'name', 'active', 'emails', 'meta', ENTERPRISE_USER]),
    ],
    ['a manager by id', { [ENTERPRISE_USER]: { manager: 26 } }],
    ['a name as text', { name: 'Barbara Jensen' }],
  ])('accepts a user with %s', (_name, attributes) => {
    expect(ScimUser.safeParse({ id: '1', ...attributes }).success).toBe(true);
  });

  test.each([
    [{}],
    [{ id: null }],
    [{ id: '' }],
    [{ userName: 'a' }],
    ['1'],
    [null],
  ])('rejects %j, which has no id', (record) => {
    expect(ScimUser.safeParse(record).success).toBe(false);
  });
});

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
    expect([entity]).toMatchGraphObjectSchema({ _class: USER._class });
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
    expect([entity]).toMatchGraphObjectSchema({ _class: USER._class });
  });

  test.each([
    ['displayName', { displayName: 'D', name: { formatted: 'F' } }, 'D'],
    ['the formatted name', { displayName: ' ', name: { formatted: 'F' } }, 'F'],
    ['a name that is a text', { name: 'N' }, 'N'],
    ['a flat attribute', { 'name.formatted': 'F' }, 'F'],
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

  test.each<[string, unknown, string]>([
    ['an id', 26, '26'],
    ['an id within an object', { value: '26' }, '26'],
    ['a reference', { $ref: 'https://x.example/v2/Users/26' }, '26'],
    ['a reference with an empty id', { value: '', $ref: '../Users/26' }, '26'],
  ])('has a manager by %s, whose name is not known', (_name, manager, id) => {
    const { managerId, manager: name } = userOf({
      [ENTERPRISE_USER]: { manager },
    });

    expect({ managerId, name }).toEqual({ managerId: id, name: undefined });
  });

  test.each<[string, object[], string[]]>([
    ['readable values', [{ value: 'vpn', display: 'Remote access' }], ['vpn']],
    [
      'names of opaque values',
      [{ value: '00e58000000qvhqAAA', display: 'Standard User' }],
      ['Standard User'],
    ],
    ['names without a value', [{ value: '', display: 'Admin' }], ['Admin']],
    ['opaque values without a name', [{ value: '7', display: ' ' }], ['7']],
    ['all but one of another type', [{ value: 'a' }, []], ['a']],
  ])('has %s as roles and entitlements', (_name, values, expected) => {
    expect(userOf({ roles: values, entitlements: values })).toMatchObject({
      roles: expected,
      entitlements: expected,
    });
  });

  test.each([
    ['name', [], 'firstName'],
    ['title', { text: 'Guide' }, 'title'],
    ['emails', 7, 'email'],
    ['roles', 7, 'lastName'],
    ['meta', [], 'createdOn'],
    [ENTERPRISE_USER, [], 'department'],
    [ENTERPRISE_USER, { manager: [{ value: '26' }] }, 'managerId'],
    ['active', [], 'active'],
    ['externalId', {}, 'externalId'],
  ])('is there without its %s where that is %j', (name, value, property) => {
    const { id, [property]: lost } = userOf({ [name]: value });

    expect({ id, lost }).toEqual({ id: '2819c223', lost: undefined });
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

      const entity = entityOf(record);

      expect(entity.admin).toBeUndefined();
      expect({}).not.toHaveProperty('admin');
      expect(JSON.stringify(entity)).not.toContain('admin');
    },
  );
});

test('nobody of an organization has personal data in the graph', () => {
  const { users } = createOrganization();

  expect(JSON.stringify(users)).toContain(PII_MARKERS.phoneNumber);
  users.map(entityOf).forEach(expectNoPersonalData);
});

function expectNoPersonalData(entity: object): void {
  const written = JSON.stringify(entity);
  for (const marker of Object.values(PII_MARKERS)) {
    expect(written).not.toContain(marker);
  }
}

function nulls(names: readonly string[]): Record<string, null> {
  return Object.fromEntries(names.map((name) => [name, null]));
}

test.each([
  [
    'several',
    [{ value: 'A@x.example' }, { value: 'none' }, 'b@x.example'],
    ['a@x.example', 'b@x.example'],
  ],
  ['the same one twice', ['a@x.example', 'A@x.example'], undefined],
  ['one', ['a@x.example'], undefined],
])('all addresses, where there are %s', (_case, emails, expected) => {
  expect(userOf({ emails }).emails).toEqual(expected);
});
