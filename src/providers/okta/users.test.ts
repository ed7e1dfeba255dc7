import { toEntity } from '../../graph/entities';

import type { Org } from './client';
import type { MfaFacts } from './secondFactors';
import { OktaUser } from './userRecords';
import { USER } from './users';

const org: Org = {
  host: 'acme.okta.com',
  url: 'https://acme.okta.com',
  adminUrl: 'https://acme-admin.okta.com',
};

const ID = '00u1exampleAda00h7zz';

function createUser(
  user: OktaUser,
  mfa?: MfaFacts,
  of = org,
  attributes: 'all' | ReadonlySet<string> = new Set<string>(),
) {
  return toEntity(USER, { org: of, user, attributes, mfa });
}

const user = OktaUser.parse({
  id: ID,
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
  test.each([
    ['Bo Example', 'Bo Example'],
    ['bo@acme.example', undefined],
    ['CN=Bo Example,OU=People', undefined],
    ['00u1exampleBob00h7zz', undefined],
  ])('managed by %s has as name of the manager %p', (manager, expected) => {
    const { profile } = user;
    const managed = { ...user, profile: { ...profile, manager } };
    expect(createUser(managed).manager).toBe(expected);
    expect(createUser(managed, undefined, org, 'all').manager).toBe(expected);
  });

  test('has the vocabulary of all users, and both spellings of each time', () => {
    expect(createUser(user)).toMatchObject({
      _key: ID,
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
      webLink: `https://acme-admin.okta.com/admin/user/profile/view/${ID}`,
    });
  });

  test('has MFA facts only where they are known, whatever the profile says', () => {
    const unknown = createUser(user);
    expect(unknown.mfaEnabled).toBeUndefined();
    expect(unknown.mfaMethods).toBeUndefined();
    const known = createUser(user, {
      mfaEnabled: true,
      mfaMethods: ['push'],
    });
    expect(known).toMatchObject({ mfaEnabled: true, mfaMethods: ['push'] });
  });

  test('keeps phone numbers, questions and credentials out, of raw data too', () => {
    const everything = JSON.stringify(createUser(user));
    expect(everything).not.toContain('555');
    expect(everything).not.toContain('Who?');
    expect(everything).not.toContain('recovery');
  });

  test('can do with next to nothing', () => {
    const bare = OktaUser.parse({ id: ID, status: 7, profile: null });
    const entity = createUser(bare, undefined, { host: 'h', url: 'https://h' });
    expect(entity).toMatchObject({ name: ID, displayName: ID });
    expect(entity.active).toBeUndefined();
    expect(entity.email).toBeUndefined();
    expect(entity.webLink).toBeUndefined();
  });
});

describe('attributes of a profile', () => {
  const withProfile = (profile: object) =>
    OktaUser.parse({ id: ID, profile: { login: 'ada', ...profile } });
  const custom = withProfile({
    department: 'Engineering',
    salary: 100,
    nationalId: 'n',
    badge_number: 'B1',
    apiKey: 'k',
  });

  test('are those of Okta, by default', () => {
    const entity = createUser(custom);

    expect(entity).toMatchObject({ department: 'Engineering' });
    expect(JSON.stringify(entity)).not.toMatch(/salary|national|badge|apiKey/i);
  });

  test('are those that the user names, too, whatever they are', () => {
    const wanted = new Set(['badge_number', 'salary']);
    expect(createUser(custom, undefined, org, wanted)).toMatchObject({
      badgeNumber: 'B1',
      salary: 100,
    });
  });

  test('are all but known secrets where the user says so', () => {
    const entity = createUser(custom, undefined, org, 'all');

    expect(entity).toMatchObject({ badgeNumber: 'B1' });
    expect(entity.salary).toBeUndefined();
    expect(entity.apiKey).toBeUndefined();
  });

  test('never displace a property that is made otherwise', () => {
    const liar = withProfile({ mfaEnabled: false, status: 'x', id: 'y' });
    const entity = createUser(liar, { mfaEnabled: true }, org, 'all');

    expect(entity).toMatchObject({ mfaEnabled: true, id: ID });
    expect(entity.status).toBeUndefined();
  });
});
