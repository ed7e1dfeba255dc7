import { createOrganization } from '../../simulators/okta/organization';
import {
  type Organization,
  type RoleRecord,
} from '../../simulators/okta/records';
import { startOktaSimulator } from '../../simulators/okta/server';
import { collect } from '../support/execution';
import { statusesOf } from '../support/oktaExecution';

const token = '00canary-calls-test';

/** What the calls about access depend on. */
interface Shape {
  users: number;
  groups: number;
  apps: number;
  admins: number;
  /** Groups that give custom roles. */
  roleGroups: number;
  /** Custom roles, and as many resource sets. */
  customRoles: number;
  serviceApps: number;
  accessPolicies: number;
  stagedUsers: number;
}

/** The org of the budget; its administrators, roles and policies are those of the fact sheet. */
const LARGE: Shape = {
  users: 20_000,
  groups: 1500,
  apps: 400,
  admins: 60,
  roleGroups: 12,
  customRoles: 10,
  serviceApps: 15,
  accessPolicies: 55,
  stagedUsers: 100,
};

const BUDGET = 300;

const DATES = {
  status: 'ACTIVE',
  created: '2023-05-01T08:00:00.000Z',
  lastUpdated: '2023-05-01T08:00:00.000Z',
};

/** A custom role bound to a resource set, each known by its number. */
function customRole(role: number, set: number): RoleRecord {
  return {
    ...DATES,
    id: `irb${String(role * 100 + set).padStart(17, '0')}`,
    type: 'CUSTOM',
    label: `Custom ${role}`,
    assignmentType: 'GROUP',
    role: `cr0${String(role).padStart(17, '0')}`,
    'resource-set': `iam${String(set).padStart(17, '0')}`,
  };
}

/** The roles of a group: one in a resource set of its own, and of every second group one more. */
function rolesOfGroup(index: number, { customRoles }: Shape): RoleRecord[] {
  const set = index % customRoles;
  const own = customRole(set, set);
  return index % 2 === 0 ? [own, customRole(set + 1, set)] : [own];
}

function standardRole(
  assignmentType: RoleRecord['assignmentType'],
): RoleRecord {
  const id = 'ra1example000000role';
  const label = 'Organization Administrator';
  return { ...DATES, id, type: 'ORG_ADMIN', label, assignmentType };
}

/** An org of a shape. Its groups with roles have few members, as such groups have. */
function organizationOf(shape: Shape): Organization {
  const organization = createOrganization({ ...shape, devices: 1 });
  const { users, groups, apps, members, policies } = organization;
  let staged = 0;
  for (const user of users) {
    const isStaged = user.status === 'STAGED' && staged < shape.stagedUsers;
    if (isStaged) staged += 1;
    else if (user.status === 'STAGED') user.status = 'ACTIVE';
  }
  const active = users.filter(({ status }) => status === 'ACTIVE');
  organization.userRoles = new Map(
    active.slice(0, shape.admins).map(({ id }) => [id, [standardRole('USER')]]),
  );
  const withRoles = groups.slice(2, 2 + shape.roleGroups);
  organization.groupRoles = new Map(
    withRoles.map(({ id }, index) => [id, rolesOfGroup(index, shape)]),
  );
  for (const { id } of withRoles) {
    members.set(id, new Set(active.slice(0, 5).map((user) => user.id)));
  }
  organization.groupOwners = new Map();
  const services = apps.filter(isService);
  for (const { settings } of services.slice(shape.serviceApps)) {
    settings.oauthClient = { application_type: 'web', grant_types: [] };
  }
  const limited = { targets: { apps: [{ name: 'salesforce' }] } };
  organization.clientRoles = new Map(
    apps.filter(isService).map(({ id }) => [
      id,
      [
        {
          ...standardRole('CLIENT'),
          ...limited,
          type: 'APP_ADMIN',
          label: 'Application Administrator',
        },
      ],
    ]),
  );
  organization.policies.push(...furtherPolicies(policies, shape));
  return organization;
}

/** Access policies like the first one, as many as are missing. */
function furtherPolicies(
  policies: Organization['policies'],
  { accessPolicies }: Shape,
): Organization['policies'] {
  const there = policies.filter(({ type }) => type === 'ACCESS_POLICY');
  return there.slice(0, 1).flatMap((policy) =>
    Array.from({ length: accessPolicies - there.length }, (_, index) => ({
      ...policy,
      id: `rst${String(1000 + index).padStart(17, '0')}`,
      system: false,
      rules: policy.rules.map((rule, place) => ({
        ...rule,
        id: `rul${String(1000 + index * 100 + place).padStart(17, '0')}`,
      })),
    })),
  );
}

function isService({ settings }: Organization['apps'][number]): boolean {
  const client = settings.oauthClient as
    { application_type?: string } | undefined;
  return client?.application_type === 'service';
}

function pages(count: number, size: number): number {
  return Math.max(1, Math.ceil(count / size));
}

/** The calls about access, by what they ask for: those that were not made before there was access. */
function accessCalls(organization: Organization): Record<string, number> {
  const { groups, groupRoles, clientRoles, policies } = organization;
  const withRoles = groups.filter(({ id }) => groupRoles.has(id));
  const custom = [...groupRoles.values()]
    .flat()
    .filter(({ type }) => type === 'CUSTOM');
  const setOf = (role: RoleRecord) => role['resource-set'];
  const sets = new Set(custom.map(setOf));
  const ofType = (wanted: string) =>
    pages(policies.filter(({ type }) => type === wanted).length, 200);
  return {
    authenticators: 1,
    'factors of staged users': organization.users.filter(
      ({ status }) => status === 'STAGED',
    ).length,
    policies: ['ACCESS_POLICY', 'OKTA_SIGN_ON', 'MFA_ENROLL', 'PASSWORD']
      .map(ofType)
      .reduce((sum, calls) => sum + calls),
    'rules of policies': policies
      .map(({ rules }) => pages(rules.length, 200))
      .reduce((sum, calls) => sum + calls, 0),
    'resource sets': pages(sets.size, 100),
    'bindings of resource sets': sets.size,
    'members of bindings': new Set(
      custom.map((role) => `${setOf(role)} ${role.role}`),
    ).size,
    'permissions of custom roles': new Set(custom.map(({ role }) => role)).size,
    'roles of service apps': organization.apps.filter(isService).length,
    'targets of service apps': [...clientRoles.values()].flat().length,
    'owners of groups with roles': withRoles.length,
    'API tokens': pages(organization.apiTokens.length, 20),
    'identity providers': pages(organization.identityProviders.length, 200),
  };
}

/** The same, of the requests that were made. */
function madeCalls(
  requests: readonly { path: string }[],
  organization: Organization,
): Record<string, number> {
  const paths = requests.map(({ path }) => path);
  const count = (pattern: RegExp) =>
    paths.filter((path) => pattern.test(path)).length;
  const { users } = organization;
  const staged = users.filter(({ status }) => status === 'STAGED');
  const ofStaged = new Set(
    staged.map(({ id }) => `/api/v1/users/${id}/factors`),
  );
  return {
    authenticators: count(/\/authenticators$/),
    'factors of staged users': paths.filter((path) => ofStaged.has(path))
      .length,
    policies: count(/\/policies$/),
    'rules of policies': count(/\/policies\/\w+\/rules$/),
    'resource sets': count(/\/resource-sets$/),
    'bindings of resource sets': count(/\/bindings$/),
    'members of bindings': count(/\/bindings\/\w+\/members$/),
    'permissions of custom roles': count(/\/permissions$/),
    'roles of service apps': count(/\/clients\/\w+\/roles$/),
    'targets of service apps': count(/\/clients\/\w+\/roles\/\w+\/targets/),
    'owners of groups with roles': count(/\/owners$/),
    'API tokens': count(/\/api-tokens$/),
    'identity providers': count(/\/idps$/),
  };
}

function sum(calls: Record<string, number>): number {
  return Object.values(calls).reduce((total, each) => total + each, 0);
}

/** A small org with some of everything. */
const SMALL: Shape = {
  users: 120,
  groups: 20,
  apps: 25,
  admins: 3,
  roleGroups: 4,
  customRoles: 2,
  serviceApps: 2,
  accessPolicies: 7,
  stagedUsers: 2,
};

test('the calls about access are those of the formula, kind by kind', async () => {
  const organization = organizationOf(SMALL);
  const simulator = await startOktaSimulator({ organization, token });
  // Without the short timeouts of other tests: a call that is tried again counts twice.
  const execution = await collect({
    config: {
      provider: 'okta',
      oktaOrgUrl: simulator.url,
      oktaApiKey: token,
    },
  }).finally(() => simulator.stop());
  expect(execution.error).toBeUndefined();
  expect(statusesOf(execution)).toEqual(new Set(['success']));
  const made = madeCalls(simulator.requests, organization);
  expect(made).toEqual(accessCalls(organization));
  expect(Object.values(made)).not.toContain(0);
});

test('of 20,000 users, 1,500 groups and 400 applications they are at most 300', () => {
  const organization = organizationOf(LARGE);
  const { users, groups, apps, userRoles, groupRoles } = organization;
  expect([users.length, groups.length, apps.length]).toEqual([
    20_000, 1500, 400,
  ]);
  expect([userRoles.size, groupRoles.size]).toEqual([60, 12]);
  const calls = accessCalls(organization);
  expect(calls['members of bindings']).toBe(15);
  expect(calls['factors of staged users']).toBe(LARGE.stagedUsers);
  expect(sum(calls)).toBeLessThanOrEqual(BUDGET);
  // Each further user who is staged takes one.
  expect(BUDGET - sum(calls)).toBeGreaterThan(0);
});
