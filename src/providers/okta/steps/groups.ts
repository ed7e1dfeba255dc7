import { forEach } from '../../../collect/forEach';
import { addEntityOnce, addRelationshipOnce } from '../../../graph/jobState';
import { Progress } from '../../../collect/progress';
import { createGroupEntity, groupType, hasAdminPrivilege } from '../converters';
import {
  hand,
  handed,
  type KnownGroup,
  type KnownGroups,
  type KnownUsers,
} from '../known';
import { Buckets } from '../limits';
import {
  Entities,
  type GroupType,
  GroupTypes,
  Relationships,
  Sources,
  Steps,
} from '../model';
import {
  createAccountGroupRelationship,
  createGroupUserRelationship,
} from '../relationships';
import type { OktaGroup } from '../types';

import type { Context, Step } from './step';

const groups: Step = {
  id: Steps.GROUPS,
  name: 'Fetch Okta groups',
  entities: [Entities.USER_GROUP, Entities.APP_USER_GROUP],
  relationships: [
    Relationships.ACCOUNT_HAS_USER_GROUP,
    Relationships.ACCOUNT_HAS_APP_USER_GROUP,
  ],
  ingestionSourceId: Sources.GROUPS,
  async collect({ client, jobState, completeness }) {
    const org = await client.org();
    const known: KnownGroups = new Map();
    for await (const group of completeness.track(client.groups(), 'groups')) {
      const isNew = await addEntityOnce(
        jobState,
        createGroupEntity(org, group),
      );
      if (!isNew) continue;
      await jobState.addRelationship(
        createAccountGroupRelationship(org, group),
      );
      known.set(group.id, knownGroup(group));
    }
    await hand(jobState, 'groups', known);
  },
};

/** Okta names the group of everybody in English in every org. */
function knownGroup(group: OktaGroup): KnownGroup {
  return {
    type: groupType(group),
    isEveryone: group.type === 'BUILT_IN' && group.profile.name === 'Everyone',
    userCount: group._embedded?.stats?.usersCount ?? undefined,
    mayHaveRoles: hasAdminPrivilege(group) !== false,
  };
}

const userGroupMembers: Step = {
  id: Steps.USER_GROUP_MEMBERS,
  name: 'Fetch Okta group members',
  entities: [],
  relationships: [Relationships.USER_GROUP_HAS_USER],
  dependsOn: [Steps.GROUPS, Steps.USERS],
  ingestionSourceId: Sources.GROUPS,
  collect: (context) => readMembers(context, GroupTypes.USER_GROUP),
};

const appUserGroupMembers: Step = {
  id: Steps.APP_USER_GROUP_MEMBERS,
  name: 'Fetch Okta app group members',
  entities: [],
  relationships: [Relationships.APP_USER_GROUP_HAS_USER],
  dependsOn: [Steps.GROUPS, Steps.USERS],
  ingestionSourceId: Sources.GROUPS,
  collect: (context) => readMembers(context, GroupTypes.APP_USER_GROUP),
};

/** Empty groups cost no call, nor does the group of everybody. */
async function readMembers(context: Context, type: GroupType): Promise<void> {
  const { client, jobState, logger } = context;
  const users = await handed(jobState, 'users');
  const ofType = [...(await handed(jobState, 'groups'))].filter(
    ([, group]) => group.type === type && group.userCount !== 0,
  );
  const toRead = ofType.filter(([, { isEveryone }]) => !isEveryone);
  for (const [groupId, { isEveryone }] of ofType) {
    if (isEveryone) await addEveryone(context, groupId, users);
  }
  const progress = new Progress({
    logger,
    what: 'members of groups',
    total: toRead.length,
    callsPerMinute: () => client.callsPerMinute(Buckets.GROUPS),
  });
  let unknown = 0;
  await forEach(toRead, async ([groupId]) => {
    unknown += await readMembersOf(context, type, groupId, users);
    progress.advance();
  });
  if (unknown > 0) {
    logger.info(
      `Skipped ${unknown} memberships of users that the list of users does not have`,
    );
  }
}

/** @returns how many members are no known users */
async function readMembersOf(
  { client, jobState, completeness }: Context,
  type: GroupType,
  groupId: string,
  users: KnownUsers,
): Promise<number> {
  let unknown = 0;
  const members = completeness.trackChild(
    client.groupMembers(groupId),
    `members of group ${groupId}`,
  );
  for await (const { id } of members) {
    if (!users.has(id)) {
      unknown += 1;
      continue;
    }
    await addRelationshipOnce(
      jobState,
      createGroupUserRelationship(type, groupId, id),
    );
  }
  return unknown;
}

/** Okta takes deprovisioned users out of all groups. */
async function addEveryone(
  { jobState }: Context,
  groupId: string,
  users: KnownUsers,
): Promise<void> {
  for (const [userId, { isDeprovisioned }] of users) {
    if (isDeprovisioned) continue;
    await addRelationshipOnce(
      jobState,
      createGroupUserRelationship(GroupTypes.USER_GROUP, groupId, userId),
    );
  }
}

export const groupSteps: readonly Step[] = [
  groups,
  userGroupMembers,
  appUserGroupMembers,
];
