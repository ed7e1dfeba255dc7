import {
  countsOf,
  createOrganization,
  type ScimGroup,
  type ScimUser,
} from '../../../simulators/acme/organization';
import {
  type Deviations,
  startOddScimServer,
} from '../../../simulators/acme/oddServer';
import { collect } from '../../../test/support/execution';
import { createRelationship } from '../../graph/relationships';

import { accountKey } from './account';
import { ACCOUNT_HAS_GROUP, groupKey } from './groups';
import { GROUP_HAS_GROUP, GROUP_HAS_USER, groupMembers } from './members';
import { ACCOUNT_HAS_USER, userKey } from './users';

const token = 'steps-test-token';
const organization = createOrganization({ users: 30, groups: 25 });

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

function configFor(acmeBaseUrl: string) {
  return { provider: 'acme', acmeBaseUrl, acmeApiKey: token };
}

const baseUrl = new URL('https://scim.acme.example/tenant-7/v2');

test.each([
  [
    'account has user',
    ACCOUNT_HAS_USER,
    [accountKey(baseUrl), userKey('u')],
    ['acme_account:scim.acme.example/tenant-7/v2', 'acme_user:u'],
  ],
  [
    'account has group',
    ACCOUNT_HAS_GROUP,
    [accountKey(baseUrl), groupKey('g')],
    ['acme_account:scim.acme.example/tenant-7/v2', 'acme_group:g'],
  ],
  [
    'group has user',
    GROUP_HAS_USER,
    [groupKey('g'), userKey('u')],
    ['acme_group:g', 'acme_user:u'],
  ],
  [
    'group has group',
    GROUP_HAS_GROUP,
    [groupKey('g'), groupKey('h')],
    ['acme_group:g', 'acme_group:h'],
  ],
])('%s', (name, metadata, [fromKey = '', toKey = ''], [from = '', to = '']) => {
  expect(createRelationship(metadata, fromKey, toKey)).toMatchObject({
    _key: `${from}|has|${to}`,
    _type: `acme_${name.replaceAll(' ', '_')}`,
    _class: 'HAS',
    _fromEntityKey: from,
    _toEntityKey: to,
  });
});

/** What a directory of these users and groups is read as; memberships as the keys of both ends. */
async function membershipsAt(
  users: readonly ScimUser[],
  groups: readonly ScimGroup[],
  deviations: Deviations = {},
) {
  const server = await startOddScimServer({ users, groups, deviations, token });
  stops.push(server.stop);
  const execution = await collect({ config: configFor(server.url) });
  expect(execution.error).toBeUndefined();
  const keysOf = (type: string) =>
    execution.relationships
      .filter(({ _type }) => _type === type)
      .map(({ _key }) => _key.replace('|has|', ' '))
      .sort();
  return {
    ...execution,
    requests: server.requests,
    ofUsers: keysOf(GROUP_HAS_USER._type),
    ofGroups: keysOf(GROUP_HAS_GROUP._type),
  };
}

function user(id: string, rest: Partial<ScimUser> = {}): ScimUser {
  return {
    schemas: [],
    id,
    userName: `user-${id}`,
    displayName: `User ${id}`,
    userType: 'Employee',
    active: true,
    meta: { resourceType: 'User', created: '', lastModified: '' },
    ...rest,
  };
}

/** @param members as they are on the wire */
function group(id: string, members: object[]): ScimGroup {
  return {
    schemas: [],
    id,
    displayName: `Group ${id}`,
    members: members as ScimGroup['members'],
    meta: { resourceType: 'Group', created: '', lastModified: '' },
  };
}

describe('members', () => {
  test('of unknown type are users or groups by their ids', async () => {
    const { ofUsers, ofGroups, steps } = await membershipsAt(
      [user('u')],
      [group('g', [{ value: 'u' }, { value: 'h' }]), group('h', [])],
    );

    expect(ofUsers).toEqual(['acme_group:g acme_user:u']);
    expect(ofGroups).toEqual(['acme_group:g acme_group:h']);
    expect(new Set(Object.values(steps))).toEqual(new Set(['success']));
  });

  test('are told apart by type where a user and a group have the same id', async () => {
    const { ofUsers, ofGroups, entities } = await membershipsAt(
      [user('7')],
      [
        group('7', []),
        group('a', [{ value: '7', type: 'User' }]),
        group('b', [{ value: '7', $ref: 'https://x.example/v2/Groups/7' }]),
        group('c', [
          { value: '7', type: 'User' },
          { value: '7', type: 'Group' },
        ]),
      ],
    );

    expect(entities).toHaveLength(1 + 1 + 4);
    expect(ofUsers).toEqual([
      'acme_group:a acme_user:7',
      'acme_group:c acme_user:7',
    ]);
    expect(ofGroups).toEqual([
      'acme_group:b acme_group:7',
      'acme_group:c acme_group:7',
    ]);
  });

  test('that are given twice are stored once', async () => {
    const { ofUsers } = await membershipsAt(
      [user('u')],
      [group('g', [{ value: 'u' }, { value: 'u', type: 'User' }])],
    );

    expect(ofUsers).toEqual(['acme_group:g acme_user:u']);
  });

  test('that the directory does not list are counted, and left out', async () => {
    const known = Array.from({ length: 20 }, (_, index) => `u${index}`);
    const { ofUsers, ofGroups, log, steps } = await membershipsAt(
      known.map((id) => user(id)),
      [
        group('g', [
          ...known.map((value) => ({ value })),
          { value: 'gone', type: 'User' },
          { value: 'u1', type: 'Group' },
        ]),
      ],
    );

    expect(ofUsers).toHaveLength(20);
    expect(ofGroups).toEqual([]);
    expect(log).toContain('Skipped 2 references to objects');
    expect(steps[groupMembers.id]).toBe('success');
  });

  test('of whom the directory lists few prove that its list of users was not whole', async () => {
    const { ofUsers, steps, partialTypes } = await membershipsAt(
      [user('u')],
      [
        group('g', [
          { value: 'u' },
          { value: 'hidden', type: 'User' },
          { value: 'hidden too', type: 'User' },
        ]),
      ],
    );

    expect(ofUsers).toEqual(['acme_group:g acme_user:u']);
    expect(steps[groupMembers.id]).toBe('failure');
    expect(partialTypes).toEqual([
      'acme_group_has_group',
      'acme_group_has_user',
    ]);
  });

  test('a group may be a member of itself, and of its members', async () => {
    const { ofGroups } = await membershipsAt(
      [],
      [
        group('g', [{ value: 'g' }, { value: 'h' }]),
        group('h', [{ value: 'g' }]),
      ],
    );

    expect(ofGroups).toEqual([
      'acme_group:g acme_group:g',
      'acme_group:g acme_group:h',
      'acme_group:h acme_group:g',
    ]);
  });

  test.each(['constructor', 'toString', 'hasOwnProperty'])(
    'an id may be %s',
    async (id) => {
      const { ofUsers, entities } = await membershipsAt(
        [user(id)],
        [group(id, [{ value: id }])],
      );

      expect(entities).toHaveLength(3);
      expect(ofUsers).toEqual([`acme_group:${id} acme_user:${id}`]);
    },
  );
});

describe('memberships are read', () => {
  const { users, groups } = organization;
  const { memberships, nestings } = countsOf(organization);
  const reads = (requests: readonly { path: string }[]) =>
    requests.filter(({ path }) => /\/Groups\/./.test(path)).length;

  test('from the list of groups, if it has them', async () => {
    const { ofUsers, ofGroups, requests } = await membershipsAt(users, groups);

    expect([ofUsers.length, ofGroups.length]).toEqual([memberships, nestings]);
    expect(reads(requests)).toBe(0);
  });

  test('else from each group', async () => {
    const { ofUsers, ofGroups, requests } = await membershipsAt(users, groups, {
      noMembersInLists: true,
    });

    expect([ofUsers.length, ofGroups.length]).toEqual([memberships, nestings]);
    expect(reads(requests)).toBe(groups.length);
  });

  test('else from the users, who know nothing of nested groups', async () => {
    const { ofUsers, ofGroups } = await membershipsAt(users, groups, {
      membersNowhere: true,
    });

    expect([ofUsers.length, ofGroups.length]).toEqual([memberships, 0]);
  });

  test('and where nobody tells any, the step fails and says so', async () => {
    const { ofUsers, log, steps } = await membershipsAt(users, groups, {
      membersAlwaysEmpty: true,
    });

    expect(ofUsers).toEqual([]);
    expect(steps[groupMembers.id]).toBe('failure');
    expect(log).toContain('the service tells the members of no group');
  });

  test('from single groups, where the list has those of other groups only', async () => {
    const { ofUsers, ofGroups, requests } = await membershipsAt(users, groups, {
      noMembersInListsOver: 5,
      noGroupsOfUsers: true,
    });

    expect([ofUsers.length, ofGroups.length]).toEqual([memberships, nestings]);
    expect(reads(requests)).toBe(
      groups.filter(({ members }) => members.length > 5).length,
    );
  });

  test('from few single groups, where those tell no more than the list', async () => {
    const known = Array.from({ length: 30 }, (_, index) => `u${index}`);
    const { ofUsers, requests, steps } = await membershipsAt(
      known.map((id) => user(id)),
      known.map((id, index) =>
        group(`g${index}`, [{ value: id, type: 'User' }]),
      ),
    );

    expect(ofUsers).toHaveLength(30);
    expect(reads(requests)).toBe(10);
    expect(steps[groupMembers.id]).toBe('success');
  });

  test('from users, of those groups that list nobody', async () => {
    const groupsOfUser = { groups: [{ value: 'h' }] } as Partial<ScimUser>;
    const { ofUsers } = await membershipsAt(
      [user('u', groupsOfUser), user('v')],
      [group('g', [{ value: 'v', type: 'User' }]), group('h', [])],
    );

    expect(ofUsers).toEqual([
      'acme_group:g acme_user:v',
      'acme_group:h acme_user:u',
    ]);
  });
});
