import {
  ENTERPRISE_USER,
  ResourceTypes,
  ScimError,
  ScimGroup,
  ScimUser,
  ServiceProviderConfig,
} from './types';

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
    expect(user[name]).toBe('anything');
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

test('a group without members differs from one whose members are left out', () => {
  expect(ScimGroup.parse({ id: 1, MEMBERS: [] })).toEqual({
    id: '1',
    members: [],
  });
  expect(ScimGroup.parse({ id: 1, members: null }).members).toEqual([]);
  expect(ScimGroup.parse({ id: 1 }).members).toBeUndefined();
});

describe('ServiceProviderConfig', () => {
  test('reads capabilities in the usual wrong types', () => {
    expect(
      ServiceProviderConfig.parse({
        patch: { supported: 'true' },
        bulk: { supported: 0 },
        sort: true,
        etag: null,
        changePassword: 'false',
        filter: { supported: 1, maxResults: '200' },
      }),
    ).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
      sort: { supported: true },
      etag: null,
      changePassword: { supported: false },
      filter: { supported: true, maxResults: 200 },
    });
    expect(ServiceProviderConfig.parse({ filter: false }).filter).toEqual({
      supported: false,
    });
  });

  test.each([0, -1, 'many', null, 1.5])(
    'takes a maximum of %j for unknown',
    (maxResults) => {
      const { filter } = ServiceProviderConfig.parse({
        filter: { maxResults },
      });

      expect(filter?.maxResults).toBeUndefined();
    },
  );
});

test.each([
  ['a list response', { Resources: [{ name: 'User' }] }],
  ['a list response in lower case', { resources: [{ name: 'User' }] }],
  ['a bare list', [{ name: 'User' }]],
  ['a single one', { NAME: 'User' }],
])('resource types come as %s', (_name, body) => {
  expect(ResourceTypes.parse(body)).toEqual([{ name: 'User' }]);
});

test('errors come in the form of SCIM 2 and of SCIM 1', () => {
  expect(
    ScimError.parse({
      status: '400',
      scimType: 'invalidFilter',
      detail: 'No.',
    }),
  ).toMatchObject({ scimType: 'invalidFilter', detail: 'No.' });
  expect(
    ScimError.parse({ Errors: [{ code: 400, description: 'No.' }] }).Errors,
  ).toEqual([{ code: '400', description: 'No.' }]);
});

function nulls(names: readonly string[]): Record<string, null> {
  return Object.fromEntries(names.map((name) => [name, null]));
}
