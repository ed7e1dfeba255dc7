import { RelationshipClass } from '@jupiterone/integration-sdk-core';

import { forEach } from '../../collect/forEach';
import type { CollectContext, ProviderStep } from '../../collect/provider';
import { related } from '../../graph/relationships';

import type { ScimClient } from './client';
import {
  GROUP,
  groupKey,
  GROUPS,
  groups,
  ListedMembers,
  ScimGroup,
} from './groups';
import { type Member, Memberships } from './memberships';
import { USER, UserGroups, userKey, users } from './users';

type Context = CollectContext<ScimClient>;

export const GROUP_HAS_USER = related(GROUP, RelationshipClass.HAS, USER);
export const GROUP_HAS_GROUP = related(GROUP, RelationshipClass.HAS, GROUP);

export const groupMembers: ProviderStep<ScimClient> = {
  id: 'fetch-acme-group-members',
  name: 'Fetch SCIM group members',
  ingestionSourceId: 'acme-groups',
  entities: [],
  relationships: [GROUP_HAS_USER, GROUP_HAS_GROUP],
  dependsOn: [users.id, groups.id],
  async collect(context) {
    const memberships = await membershipsOf(context);
    for (const [groupId, members] of memberships.groups) {
      for (const member of members) await addMember(context, groupId, member);
    }
  },
};

/** Group-side data where there is any: lists first, then the groups themselves; else user-side. */
async function membershipsOf(context: Context): Promise<Memberships> {
  const { client, logger, completeness, stepData } = context;
  const listed = await stepData.get(ListedMembers);
  if (!listed.memberships.isEmpty) return listed.memberships;
  if (!listed.areMembersGiven) {
    const read = await readGroups(context, listed.memberships.groupIds);
    if (!read.isEmpty) return read;
  }
  const told = await stepData.get(UserGroups);
  if (told.isEmpty) {
    logger.warn('The directory tells no members of any group');
    await completeness.attempt(
      () => client.checkMembersAreTold(),
      'members of groups',
    );
  }
  return told;
}

/** The members of each group, from the group itself. */
async function readGroups(
  { client, completeness }: Context,
  groupIds: readonly string[],
): Promise<Memberships> {
  const read = new Memberships();
  await forEach(groupIds, async (groupId) => {
    const group = await completeness.attemptChild(
      () => client.record(GROUPS, groupId, ScimGroup),
      {
        what: `members of group ${groupId}`,
        isGone: () => client.isGone(GROUPS, groupId),
      },
    );
    if (group) read.addGroup(groupId, group.members);
  });
  return read;
}

/** A member of unknown type is a user if there is one with its id, else a group. */
async function addMember(
  { jobState, edges }: Context,
  groupId: string,
  { id, type }: Member,
): Promise<void> {
  const isUser =
    type === 'User' ||
    (type === undefined && (await jobState.hasKey(userKey(id))));
  await (isUser
    ? edges.add(GROUP_HAS_USER, groupKey(groupId), userKey(id))
    : edges.add(GROUP_HAS_GROUP, groupKey(groupId), groupKey(id)));
}
