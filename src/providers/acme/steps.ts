import type { JobState } from '@jupiterone/integration-sdk-core';

import { forEach } from '../../collect/forEach';
import { addEntityOnce, addRelationshipOnce } from '../../graph/jobState';
import type { CollectContext, ProviderStep } from '../../collect/provider';

import type { ScimClient } from './client';
import {
  createAccountEntity,
  createAccountGroupRelationship,
  createAccountUserRelationship,
  createGroupEntity,
  createGroupGroupRelationship,
  createGroupUserRelationship,
  createUserEntity,
  groupKey,
  userKey,
} from './converters';
import { type Member, Memberships } from './memberships';
import { Entities, Relationships, Sources, Steps } from './model';

/** Memberships as the groups tell them, and whether any group told its members at all. */
const GROUP_MEMBERS = 'acme-group-members';
const MEMBERS_GIVEN = 'acme-group-members-given';
/** Memberships as the users tell them. */
const USER_GROUPS = 'acme-user-groups';

type Context = CollectContext<ScimClient>;

const account: ProviderStep<ScimClient> = {
  id: Steps.ACCOUNT,
  name: 'Fetch SCIM account',
  entities: [Entities.ACCOUNT],
  relationships: [],
  async collect({ client, jobState, completeness }) {
    const config = await completeness.attempt(
      () => client.serviceProviderConfig(),
      'the service provider configuration',
    );
    await jobState.addEntity(createAccountEntity(client.baseUrl, config));
  },
};

const users: ProviderStep<ScimClient> = {
  id: Steps.USERS,
  name: 'Fetch SCIM users',
  entities: [Entities.USER],
  relationships: [Relationships.ACCOUNT_HAS_USER],
  async collect({ client, jobState, completeness }) {
    const memberships = new Memberships();
    for await (const user of completeness.track(client.users(), 'users')) {
      if (!(await addEntityOnce(jobState, createUserEntity(user)))) continue;
      await jobState.addRelationship(
        createAccountUserRelationship(client.baseUrl, user.id),
      );
      memberships.addUser(user.id, user.groups);
    }
    await jobState.setData(USER_GROUPS, memberships);
  },
};

const groups: ProviderStep<ScimClient> = {
  id: Steps.GROUPS,
  name: 'Fetch SCIM groups',
  entities: [Entities.GROUP],
  relationships: [Relationships.ACCOUNT_HAS_GROUP],
  ingestionSourceId: Sources.GROUPS,
  async collect({ client, jobState, completeness }) {
    const memberships = new Memberships();
    let areMembersGiven = false;
    for await (const group of completeness.track(client.groups(), 'groups')) {
      if (!(await addEntityOnce(jobState, createGroupEntity(group)))) continue;
      await jobState.addRelationship(
        createAccountGroupRelationship(client.baseUrl, group.id),
      );
      memberships.addGroup(group.id, group.members);
      areMembersGiven ||= group.members !== undefined;
    }
    await jobState.setData(GROUP_MEMBERS, memberships);
    await jobState.setData(MEMBERS_GIVEN, areMembersGiven);
  },
};

const groupMembers: ProviderStep<ScimClient> = {
  id: Steps.GROUP_MEMBERS,
  name: 'Fetch SCIM group members',
  entities: [],
  relationships: [Relationships.GROUP_HAS_USER, Relationships.GROUP_HAS_GROUP],
  dependsOn: [Steps.USERS, Steps.GROUPS],
  ingestionSourceId: Sources.GROUPS,
  async collect(context) {
    const { jobState, logger } = context;
    let unknown = 0;
    for (const [groupId, members] of (await membershipsOf(context)).groups) {
      for (const member of members) {
        const isKnown = await addMember(jobState, groupId, member);
        if (!isKnown) unknown += 1;
      }
    }
    if (unknown > 0) {
      logger.info(
        `Skipped ${unknown} memberships of users or groups that the directory does not list`,
      );
    }
  },
};

/** Group-side data where there is any: lists first, then the groups themselves; else user-side. */
async function membershipsOf(context: Context): Promise<Memberships> {
  const { client, jobState, logger, completeness } = context;
  const listed = await memberships(jobState, GROUP_MEMBERS);
  if (!listed.isEmpty) return listed;
  const areMembersGiven = await jobState.getData<boolean>(MEMBERS_GIVEN);
  if (!areMembersGiven) {
    const read = await readGroups(context, listed.groupIds);
    if (!read.isEmpty) return read;
  }
  const told = await memberships(jobState, USER_GROUPS);
  if (told.isEmpty) {
    logger.warn('The directory tells no members of any group');
    await completeness.attempt(
      () => client.checkMembersAreTold(),
      'members of groups',
    );
  }
  return told;
}

async function memberships(
  jobState: JobState,
  name: string,
): Promise<Memberships> {
  return (await jobState.getData<Memberships>(name)) ?? new Memberships();
}

/** The members of each group, from the group itself. */
async function readGroups(
  { client, completeness }: Context,
  groupIds: readonly string[],
): Promise<Memberships> {
  const read = new Memberships();
  await forEach(groupIds, async (groupId) => {
    const group = await completeness.attemptChild(
      () => client.group(groupId),
      `members of group ${groupId}`,
    );
    if (group) read.addGroup(groupId, group.members);
  });
  return read;
}

/** @returns false when neither a user nor a group with that id is known */
async function addMember(
  jobState: JobState,
  groupId: string,
  { id, type }: Member,
): Promise<boolean> {
  if (!(await jobState.hasKey(groupKey(groupId)))) return false;
  if (type !== 'Group' && (await jobState.hasKey(userKey(id)))) {
    await addRelationshipOnce(
      jobState,
      createGroupUserRelationship(groupId, id),
    );
    return true;
  }
  if (type !== 'User' && (await jobState.hasKey(groupKey(id)))) {
    await addRelationshipOnce(
      jobState,
      createGroupGroupRelationship(groupId, id),
    );
    return true;
  }
  return false;
}

export const steps: readonly ProviderStep<ScimClient>[] = [
  account,
  users,
  groups,
  groupMembers,
];
