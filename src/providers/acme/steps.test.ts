import { executeStepWithDependencies } from '@jupiterone/integration-sdk-testing';

import { invocationConfig } from '../..';
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
import { startAcmeSimulator } from '../../../simulators/acme/server';
import { collect } from '../../../test/support/execution';
import { withAccountFirst } from '../../../test/support/stepMetadata';

import { Entities, Relationships, Steps } from './model';

const token = 'steps-test-token';
const organization = createOrganization({ users: 30, groups: 25 });

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

function configFor(acmeBaseUrl: string) {
  return { provider: 'acme', acmeBaseUrl, acmeApiKey: token };
}

describe('what is emitted is declared, and what the data model describes:', () => {
  test.each([
    [Steps.ACCOUNT, Entities.ACCOUNT],
    [Steps.USERS, Entities.USER],
    [Steps.GROUPS, Entities.GROUP],
    [Steps.GROUP_MEMBERS, undefined],
  ])('%s', async (stepId, type) => {
    const simulator = await startAcmeSimulator({ organization, token });
    stops.push(() => simulator.stop());
    const stepTestConfig = {
      stepId,
      instanceConfig: configFor(simulator.url),
      invocationConfig: withAccountFirst(Entities.ACCOUNT._type, Steps.ACCOUNT),
    };

    const result = await executeStepWithDependencies(stepTestConfig);

    expect(result).toMatchStepMetadata(stepTestConfig);
    expect(result.collectedEntities.length > 0).toBe(type !== undefined);
    expect(result.collectedEntities).toMatchGraphObjectSchema({
      _class: type?._class ?? [],
    });
  });
});

test('declares the types of the graph model', () => {
  const emitted = invocationConfig.integrationSteps
    .filter(({ id }) => Object.values<string>(Steps).includes(id))
    .map(({ id, entities, relationships, dependsOn = [] }) => ({
      id,
      types: [...entities, ...relationships].map(({ _type }) => _type),
      dependsOn,
    }));

  expect(emitted).toEqual([
    { id: 'fetch-acme-account', types: ['acme_account'], dependsOn: [] },
    {
      id: 'fetch-acme-users',
      types: ['acme_user', 'acme_account_has_user'],
      dependsOn: [],
    },
    {
      id: 'fetch-acme-groups',
      types: ['acme_group', 'acme_account_has_group'],
      dependsOn: [],
    },
    {
      id: 'fetch-acme-group-members',
      types: ['acme_group_has_user', 'acme_group_has_group'],
      dependsOn: ['fetch-acme-users', 'fetch-acme-groups'],
    },
  ]);
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
    ofUsers: keysOf(Relationships.GROUP_HAS_USER._type),
    ofGroups: keysOf(Relationships.GROUP_HAS_GROUP._type),
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
    const { ofUsers, ofGroups, log, steps } = await membershipsAt(
      [user('u')],
      [
        group('g', [
          { value: 'u' },
          { value: 'gone', type: 'User' },
          { value: 'u', type: 'Group' },
        ]),
      ],
    );

    expect(ofUsers).toEqual(['acme_group:g acme_user:u']);
    expect(ofGroups).toEqual([]);
    expect(log).toContain('Skipped 2 memberships of users or groups');
    expect(steps[Steps.GROUP_MEMBERS]).toBe('success');
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

  test('and where nobody tells any, a warning says so', async () => {
    const { ofUsers, log } = await membershipsAt(users, groups, {
      membersAlwaysEmpty: true,
    });

    expect(ofUsers).toEqual([]);
    expect(log).toContain('The directory tells no members of any group');
  });
});

test('members are not read when groups are switched off', async () => {
  const simulator = await startAcmeSimulator({ organization, token });
  stops.push(() => simulator.stop());

  const { steps } = await collect({
    config: configFor(simulator.url),
    disabledSources: ['acme-groups'],
  });

  expect(steps).toMatchObject({
    [Steps.USERS]: 'success',
    [Steps.GROUPS]: 'disabled',
    [Steps.GROUP_MEMBERS]: 'disabled',
  });
  expect(simulator.requests.map(({ path }) => path)).not.toContain(
    '/scim/v2/Groups',
  );
});
