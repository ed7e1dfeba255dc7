import { z } from 'zod';

import {
  membersOf,
  type Organization,
  policiesOf,
  type RoleRecord,
  type UserRecord,
} from './records';

/** What a run has to bring out of an org: keys by type, in alphabetical order. */
export type Truth = Record<string, string[]>;

/** Users who can have factors: who is deprovisioned has none. */
export function factorUsersOf({ users }: Organization): UserRecord[] {
  return users.filter(({ status }) => status !== 'DEPROVISIONED');
}

/**
 * The keys of everything that an org holds.
 *
 * @param host host and port under which the org is known
 */
export function truthOf(organization: Organization, host: string): Truth {
  const account = `okta_account_${host}`;
  const label = host.split('.')[0] ?? '';
  const { users, groups, apps, devices, rules } = organization;
  const services = [`okta:sso:${label}`, `okta:mfa:${label}`];
  const has = (keys: readonly string[]) =>
    keys.map((key) => `${account}|has|${key}`);
  const userIds = idsOf(users);
  const ownGroups = groups.filter(({ type }) => type !== 'APP_GROUP');
  const appGroups = groups.filter(({ type }) => type === 'APP_GROUP');
  const factors = factorUsersOf(organization).flatMap(({ id: userId }) =>
    (organization.factors.get(userId) ?? []).map(({ id }) => ({ userId, id })),
  );
  const members = (ofGroups: typeof groups) =>
    ofGroups.flatMap((group) =>
      membersOf(organization, group).map(
        ({ id }) => `${group.id}|has_user|${id}`,
      ),
    );
  const assigned = (assignments: ReadonlyMap<string, { id: string }[]>) =>
    [...assignments].flatMap(([appId, list]) =>
      list.map(({ id }) => `${id}|assigned|${appId}`),
    );
  return sorted({
    okta_account: [account],
    okta_service: services,
    okta_account_has_service: has(services),
    okta_user: userIds,
    okta_account_has_user: has(userIds),
    okta_user_group: idsOf(ownGroups),
    okta_app_user_group: idsOf(appGroups),
    okta_account_has_group: has(idsOf(groups)),
    okta_group_has_user: members(ownGroups),
    okta_app_user_group_has_user: members(appGroups),
    okta_application: idsOf(apps),
    okta_account_has_application: has(idsOf(apps)),
    okta_user_assigned_application: assigned(organization.appUsers),
    okta_group_assigned_application: assigned(organization.appGroups),
    okta_user_assigned_aws_iam_role: awsRoles(organization.appUsers),
    okta_user_group_assigned_aws_iam_role: [
      ...awsRoles(organization.appGroups),
      ...awsRolesByName(organization),
    ],
    mfa_device: factors.map(({ id }) => id),
    okta_user_assigned_factor: factors.map(
      ({ userId, id }) => `${userId}|assigned|${id}`,
    ),
    ...rolesOf(organization),
    okta_rule: idsOf(rules),
    okta_account_has_rule: has(idsOf(rules)),
    okta_rule_manages_user_group: rules.flatMap(({ id, actions }) =>
      actions.assignUserToGroups.groupIds
        .filter((groupId) => ownGroups.some((group) => group.id === groupId))
        .map((groupId) => `${id}|manages|${groupId}`),
    ),
    ...policyTruth(organization, has),
    okta_api_token: idsOf(organization.apiTokens),
    okta_account_has_api_token: has(idsOf(organization.apiTokens)),
    okta_user_has_api_token: organization.apiTokens.map(
      ({ id, userId }) => `${userId}|has|${id}`,
    ),
    okta_identity_provider: idsOf(organization.identityProviders),
    okta_account_trusts_identity_provider: organization.identityProviders.map(
      ({ id }) => `${account}|trusts|${id}`,
    ),
    okta_user_manages_user: managersOf(users),
    okta_device: idsOf(devices),
    okta_account_has_device: has(idsOf(devices)),
    okta_user_has_device: devices.flatMap(({ id, users: uses }) =>
      uses.map(({ userId }) => `${userId}|has|${id}`),
    ),
    okta_user_created_application: organization.logs.map(
      ({ actorId, appId }) => `${actorId}|created|${appId}`,
    ),
  });
}

/** A manager is the only user with that id, or with that login in any case. */
function managersOf(users: readonly UserRecord[]): string[] {
  return users.flatMap(({ id, profile }) => {
    const named = String(profile.managerId).toLowerCase();
    const managers = users.filter(
      (user) =>
        user.id === profile.managerId ||
        String(user.profile.login).toLowerCase() === named,
    );
    const [manager] = managers;
    return manager && managers.length === 1 && manager.id !== id
      ? [`${manager.id}|manages|${id}`]
      : [];
  });
}

function policyTruth(
  organization: Organization,
  has: (keys: readonly string[]) => string[],
): Truth {
  const policies = policiesOf(organization);
  const { apps, groups, pipeline } = organization;
  const groupsOf = (kind: 'own' | 'app', ids: readonly string[] = []) =>
    ids.filter((id) =>
      groups.some(
        (group) =>
          group.id === id && (group.type === 'APP_GROUP') === (kind === 'app'),
      ),
    );
  const named = policies
    .filter(({ type }) => type === 'ACCESS_POLICY')
    .flatMap(({ rules }) => rules)
    .map(({ id, conditions, actions }) => ({
      id,
      people: Conditions.parse(conditions ?? {}).people,
      effect: Actions.parse(actions).appSignOn.access.toLowerCase(),
    }));
  const ruled = (
    effect: 'allow' | 'deny',
    word: string,
    of: (people: People) => readonly string[] | undefined,
  ) =>
    named
      .filter((each) => each.effect === effect)
      .flatMap(({ id, people = {} }) =>
        (of(people) ?? []).map((to) => `${id}|${word}|${to}`),
      );
  const assigned = (kind: 'own' | 'app') =>
    policies.flatMap(({ id, conditions }) =>
      groupsOf(kind, conditions?.people?.groups?.include).map(
        (groupId) => `${groupId}|assigned|${id}`,
      ),
    );
  const people = (effect: 'allow' | 'deny', word: string) => ({
    [`okta_policy_rule_${word}_user`]: ruled(
      effect,
      word,
      ({ users }) => users?.include,
    ),
    [`okta_policy_rule_${word}_user_group`]: ruled(effect, word, (each) =>
      groupsOf('own', each.groups?.include),
    ),
    [`okta_policy_rule_${word}_app_user_group`]: ruled(effect, word, (each) =>
      groupsOf('app', each.groups?.include),
    ),
  });
  return {
    okta_policy: idsOf(policies),
    okta_account_has_policy: has(idsOf(policies)),
    okta_policy_rule: policies.flatMap(({ rules }) => idsOf(rules)),
    okta_policy_has_rule: policies.flatMap(({ id, rules }) =>
      rules.map((rule) => `${id}|has|${rule.id}`),
    ),
    okta_policy_protects_application: apps
      .filter(({ accessPolicyId }) => pipeline === 'idx' && accessPolicyId)
      .map(({ id, accessPolicyId }) => `${accessPolicyId}|protects|${id}`),
    okta_user_group_assigned_policy: assigned('own'),
    okta_app_user_group_assigned_policy: assigned('app'),
    ...people('allow', 'allows'),
    ...people('deny', 'denies'),
  };
}

const included = z.object({ include: z.array(z.string()).optional() });
const People = z.object({
  users: included.optional(),
  groups: included.optional(),
});
type People = z.infer<typeof People>;
const Conditions = z.object({ people: People.optional() });
const Actions = z.object({ appSignOn: z.object({ access: z.string() }) });

function rolesOf({
  userRoles,
  groupRoles,
  clientRoles,
  groupOwners = new Map(),
}: Organization): Truth {
  const direct = [...userRoles].flatMap(([userId, roles]) =>
    roles
      .filter(({ assignmentType }) => assignmentType === 'USER')
      .map((role) => ({ id: userId, role })),
  );
  const ofGroups = [...groupRoles].flatMap(([groupId, roles]) =>
    roles.map((role) => ({ id: groupId, role })),
  );
  const ofClients = [...clientRoles].flatMap(([appId, roles]) =>
    roles.map((role) => ({ id: appId, role })),
  );
  const owners = [...groupOwners].flatMap(([groupId, list]) =>
    groupRoles.has(groupId)
      ? list.map(({ id, type }) => ({ type, key: `${id}|owns|${groupId}` }))
      : [],
  );
  const owned = (wanted: string) =>
    owners.filter(({ type }) => type === wanted).map(({ key }) => key);
  const keys = (assignments: typeof direct) =>
    assignments.map(({ id, role }) =>
      [id, 'assigned', roleKey(role), role['resource-set']]
        .filter(Boolean)
        .join('|'),
    );
  return {
    okta_role: [
      ...new Set(
        [...direct, ...ofGroups, ...ofClients].map(({ role }) => roleKey(role)),
      ),
    ],
    okta_user_assigned_role: keys(direct),
    okta_user_group_assigned_role: keys(ofGroups),
    okta_application_assigned_role: keys(ofClients),
    okta_user_owns_group: owned('USER'),
    okta_user_group_owns_group: owned('GROUP'),
  };
}

function roleKey({ label = '', type, role }: RoleRecord): string {
  return `okta_role:${type === 'CUSTOM' ? role : label.replaceAll(' ', '')}`;
}

/** The second app gives the role `Group` in the account of its number to a group of that name. */
function awsRolesByName({ apps, groups }: Organization): string[] {
  if (apps.length < 2) return [];
  return groups.flatMap(({ id, profile }) => {
    const [, account] = /^Group (\d+)$/.exec(String(profile.name)) ?? [];
    return account ? [`${id}|assigned|arn:aws:iam::${account}:role/Group`] : [];
  });
}

/** The first app of the simulator names roles of one account, the second those of several. */
function awsRoles(
  assignments: ReadonlyMap<
    string,
    { id: string; profile: Record<string, unknown> }[]
  >,
): string[] {
  const keys = [...assignments.values()].flat().flatMap(({ id, profile }) => {
    const names = [profile.role, profile.samlRoles].flat();
    return names
      .filter((name) => typeof name === 'string')
      .map((name) =>
        name.startsWith('[')
          ? `${id}|assigned|${name}`
          : `${id}|assigned|arn:aws:iam::123456789012:role/${name}`,
      );
  });
  return [...new Set(keys)];
}

function idsOf(records: readonly { id: string }[]): string[] {
  return records.map(({ id }) => id);
}

function sorted(truth: Truth): Truth {
  return Object.fromEntries(
    Object.entries(truth)
      .filter(([, keys]) => keys.length > 0)
      .map(([type, keys]) => [type, [...keys].sort()]),
  );
}
