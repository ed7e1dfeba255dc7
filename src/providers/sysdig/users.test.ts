import { toEntity } from '../../graph/entities';

import { OlderUser, PlatformUser, USER, type User } from './users';

function createUserEntity(user: Partial<User> & { id: string }) {
  return toEntity(USER, { ...PlatformUser.parse({ id: user.id }), ...user });
}

describe('user', () => {
  const user = {
    id: '41001',
    email: 'Ada@Acme.example',
    firstName: 'Ada',
    lastName: 'Example',
    isAdmin: true,
    isEnabled: true,
    activationStatus: 'CONFIRMED',
    dateCreated: 1,
  };

  test('with all that is known', () => {
    expect(createUserEntity(user)).toMatchObject({
      _key: 'sysdig_user:41001',
      _type: 'sysdig_user',
      _class: ['User'],
      id: '41001',
      name: 'Ada Example',
      displayName: 'Ada Example',
      username: 'Ada@Acme.example',
      email: 'ada@acme.example',
      firstName: 'Ada',
      lastName: 'Example',
      active: true,
      status: 'confirmed',
      admin: true,
      createdOn: 1,
    });
  });

  test.each([
    [{ isEnabled: true, activationStatus: 'confirmed' }, true],
    [{ isEnabled: true, activationStatus: 'pending' }, false],
    [{ isEnabled: false, activationStatus: 'confirmed' }, false],
    [{ isEnabled: false }, false],
    [{ isEnabled: true }, undefined],
    [{ activationStatus: 'confirmed' }, undefined],
    [{}, undefined],
  ])('%j is active: %s', (state, active) => {
    expect(createUserEntity({ id: '1', ...state }).active).toBe(active);
  });

  test('of whom nothing is known is no administrator and none is denied', () => {
    const entity = createUserEntity({ id: '41002' });

    expect(entity).toMatchObject({ name: '41002', displayName: '41002' });
    expect(entity.admin).toBeUndefined();
    expect(entity.email).toBeUndefined();
  });

  test('without names is known by address; what is none is no e-mail', () => {
    const entity = createUserEntity({ id: '1', email: 'service user' });

    expect(entity).toMatchObject({
      name: 'service user',
      username: 'service user',
    });
    expect(entity.email).toBeUndefined();
  });
});

test('users of both generations come out alike', () => {
  const platform = PlatformUser.parse({
    id: 41001,
    email: 'ada@acme.example',
    firstName: 'Ada',
    lastName: null,
    isAdmin: true,
    isEnabled: true,
    activationStatus: 'confirmed',
    dateCreated: '2023-11-14T22:13:20Z',
    lastUpdated: null,
  });
  const legacy = OlderUser.parse({
    id: 41001,
    username: 'ada@acme.example',
    firstName: 'Ada',
    lastName: null,
    systemRole: 'ROLE_CUSTOMER',
    enabled: true,
    status: 'confirmed',
    products: ['SDC', 'SDS', 'SDX'],
    dateCreated: 1_700_000_000_000,
  });

  const expected = {
    id: '41001',
    email: 'ada@acme.example',
    firstName: 'Ada',
    admin: true,
    enabled: true,
    status: 'confirmed',
    createdOn: 1_700_000_000_000,
  };
  expect(toEntity(USER, platform)).toMatchObject(expected);
  expect(toEntity(USER, legacy)).toMatchObject({
    ...expected,
    products: ['monitor', 'secure', 'sdx'],
  });
});

test.each([
  ['ROLE_CUSTOMER', true],
  ['ROLE_ADMIN', true],
  ['ROLE_USER', false],
  ['ROLE_SOMETHING', undefined],
  [undefined, undefined],
])('system role %s says of administration: %s', (systemRole, admin) => {
  expect(OlderUser.parse({ id: 1, systemRole }).isAdmin).toBe(admin);
});

test.each([
  ['ROLE_ADMIN', true],
  ['ROLE_CUSTOMER', false],
  ['ROLE_USER', false],
  ['ROLE_OF_TOMORROW', undefined],
  [undefined, undefined],
])('%s administers the whole installation: %s', (systemRole, expected) => {
  const user = OlderUser.parse({ id: 41001, systemRole });

  expect(toEntity(USER, user).superAdmin).toBe(expected);
});
