import { toEntity } from '../../graph/entities';

import { User, USER, userSource } from './users';

const CONSOLE = new URL('https://console.eu.jumpcloud.com');
const ID = '60aa11bb22cc33dd44ee55ff';

describe('user', () => {
  const createUser = (fields: object) =>
    toEntity(USER, userSource(User.parse({ _id: ID, ...fields }), CONSOLE));

  test('has the facts of the graph model', () => {
    expect(
      createUser({
        username: 'ada',
        email: 'Ada@Acme.Example',
        firstname: 'Ada',
        lastname: 'Example',
        displayname: '',
        state: 'ACTIVATED',
        activated: true,
        suspended: false,
        account_locked: false,
        account_locked_date: null,
        created: '2024-02-01T08:00:00.000Z',
        jobTitle: 'Engineer',
        department: 'Engineering',
        employeeType: 'full-time',
        employeeIdentifier: 'E1',
        manager: '60aa11bb22cc33dd44ee5500',
        admin: { id: ID, roleName: 'Help Desk', roleNames: ['Help Desk'] },
        mfa: {
          configured: true,
          exclusion: true,
          exclusionUntil: '2026-06-01T00:00:00Z',
        },
        totp_enabled: true,
        sudo: true,
        ldap_binding_user: true,
        samba_service_user: false,
        password_expired: true,
        password_date: '2026-01-01T00:00:00Z',
        lastlogin: '2026-02-01T00:00:00Z',
      }),
    ).toMatchObject({
      _key: ID,
      _type: 'jumpcloud_user',
      _class: ['User'],
      username: 'ada',
      email: 'ada@acme.example',
      name: 'Ada Example',
      displayName: 'Ada Example',
      firstName: 'Ada',
      lastName: 'Example',
      active: true,
      status: 'active',
      locked: false,
      suspended: false,
      mfaEnabled: true,
      mfaMethods: ['totp'],
      mfaConfigured: true,
      mfaExclusion: true,
      mfaExclusionUntil: Date.UTC(2026, 5, 1),
      admin: true,
      adminRoles: ['Help Desk'],
      employeeId: 'E1',
      employeeNumber: 'E1',
      employeeType: 'full-time',
      title: 'Engineer',
      jobTitle: 'Engineer',
      department: 'Engineering',
      managerId: '60aa11bb22cc33dd44ee5500',
      sudo: true,
      ldapBindingUser: true,
      sambaServiceUser: false,
      passwordExpired: true,
      passwordChangedOn: Date.UTC(2026, 0, 1),
      createdOn: Date.UTC(2024, 1, 1, 8),
      lastLoginOn: Date.UTC(2026, 1, 1),
      webLink: `https://console.eu.jumpcloud.com/#/users/${ID}/details`,
    });
  });

  test('has the id of the manager, and nothing else in place of the name', () => {
    const manager = '60aa11bb22cc33dd44ee5500';

    expect(createUser({ manager })).toMatchObject({ managerId: manager });
    expect(createUser({ manager }).manager).toBeUndefined();
  });

  test('has the name of the manager whom the list has', () => {
    const user = { ...User.parse({ _id: ID }), managerName: 'Ada Example' };

    expect(toEntity(USER, userSource(user, CONSOLE)).manager).toBe(
      'Ada Example',
    );
  });

  test('of which little is told has no invented facts', () => {
    const { active, admin, mfaEnabled, mfaExclusion, email, locked } =
      createUser({ username: 'ada', email: 'no address', mfa: null });

    expect([active, admin, mfaEnabled, mfaExclusion, email, locked]).toEqual(
      Array(6).fill(undefined),
    );
  });

  test.each([
    ['displayname', { displayname: 'Ada E.', firstname: 'Ada' }, 'Ada E.'],
    ['first name', { firstname: 'Ada', username: 'ada' }, 'Ada'],
    ['username', { username: 'ada', email: 'ada@acme.example' }, 'ada'],
    ['e-mail', { username: '', email: 'ada@acme.example' }, 'ada@acme.example'],
    ['id', {}, ID],
  ])('is called by %s', (_case, fields, name) => {
    expect(createUser(fields)).toMatchObject({ name, displayName: name });
  });

  test('keeps keys, phone numbers, addresses and attributes to itself', () => {
    const user = createUser({
      public_key: 'canary',
      ssh_keys: [{ public_key: 'canary' }],
      phoneNumbers: [{ number: 'canary' }],
      addresses: [{ streetAddress: 'canary' }],
      attributes: [{ name: 'canary', value: 'canary' }],
      recoveryEmail: { address: 'canary' },
      alternateEmail: 'canary',
      location: 'canary',
      mfa: { configured: true, seed: 'canary' },
      mfaEnrollment: { overallStatus: 'ENROLLED', device: 'canary' },
      admin: { id: ID, token: 'canary' },
    });

    expect(JSON.stringify(user)).not.toContain('canary');
  });
});

test('an id is needed, by either name', () => {
  expect(User.parse({ _id: ID }).id).toBe(ID);
  expect(User.parse({ id: ID }).id).toBe(ID);
  expect(User.safeParse({ username: 'ada' }).success).toBe(false);
  expect(User.safeParse({ _id: null, id: ID }).success).toBe(true);
  expect(User.safeParse({ _id: 'short' }).success).toBe(false);
});

test('a wrong type in another field costs that field only', () => {
  const user = User.parse({
    _id: ID,
    username: 7,
    suspended: 'yes',
    mfa: 'none',
    mfaEnrollment: ['ENROLLED'],
    admin: false,
    manager: '',
  });

  expect(user).toMatchObject({ id: ID, username: '7' });
  expect([user.suspended, user.mfa, user.admin, user.manager]).toEqual(
    Array(4).fill(undefined),
  );
});
