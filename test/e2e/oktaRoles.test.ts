import { createOrganization, idOf } from '../../simulators/okta/organization';
import type { Organization, RoleRecord } from '../../simulators/okta/records';
import type { Execution } from '../support/execution';
import { on, transform } from '../support/faultProxy';
import {
  collectFromOkta,
  expectComplete,
  expectFailed,
  type OktaRun,
  statusesOf,
  warningsOf,
} from '../support/oktaExecution';

const ALWAYS = { times: Infinity };

const SUPER = idOf('00u', 0);
const SECOND = idOf('00u', 1);
const OTHER = idOf('00u', 5);

const SET = 'iam1example000000set';

/** An org without administrators. */
function orgWithoutRoles(): Organization {
  const organization = createOrganization({
    users: 12,
    groups: 30,
    apps: 3,
    devices: 1,
  });
  organization.userRoles.clear();
  organization.groupRoles.clear();
  organization.clientRoles.clear();
  return organization;
}

function assignment(
  type: string,
  label: string | undefined,
  rest: Partial<RoleRecord> = {},
): RoleRecord {
  return {
    id: `ra-${type}-${rest.role ?? ''}-${rest.status ?? ''}${rest['resource-set'] ?? ''}`,
    type,
    label,
    status: 'ACTIVE',
    assignmentType: 'USER',
    created: '2023-05-01T08:00:00.000Z',
    lastUpdated: '2023-05-01T08:00:00.000Z',
    ...rest,
  };
}

function custom(role: string, label?: string, set = SET): RoleRecord {
  return assignment('CUSTOM', label, { role, 'resource-set': set });
}

/** The roles that an execution found for someone: by key, what is told of each. */
function rolesOf({ execution }: OktaRun, holderId: string) {
  return execution.relationships
    .filter(
      ({ _type, _fromEntityKey }) =>
        _type.endsWith('_assigned_role') && _fromEntityKey === holderId,
    )
    .map(
      ({ _key, status, scope, resourceSetId, resourceSetName, targetIds }) => ({
        key: _key.split('|assigned|')[1],
        status,
        scope,
        ...(resourceSetId ? { resourceSetId, resourceSetName } : {}),
        ...(targetIds
          ? { targets: JSON.parse(targetIds as string) as unknown }
          : {}),
      }),
    );
}

function userOf({ entities }: Execution, id: string) {
  const user = entities.find(({ _key }) => _key === id);
  return { admin: user?.admin, superAdmin: user?.superAdmin };
}

function roleKeys({ execution }: OktaRun): string[] {
  return execution.entities
    .filter(({ _type }) => _type === 'okta_role')
    .map(({ _key }) => _key)
    .sort();
}

describe('the extent of a role', () => {
  test.each<[string, RoleRecord, object]>([
    [
      'the whole org',
      assignment('HELP_DESK_ADMIN', 'Help Desk Administrator'),
      { key: 'okta_role:HelpDeskAdministrator', scope: 'organization' },
    ],
    [
      'some groups',
      assignment('USER_ADMIN', 'Group Administrator', {
        targets: { groups: [idOf('00g', 4), idOf('00g', 3)] },
      }),
      {
        key: 'okta_role:GroupAdministrator',
        scope: 'groups',
        targets: [idOf('00g', 3), idOf('00g', 4)],
      },
    ],
    [
      'one application, and all of a name',
      assignment('APP_ADMIN', 'Application Administrator', {
        targets: {
          apps: [{ name: 'salesforce' }, { name: 'x', id: idOf('0oa', 1) }],
        },
      }),
      {
        key: 'okta_role:ApplicationAdministrator',
        scope: 'applications',
        targets: [idOf('0oa', 1), 'salesforce'],
      },
    ],
    [
      'a resource set',
      custom('cr01example00000role', 'User unlocker'),
      {
        key: `okta_role:cr01example00000role|${SET}`,
        scope: 'resource_set',
        resourceSetId: SET,
        resourceSetName: `Resources ${SET}`,
      },
    ],
    [
      "a resource set of Okta's own",
      assignment('WORKFLOWS_ADMIN', 'Workflows Administrator', {
        role: 'WORKFLOWS_ADMIN',
        'resource-set': 'WORKFLOWS_IAM_POLICY',
      }),
      {
        key: 'okta_role:WorkflowsAdministrator|WORKFLOWS_IAM_POLICY',
        scope: 'resource_set',
        resourceSetId: 'WORKFLOWS_IAM_POLICY',
        resourceSetName: 'Resources WORKFLOWS_IAM_POLICY',
      },
    ],
  ])('is %s', async (_, role, expected) => {
    const organization = orgWithoutRoles();
    organization.userRoles.set(SECOND, [role]);
    const run = await collectFromOkta([], { organization });
    expectComplete(run);
    expect(rolesOf(run, SECOND)).toEqual([{ status: 'active', ...expected }]);
  });

  test('is listed where Okta may not embed all of it', async () => {
    const organization = orgWithoutRoles();
    const groups = organization.groups.slice(2, 27).map(({ id }) => id);
    organization.userRoles.set(SECOND, [
      assignment('USER_ADMIN', 'Group Administrator', { targets: { groups } }),
    ]);
    const cut = transform({
      body: (body) =>
        JSON.parse(JSON.stringify(body), (name, value: unknown) =>
          name === 'groups' && Array.isArray(value)
            ? value.slice(0, 20)
            : value,
        ) as unknown,
    });
    const run = await collectFromOkta([on(/\/roles\?/, cut, ALWAYS)], {
      organization,
    });
    expectComplete(run);
    expect(rolesOf(run, SECOND)).toMatchObject([{ targets: groups }]);
  });

  test('that could not be read is unknown, and fails the step', async () => {
    const organization = orgWithoutRoles();
    const groups = organization.groups.slice(2, 27).map(({ id }) => id);
    organization.userRoles.set(SECOND, [
      assignment('USER_ADMIN', 'Group Administrator', { targets: { groups } }),
    ]);
    const run = await collectFromOkta([], {
      organization,
      forbidden: [/\/targets\//],
    });
    expectFailed(run, ['fetch-okta-user-roles']);
    expect(rolesOf(run, SECOND)).toMatchObject([{ scope: undefined }]);
  });

  test('makes one relationship each, where there are two', async () => {
    const organization = orgWithoutRoles();
    organization.userRoles.set(SECOND, [
      custom('cr01example00000role', 'User unlocker'),
      custom('cr01example00000role', 'User unlocker', 'iam2example000000set'),
    ]);
    const run = await collectFromOkta([], { organization });
    expectComplete(run);
    expect(
      rolesOf(run, SECOND).map(({ resourceSetId }) => resourceSetId),
    ).toEqual([SET, 'iam2example000000set']);
    expect(roleKeys(run)).toEqual(['okta_role:cr01example00000role']);
  });
});

describe.each([
  ['in this order', (roles: RoleRecord[]) => roles],
  ['in the other order', (roles: RoleRecord[]) => [...roles].reverse()],
])('%s', (_, inOrder) => {
  test('custom roles without label, or with one like that of another, stay apart', async () => {
    const organization = orgWithoutRoles();
    const roles = inOrder([
      custom('cr01example00000role', 'Super Administrator'),
      custom('cr02example00000role', 'SuperAdministrator'),
      custom('cr03example00000role'),
      custom('cr04example00000role'),
      assignment('SUPER_ADMIN', 'Super Administrator'),
    ]);
    organization.userRoles.set(SUPER, roles);
    organization.userRoles.set(
      SECOND,
      roles.filter(({ type }) => type === 'CUSTOM'),
    );
    const run = await collectFromOkta([], { organization });
    expectComplete(run);
    expect(roleKeys(run)).toEqual([
      'okta_role:SuperAdministrator',
      'okta_role:cr01example00000role',
      'okta_role:cr02example00000role',
      'okta_role:cr03example00000role',
      'okta_role:cr04example00000role',
    ]);
    const { execution } = run;
    expect(userOf(execution, SUPER)).toEqual({ admin: true, superAdmin: true });
    expect(userOf(execution, SECOND)).toEqual({
      admin: true,
      superAdmin: false,
    });
    expect(userOf(execution, OTHER)).toEqual({
      admin: false,
      superAdmin: false,
    });
    const role = execution.entities.find(
      ({ _key }) => _key === 'okta_role:cr01example00000role',
    );
    expect(role?.permissions).toEqual([
      'okta.users.read',
      'okta.users.lifecycle.unlock',
    ]);
  });

  test('an inactive assignment hides no active one, and makes nobody an administrator', async () => {
    const organization = orgWithoutRoles();
    const inactive = assignment('SUPER_ADMIN', 'Super Administrator', {
      status: 'INACTIVE',
    });
    const active = assignment('SUPER_ADMIN', 'Super Administrator');
    organization.userRoles.set(SUPER, inOrder([inactive, active]));
    organization.userRoles.set(SECOND, [inactive]);
    const run = await collectFromOkta([], { organization });
    expect(rolesOf(run, SUPER)).toMatchObject([{ status: 'active' }]);
    expect(rolesOf(run, SECOND)).toMatchObject([{ status: 'inactive' }]);
    expect(userOf(run.execution, SUPER)).toEqual({
      admin: true,
      superAdmin: true,
    });
    expect(userOf(run.execution, SECOND)).toEqual({
      admin: false,
      superAdmin: false,
    });
  });

  test('so it is within one resource set, and no other set is concerned', async () => {
    const organization = orgWithoutRoles();
    const of = (set: string, status: string): RoleRecord => ({
      ...custom('cr01example00000role', 'User unlocker', set),
      id: `ra-${set}-${status}`,
      status,
    });
    const other = 'iam2example000000set';
    organization.userRoles.set(
      SECOND,
      inOrder([of(SET, 'INACTIVE'), of(SET, 'ACTIVE'), of(other, 'INACTIVE')]),
    );
    const run = await collectFromOkta([], { organization });
    const found = rolesOf(run, SECOND);
    expect(found).toHaveLength(2);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ resourceSetId: SET, status: 'active' }),
        expect.objectContaining({ resourceSetId: other, status: 'inactive' }),
      ]),
    );
    expect(userOf(run.execution, SECOND)).toEqual({
      admin: true,
      superAdmin: false,
    });
  });

  test('two assignments of one id and different roles are a contradiction', async () => {
    const organization = orgWithoutRoles();
    organization.userRoles.set(
      SECOND,
      inOrder([
        assignment('SUPER_ADMIN', 'Super Administrator', { id: 'one-id' }),
        assignment('ORG_ADMIN', 'Organization Administrator', { id: 'one-id' }),
      ]),
    );
    const run = await collectFromOkta([], { organization });
    expectFailed(run, ['fetch-okta-user-roles']);
    expect(run.execution.log).toContain('two assignments have the id one-id');
  });
});

describe('service apps', () => {
  const APP = idOf('0oa', 2);
  const limited = assignment('APP_ADMIN', 'Application Administrator', {
    id: 'IFIFAX2BIRGUSTQ',
    assignmentType: 'CLIENT',
    targets: { apps: [{ name: 'x', id: idOf('0oa', 1) }] },
  });

  test('have roles, with targets that are listed as they are not embedded', async () => {
    const organization = orgWithoutRoles();
    organization.clientRoles.set(APP, [limited]);
    const run = await collectFromOkta([], { organization });
    expectComplete(run);
    expect(rolesOf(run, APP)).toEqual([
      {
        key: 'okta_role:ApplicationAdministrator',
        status: 'active',
        scope: 'applications',
        targets: [idOf('0oa', 1)],
      },
    ]);
  });

  test('of which Okta says that there is no list have none', async () => {
    expectComplete(
      await collectFromOkta([], { organization: orgWithoutRoles() }),
    );
  });

  test('whose roles are refused fail their step', async () => {
    const organization = orgWithoutRoles();
    organization.clientRoles.set(APP, [limited]);
    const run = await collectFromOkta([], {
      organization,
      forbidden: [/^\/clients\//],
    });
    expectFailed(run, ['fetch-okta-application-roles']);
    expect(run.execution.log).toContain('okta.roles.read');
  });
});

describe('owners of groups with admin roles', () => {
  const LICENCE = 'Okta Identity Governance';

  function orgWithOwners(): Organization {
    const organization = orgWithoutRoles();
    for (const index of [3, 4, 5]) {
      const id = idOf('00g', index);
      organization.groupRoles.set(id, [
        assignment('ORG_ADMIN', 'Organization Administrator', {
          assignmentType: 'GROUP',
        }),
      ]);
      organization.groupOwners?.set(id, [
        { id: SECOND, type: 'USER' },
        { id: idOf('00g', 6), type: 'GROUP' },
      ]);
    }
    organization.groupOwners?.set(idOf('00g', 7), [
      { id: SECOND, type: 'USER' },
    ]);
    return organization;
  }

  test('are users and groups; those of other groups are not asked for', async () => {
    const run = await collectFromOkta([], { organization: orgWithOwners() });
    expectComplete(run);
    expect(run.truth.okta_user_owns_group).toHaveLength(3);
    expect(
      run.requests.filter(({ path }) => path.endsWith('/owners')),
    ).toHaveLength(3);
  });

  test.each<[string, Partial<Organization>, RegExp[]]>([
    ['lacks the licence', { groupOwners: undefined }, []],
    ['refuses the first group', {}, [/\/owners$/]],
  ])(
    'are absent where the org %s: told once, and no failure',
    async (_, changes, forbidden) => {
      const organization = { ...orgWithOwners(), ...changes };
      const run = await collectFromOkta([], { organization, forbidden });
      expect(statusesOf(run.execution)).toEqual(new Set(['success']));
      const warnings = warningsOf(run.execution);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain(LICENCE);
      expect(warnings[0]).toContain('okta.groups.read');
    },
  );

  test('that are refused for a later group are a gap', async () => {
    const run = await collectFromOkta([], {
      organization: orgWithOwners(),
      forbidden: [/00g0{16}5\/owners$/],
    });
    expectFailed(run, ['fetch-okta-group-owners']);
  });
});

describe('administrators', () => {
  const superRole = assignment('SUPER_ADMIN', 'Super Administrator', {
    assignmentType: 'GROUP',
  });

  test('are also those who have a role through a group', async () => {
    const organization = orgWithoutRoles();
    const [, , , { id: groupId } = { id: '' }] = organization.groups;
    organization.groupRoles.set(groupId, [superRole]);
    organization.members.set(groupId, new Set([SECOND]));
    const { execution } = await collectFromOkta([], { organization });
    expect(userOf(execution, SECOND)).toEqual({
      admin: true,
      superAdmin: true,
    });
    expect(userOf(execution, OTHER)).toEqual({
      admin: false,
      superAdmin: false,
    });
  });

  test.each<[string, RoleRecord, RoleRecord[]]>([
    [
      'a custom role, by its bindings',
      { ...custom('cr01example00000role'), assignmentType: 'GROUP' },
      [],
    ],
    [
      'a standard role, by whoever has it through a group',
      superRole,
      [superRole],
    ],
  ])(
    'are found where Okta counts no role for the group that gives %s',
    async (_, role, ofMember) => {
      const organization = orgWithoutRoles();
      const groupId = idOf('00g', 3);
      organization.groupRoles.set(groupId, [role]);
      organization.members.set(groupId, new Set([SECOND]));
      organization.userRoles.set(SECOND, ofMember);
      const counted = transform({
        body: (body) =>
          JSON.parse(JSON.stringify(body), (name, value: unknown) =>
            name.startsWith('hasAdminPriv') ? false : value,
          ) as unknown,
      });
      const run = await collectFromOkta(
        [on(/^\/api\/v1\/groups\?/, counted, ALWAYS)],
        { organization },
      );
      expectComplete(run);
      expect(rolesOf(run, groupId)).toMatchObject([{ status: 'active' }]);
      expect(userOf(run.execution, SECOND).admin).toBe(true);
    },
  );

  test('are unknown where no group is found that gives a role, and its step fails', async () => {
    const organization = orgWithoutRoles();
    organization.userRoles.set(SECOND, [superRole]);
    const run = await collectFromOkta([], { organization });
    expectFailed(run, ['fetch-okta-group-roles']);
    expect(userOf(run.execution, OTHER).admin).toBeUndefined();
  });

  test('are all, where the group Everyone has a role', async () => {
    const organization = orgWithoutRoles();
    organization.groupRoles.set(idOf('00g', 0), [superRole]);
    const { execution } = await collectFromOkta([], { organization });
    expect(userOf(execution, OTHER)).toEqual({ admin: true, superAdmin: true });
  });

  test('are unknown where the members of such a group are not shown; users are complete', async () => {
    const organization = orgWithoutRoles();
    const groupId = idOf('00g', 3);
    organization.userRoles.set(SUPER, [
      assignment('ORG_ADMIN', 'Organization Administrator'),
    ]);
    organization.groupRoles.set(groupId, [superRole]);
    const run = await collectFromOkta([], {
      organization,
      forbidden: [new RegExp(`^/groups/${groupId}/users`)],
    });
    expectFailed(run, ['fetch-okta-user-group-members']);
    expect(run.execution.partialTypes).not.toContain('okta_user');
    expect(userOf(run.execution, SUPER)).toEqual({
      admin: true,
      superAdmin: undefined,
    });
    expect(userOf(run.execution, OTHER).admin).toBeUndefined();
  });

  test.each([
    ['refused', { forbidden: [/^\/iam\//] }, []],
    ['switched off', {}, ['okta-roles']],
    ['not known of groups', {}, ['okta-groups']],
  ])(
    'are unknown where roles are %s; users are complete',
    async (_, options, disabledSources) => {
      const { execution } = await collectFromOkta(
        [],
        options,
        {},
        disabledSources,
      );
      expect(userOf(execution, OTHER)).toEqual({});
      expect(execution.partialTypes).not.toContain('okta_user');
      expect(execution.steps['fetch-okta-users']).toBe('success');
    },
  );

  test.each(['*', 'admin,superAdmin,Super_Admin'])(
    'are never made by attributes of profiles (%s)',
    async (oktaUserAttributes) => {
      const organization = orgWithoutRoles();
      for (const { profile } of organization.users) {
        Object.assign(profile, {
          admin: true,
          superAdmin: true,
          Super_Admin: 1,
        });
      }
      const on = await collectFromOkta(
        [],
        { organization },
        { oktaUserAttributes },
      );
      expect(userOf(on.execution, OTHER)).toEqual({
        admin: false,
        superAdmin: false,
      });
      const off = await collectFromOkta(
        [],
        { organization },
        { oktaUserAttributes },
        ['okta-roles'],
      );
      expect(userOf(off.execution, OTHER)).toEqual({});
    },
  );
});
