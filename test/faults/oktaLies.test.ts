import { createOrganization, idOf } from '../../simulators/okta/organization';
import type {
  GroupRecord,
  Organization,
  RoleRecord,
} from '../../simulators/okta/records';
import type { Execution } from '../support/execution';
import { answer, html, on, redirectTo, transform } from '../support/faultProxy';
import {
  collectFromOkta,
  expectComplete,
  expectFailed,
  found,
  smallOrg,
  statusesOf,
  warningsOf,
} from '../support/oktaExecution';

type Json = Record<string, unknown>;

const ALWAYS = { times: Infinity };

const USERS = /^\/api\/v1\/users\?limit=200/;
const GROUPS = /^\/api\/v1\/groups\?/;
const MEMBERS = /^\/api\/v1\/groups\/\w+\/users/;

/** Changes each record of a list. */
function each(change: (record: Json) => unknown) {
  return transform({ body: (body) => (body as Json[]).map(change) });
}

/** Changes what Okta counts of each group, or of each but Everyone. */
function stats(change: Json, isOfEveryone = true) {
  return each((group) => {
    if (group.type === 'BUILT_IN' && !isOfEveryone) return group;
    const embedded = group._embedded as Json;
    const changed = { ...(embedded.stats as Json), ...change };
    return { ...group, _embedded: { ...embedded, stats: changed } };
  });
}

const empty = transform({ body: () => [] });

describe('empty answers that cannot be true', () => {
  test('an org without users is refused at validation: the credential sees none', async () => {
    const { execution } = await collectFromOkta([
      on(/^\/api\/v1\/users\?limit=1$/, empty, ALWAYS),
    ]);
    expect(String(execution.error)).toContain('sees no users');
    expect(String(execution.error)).toContain('admin role');
    expect(execution.entities).toEqual([]);
  });

  test('a list without users fails', async () => {
    const run = await collectFromOkta([on(USERS, empty, ALWAYS)]);
    expectFailed(run, ['list-okta-users']);
    expect(warningsOf(run.execution).join()).toContain('sees no users');
  });

  test.each([
    ['empty', () => []],
    ['limited to some groups', (groups: Json[]) => groups.slice(1)],
  ])('a list of groups that is %s fails', async (_, change) => {
    const part = transform({ body: (body) => change(body as Json[]) });
    const run = await collectFromOkta([on(GROUPS, part, ALWAYS)]);
    expectFailed(run, ['fetch-okta-groups']);
    const [warning, ...others] = warningsOf(run.execution);
    expect(warning).toContain('the group Everyone');
    expect(warning).toContain('okta.groups.read');
    expect(others).toEqual([]);
  });

  test('a list of groups that was not read says nothing of Everyone', async () => {
    const { execution } = await collectFromOkta([], {
      forbidden: [/^\/groups$/],
    });
    expect(execution.log).not.toContain('the group Everyone');
  });
});

test('404 for the members of all groups but one is no deletion, while the groups are there', async () => {
  const organization = createOrganization({ users: 12, groups: 12, apps: 1 });
  const { id } = organization.groups[2] ?? { id: '' };
  const others = new RegExp(`^/api/v1/groups/(?!${id})\\w+/users`);
  const run = await collectFromOkta([on(others, answer(404), ALWAYS)], {
    organization,
  });
  expectFailed(run, [
    'fetch-okta-user-group-members',
    'fetch-okta-app-user-group-members',
  ]);
});

describe('counts are hints', () => {
  test('groups that Okta counts as empty are read where members were added', async () => {
    const run = await collectFromOkta([
      on(GROUPS, stats({ usersCount: 0 }), ALWAYS),
    ]);
    expect(found(run.execution)).toEqual(run.truth);
    expect(statusesOf(run.execution)).toEqual(new Set(['success']));
  });

  test('a page of groups without counts, as a followed link may give, loses nothing', async () => {
    const organization = smallOrg();
    const bare = each(({ _embedded, ...group }) => group);
    const run = await collectFromOkta([on(GROUPS, bare, { at: 2 })], {
      organization,
      pageCap: 3,
    });
    expect(run.injected).toBe(1);
    expectComplete(run);
  });

  test('a list of members that is shorter than the count is read again', async () => {
    const short = transform({ body: (body) => (body as Json[]).slice(0, -1) });
    const run = await collectFromOkta([on(MEMBERS, short)]);
    expect(run.injected).toBe(1);
    expectComplete(run);
  });

  test('a count that stays higher than the list is told, and is no failure', async () => {
    const { execution } = await collectFromOkta([
      on(GROUPS, stats({ usersCount: 99 }, false), ALWAYS),
    ]);
    expect(statusesOf(execution)).toEqual(new Set(['success']));
    expect(execution.log).toContain('lists fewer members than it counts');
  });
});

describe('groups that give admin roles, and are not said to', () => {
  const none = on(GROUPS, stats({ hasAdminPrivlege: false }), ALWAYS);

  test('are found by the resource sets of custom roles', async () => {
    // Nobody has the role through the group, as far as the users tell.
    const organization = smallOrg();
    for (const [id, roles] of organization.userRoles) {
      const own = roles.filter(
        ({ assignmentType }) => assignmentType === 'USER',
      );
      organization.userRoles.set(id, own);
    }
    expectComplete(await collectFromOkta([none], { organization }));
  });

  test('are found by the groups of users who have the role through them', async () => {
    const organization = withInheritedRole(smallOrg());
    expectComplete(await collectFromOkta([none], { organization }));
  });

  test('fail the step where they are not found', async () => {
    const organization = withInheritedRole(smallOrg());
    organization.groupRoles.clear();
    const run = await collectFromOkta([], { organization });
    expectFailed(run, ['fetch-okta-group-roles']);
    expect(run.execution.log).toContain('none of the user');
  });

  test('fail the step where resource sets cannot be read', async () => {
    const run = await collectFromOkta([], {
      forbidden: [/^\/iam\/resource-sets/],
    });
    expectFailed(run, ['fetch-okta-group-roles']);
  });
});

test('links that name the host of the admin console are followed at the host of the org', async () => {
  const elsewhere = transform({
    body: (body) => {
      const text = JSON.stringify(body);
      return JSON.parse(
        text.replace(/http:[^"]*?\/api/g, 'https://acme-admin.example/api'),
      ) as unknown;
    },
  });
  const run = await collectFromOkta([on(/\/iam\//, elsewhere, ALWAYS)], {
    pageCap: 1,
  });
  expect(run.injected).toBeGreaterThan(1);
  expectComplete(run);
});

/** The fourth group gives its members, one of whom is the second user, a standard role. */
function withInheritedRole(organization: Organization): Organization {
  const role: RoleRecord = {
    id: 'ra3example000000role',
    label: 'Organization Administrator',
    type: 'ORG_ADMIN',
    status: 'ACTIVE',
    assignmentType: 'GROUP',
    created: '2023-05-01T08:00:00.000Z',
    lastUpdated: '2023-05-01T08:00:00.000Z',
  };
  organization.groupRoles.set(idOf('00g', 3), [role]);
  organization.userRoles.set(idOf('00u', 1), [role]);
  return organization;
}

describe('not available, and not allowed, in the wrong place', () => {
  test.each([
    [
      'rules',
      /^\/api\/v1\/groups\/rules\?.*after=/,
      answer(400, { body: { errorCode: 'E0000001' } }),
      'fetch-okta-rules',
    ],
    [
      'devices',
      /^\/api\/v1\/devices\?.*after=/,
      answer(401, { body: { errorCode: 'E0000015' } }),
      'fetch-okta-devices',
    ],
  ])(
    '%s that are not there on the second page are a failure',
    async (_, page, refusal, step) => {
      const organization = smallOrg();
      const [rule] = organization.rules;
      if (rule) organization.rules.push({ ...rule, id: idOf('0pr', 2) });
      const run = await collectFromOkta([on(page, refusal, ALWAYS)], {
        organization,
        pageCap: 1,
      });
      expectFailed(run, [step]);
    },
  );

  const session = answer(403, { body: { errorCode: 'E0000005' } });

  test.each([
    ['users', USERS, ['list-okta-users']],
    [
      'members',
      /\/groups\/00g0{16}4\/users/,
      ['fetch-okta-user-group-members'],
    ],
    ['devices', /^\/api\/v1\/devices/, ['fetch-okta-devices']],
  ])('an invalid session passes for %s, or fails', async (_, call, steps) => {
    expectComplete(await collectFromOkta([on(call, session)]));
    expectFailed(await collectFromOkta([on(call, session, ALWAYS)]), steps);
  });

  test('a group of which Okta shows the members to nobody is named once', async () => {
    const { execution, truth } = await collectHidden('BUILT_IN');
    expect(statusesOf(execution)).toEqual(new Set(['success']));
    expect(found(execution)).toEqual(truth);
    const [warning, ...others] = warningsOf(execution);
    expect(warning).toContain('Okta Administrators');
    expect(others).toEqual([]);
  });

  test('a group of the same name that the org made is a gap', async () => {
    const run = await collectHidden('OKTA_GROUP');
    expectFailed(run, ['fetch-okta-user-group-members']);
  });
});

function collectHidden(type: GroupRecord['type']) {
  const organization = smallOrg();
  const [, group] = organization.groups;
  if (!group) throw new Error('The org has no groups');
  const hidden = {
    ...group,
    id: idOf('00g', 98),
    type,
    lastMembershipUpdated: '2026-01-01T00:00:00.000Z',
    profile: { name: 'Okta Administrators' },
  };
  organization.groups.push(hidden);
  return collectFromOkta([], {
    organization,
    forbidden: [new RegExp(`^/groups/${hidden.id}/users`)],
  });
}

describe('a list within a record', () => {
  const withElement = (element: unknown) => (list: unknown) => [
    element,
    ...(list as unknown[]),
  ];

  const within = (record: Json, path: string[], change: Change): Json => {
    const [name = '', ...rest] = path;
    const value = record[name];
    return {
      ...record,
      [name]:
        rest.length === 0 ? change(value) : within(value as Json, rest, change),
    };
  };

  const LISTS: [string, RegExp, string[], string][] = [
    [
      'users of a device',
      /^\/api\/v1\/devices/,
      ['_embedded', 'users'],
      'fetch-okta-devices',
    ],
    [
      'groups of a rule',
      /^\/api\/v1\/groups\/rules/,
      ['actions', 'assignUserToGroups', 'groupIds'],
      'fetch-okta-rules',
    ],
    [
      'targets of an event',
      /^\/api\/v1\/logs/,
      ['target'],
      'fetch-okta-application-creators',
    ],
    [
      'AWS roles of a user',
      /^\/api\/v1\/apps\/0oa0{17}\/users/,
      ['profile', 'samlRoles'],
      'fetch-okta-application-users',
    ],
    [
      'AWS roles of a group',
      /^\/api\/v1\/apps\/0oa0{17}\/groups/,
      ['profile', 'samlRoles'],
      'fetch-okta-application-groups',
    ],
  ];

  describe.each(LISTS)('%s:', (_name, call, path, step) => {
    test.each([[null], [7.5]])(
      'a bad element (%p) is told, and takes no other with it',
      async (element) => {
        const odd = each((record) =>
          within(record, path, withElement(element)),
        );
        const run = await collectFromOkta([on(call, odd, ALWAYS)]);
        expectFailed(run, [step]);
        expect(found(run.execution)).toEqual(run.truth);
      },
    );

    test('a list of another type is told, and its record is kept', async () => {
      const odd = each((record) => within(record, path, () => 7));
      const run = await collectFromOkta([on(call, odd, { times: 1 })]);
      expect(failedSteps(run.execution)).toContain(step);
      expect(entitiesOf(found(run.execution))).toEqual(entitiesOf(run.truth));
    });
  });

  test.each([
    ['name of an application', /^\/api\/v1\/apps\?/, ['name']],
    ['settings of an application', /^\/api\/v1\/apps\?/, ['settings', 'app']],
    [
      'AWS role of a user',
      /^\/api\/v1\/apps\/0oa0{17}\/users/,
      ['profile', 'role'],
    ],
    ['status of the org', /^\/api\/v1\/org$/, ['status']],
  ])('the %s of another type fails its step', async (_, call, path) => {
    const odd = transform({
      body: (body) =>
        Array.isArray(body)
          ? body.map((record) => within(record as Json, path, () => 7))
          : within(body as Json, path, () => 7),
    });
    const run = await collectFromOkta([on(call, odd)]);
    expect(failedSteps(run.execution)).toHaveLength(1);
    expect(entitiesOf(found(run.execution))).toEqual(entitiesOf(run.truth));
  });

  test.each([
    ['absent', undefined],
    ['null', null],
  ])('a rule whose list of groups is %s fails its step', async (_, value) => {
    const path = ['actions', 'assignUserToGroups', 'groupIds'];
    const odd = each((record) => within(record, path, () => value));
    const run = await collectFromOkta([on(/\/groups\/rules/, odd)]);
    expectFailed(run, ['fetch-okta-rules']);
  });

  test('the users of devices that come without are read singly', async () => {
    const bare = each(({ _embedded, ...device }) => device);
    const devices = /^\/api\/v1\/devices\?/;
    expectComplete(await collectFromOkta([on(devices, bare)]));
    expectFailed(
      await collectFromOkta([
        on(devices, bare),
        on(/\/devices\/\w+\/users/, answer(403), ALWAYS),
      ]),
      ['fetch-okta-devices'],
    );
  });
});

/** What was found of entities; relationships have keys of two ends. */
function entitiesOf(keys: Record<string, string[]>): string[] {
  return Object.values(keys)
    .flat()
    .filter((key) => !key.includes('|'))
    .sort();
}

type Change = (value: unknown) => unknown;

test('names of attributes that echo the credential are told without it', async () => {
  const echo = each((user) => ({
    ...user,
    profile: {
      ...(user.profile as Json),
      'x 00canary-fault-test': '1',
      'x-00canary-fault-test': '2',
    },
  }));
  const { execution } = await collectFromOkta(
    [on(USERS, echo, ALWAYS)],
    {},
    { oktaUserAttributes: 'x 00canary-fault-test,x-00canary-fault-test' },
  );
  expect(execution.log).toContain('names become those of others');
  expect(execution.log).not.toContain('x-00canary');
});

describe('ids that the list of users does not have', () => {
  test('are those of deprovisioned users, where these are left out', async () => {
    const organization = smallOrg(24);
    for (const { userId } of organization.devices.flatMap(
      ({ users }) => users,
    )) {
      const user = organization.users.find(({ id }) => id === userId);
      if (user) user.status = 'DEPROVISIONED';
    }
    const { execution } = await collectFromOkta(
      [],
      { organization },
      {
        oktaIngestDeprovisionedUsers: false,
      },
    );
    expect(statusesOf(execution)).toEqual(new Set(['success']));
  });

  test('are those of deprovisioned members, as Okta says of each', async () => {
    const gone = [90, 91, 92, 93].map((index) => ({
      id: idOf('00u', index),
      status: 'DEPROVISIONED',
    }));
    const more = transform({ body: (body) => [...(body as Json[]), ...gone] });
    const run = await collectFromOkta([on(MEMBERS, more, ALWAYS)]);
    expectComplete(run);
  });

  test('are those of accounts that an application has and Okta matched to nobody', async () => {
    const organization = smallOrg();
    for (const list of organization.appUsers.values()) {
      list.push(
        ...[90, 91, 92, 93].map((index) => ({
          id: idOf('0ui', index),
          scope: 'USER' as const,
          status: 'IMPORTED',
          created: '2023-05-01T08:00:00.000Z',
          profile: {},
        })),
      );
    }
    const { execution } = await collectFromOkta([], { organization });
    expect(statusesOf(execution)).toEqual(new Set(['success']));
  });

  describe('prove, where they are many, that the list was not whole, and make users partial', () => {
    const half = transform({ body: (body) => (body as Json[]).slice(0, 6) });
    const uncounted = stats({ usersCount: null });

    test.each([
      ['group members', 'fetch-okta-app-user-group-members', ['applications']],
      ['assignments', 'fetch-okta-application-users', ['groups']],
    ])('%s', async (_, step, others) => {
      const { execution } = await collectFromOkta(
        [on(USERS, half, ALWAYS), on(GROUPS, uncounted, ALWAYS)],
        { organization: smallOrg(24) },
        {},
        others.map((each) => `okta-${each}`),
      );
      expect(failedSteps(execution)).toEqual(
        expect.arrayContaining([step, 'fetch-okta-users']),
      );
      expect(execution.partialTypes).toContain('okta_user');
    });

    test('the size of the group Everyone', async () => {
      const { execution } = await collectFromOkta(
        [on(USERS, half, ALWAYS)],
        { organization: smallOrg() },
        {},
        ['okta-applications', 'okta-devices', 'okta-roles'],
      );
      expect(failedSteps(execution)).toEqual(
        expect.arrayContaining([
          'fetch-okta-user-group-members',
          'fetch-okta-users',
        ]),
      );
      expect(execution.log).toContain('Okta counts 12 users, and lists 6');
      expect(execution.partialTypes).toContain('okta_user');
    });

    test('while one user more or less proves nothing', async () => {
      const most = transform({ body: (body) => (body as Json[]).slice(0, -1) });
      const { execution } = await collectFromOkta([on(USERS, most, ALWAYS)]);
      expect(execution.partialTypes).not.toContain('okta_user');
    });
  });
});

function failedSteps({ steps }: Execution): string[] {
  return Object.keys(steps).filter((id) => String(steps[id]) === 'failure');
}

test.each([
  ['404', answer(404, { body: 'no such page' })],
  ['a page of HTML', html()],
  ['a redirect', redirectTo('/login/login.htm')],
  ['a redirect to another host', redirectTo('https://acme.example/login')],
])('%s sends the user to oktaOrgUrl', async (_, action) => {
  const { execution } = await collectFromOkta([
    on(/^\/api\/v1\/users\?limit=1$/, action, ALWAYS),
  ]);
  expect(String(execution.error)).toContain('oktaOrgUrl');
});
