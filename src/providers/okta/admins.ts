import { Completeness } from '../../collect/completeness';
import type { CollectContext } from '../../collect/provider';
import { stepDataKey } from '../../collect/stepData';
import { pagesOf, type StepSurvey } from '../../collect/survey';

import type { OktaClient } from './client';
import {
  groupPath,
  groupsProbe,
  KnownGroups,
  listMembers,
  MEMBERS_ACCESS,
  MEMBERS_PAGE,
} from './groups';
import { Buckets } from './limits';

/** An admin role of a user or a group. */
export interface AdminRole {
  type: string;
  status?: string;
}

type AdminRoles = ReadonlyMap<string, readonly AdminRole[]>;

export const USER_ROLES = 'fetch-okta-user-roles';

/** The roles of users, by user: their own, and those they have through groups. */
export const UserRoles = stepDataKey<AdminRoles>({
  from: USER_ROLES,
  name: 'by-user',
});

export const GROUP_ROLES = 'fetch-okta-group-roles';

/** The roles of groups, by group. */
export const GroupRoles = stepDataKey<AdminRoles>({
  from: GROUP_ROLES,
  name: 'by-group',
});

/** What is read to know who is an administrator through a group. */
export const ADMIN_MEMBERS = {
  ...MEMBERS_ACCESS,
  what: 'members of groups that give admin roles',
  withoutIt: 'whether they are administrators is unknown',
};

export const adminMembersSurvey: StepSurvey<OktaClient> = {
  probes: [],
  calls: async (survey) => {
    const { known = [] } = (await groupsProbe.in(survey)) ?? {};
    const calls = known
      .filter((group) => group.mayHaveRoles && !group.isEveryone)
      .map(({ userCount = 0 }) => pagesOf(userCount, MEMBERS_PAGE));
    return { [Buckets.GROUPS]: calls.reduce((sum, each) => sum + each, 0) };
  },
};

/** What roles make of a user; undefined where it is not known. */
export interface AdminFacts {
  admin?: boolean;
  superAdmin?: boolean;
}

interface Someone {
  id: string;
  status?: string;
}

/**
 * Who is an administrator, by the roles that were read. The members of groups that have roles are
 * read for that, where the step that writes memberships did not (one call and more for each). A
 * role proves that someone is one; that someone is none takes all roles, and all these members.
 */
export async function readAdmins(
  context: CollectContext<OktaClient>,
): Promise<(user: Someone) => AdminFacts> {
  const { stepData } = context;
  const byUser = await stepData.find(UserRoles);
  if (!byUser) {
    await context.client.sharedMembers.finish();
    return () => ({});
  }
  const roles = new Map([...byUser].map(([id, own]) => [id, [...own]]));
  const byGroup = await stepData.find(GroupRoles);
  const isRead = await stepData.areWhole([USER_ROLES, GROUP_ROLES]);
  const { ofEveryone, isWhole } = await addMembers(context, roles, byGroup);
  await context.client.sharedMembers.finish();
  return ({ id, status }) => {
    const isPresent = status !== 'DEPROVISIONED';
    const held = [...(roles.get(id) ?? []), ...(isPresent ? ofEveryone : [])];
    return factsOf(held, isRead && isWhole);
  };
}

/** Adds the roles of groups to those of their members. */
async function addMembers(
  { client, logger, stepData }: CollectContext<OktaClient>,
  roles: Map<string, AdminRole[]>,
  byGroup: AdminRoles = new Map(),
): Promise<{ ofEveryone: readonly AdminRole[]; isWhole: boolean }> {
  const groups = await stepData.find(KnownGroups);
  const completeness = new Completeness(logger, () => client.verify());
  const ofEveryone: AdminRole[] = [];
  for (const [groupId, held] of byGroup) {
    const group = groups?.get(groupId);
    if (group?.isEveryone) ofEveryone.push(...held);
    if (group?.isEveryone || group?.areMembersHidden) continue;
    const list = () => listMembers(client, groupId);
    const shared = client.sharedMembers.read(groupId, 'admins', list);
    const members = completeness.trackChild(shared, {
      what: `administrators through group ${groupId}`,
      isGone: () => client.isGone(groupPath(groupId), Buckets.GROUPS),
    });
    for await (const { id } of members) {
      roles.set(id, [...(roles.get(id) ?? []), ...held]);
    }
  }
  return { ofEveryone, isWhole: completeness.isWhole };
}

function factsOf(held: readonly AdminRole[], isWhole: boolean): AdminFacts {
  const has = (isMeant: (role: AdminRole) => boolean) => {
    const meant = held.filter(isMeant);
    if (meant.some(({ status }) => status === 'ACTIVE')) return true;
    const isSure = meant.every(({ status }) => status !== undefined);
    return isWhole && isSure ? false : undefined;
  };
  return {
    admin: has(() => true),
    superAdmin: has(({ type }) => type === 'SUPER_ADMIN'),
  };
}
