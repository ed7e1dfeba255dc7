import { forEach } from '../../../collect/forEach';
import { addEntityOnce, addRelationshipOnce } from '../../../graph/jobState';
import { createRoleEntity } from '../converters';
import { handed } from '../known';
import { Entities, Relationships, Sources, Steps } from '../model';
import {
  createGroupRoleRelationship,
  createUserRoleRelationship,
} from '../relationships';

import type { Step } from './step';

/** Roles of users, asked only for those who have any. Inherited ones are those of the group. */
const userRoles: Step = {
  id: Steps.USER_ROLES,
  name: 'Fetch Okta admin roles of users',
  entities: [Entities.ROLE],
  relationships: [Relationships.USER_ASSIGNED_ROLE],
  dependsOn: [Steps.USERS],
  ingestionSourceId: Sources.ROLES,
  async collect({ client, jobState, completeness }) {
    const users = await handed(jobState, 'users');
    const admins = new Set<string>();
    const assignees = completeness.track(
      client.roleAssignees(),
      'users with admin roles',
    );
    for await (const { id } of assignees) {
      if (users.has(id)) admins.add(id);
    }
    await forEach(admins, async (userId) => {
      const roles = completeness.trackChild(
        client.userRoles(userId),
        `admin roles of user ${userId}`,
      );
      for await (const role of roles) {
        if (role.assignmentType === 'GROUP') continue;
        await addEntityOnce(jobState, createRoleEntity(role));
        await addRelationshipOnce(
          jobState,
          createUserRoleRelationship(userId, role),
        );
      }
    });
  },
};

/** Roles of groups, asked for those that Okta counts as giving some, or did not count. */
const groupRoles: Step = {
  id: Steps.GROUP_ROLES,
  name: 'Fetch Okta admin roles of groups',
  entities: [Entities.ROLE],
  relationships: [
    Relationships.USER_GROUP_ASSIGNED_ROLE,
    Relationships.APP_USER_GROUP_ASSIGNED_ROLE,
  ],
  dependsOn: [Steps.GROUPS, Steps.USER_ROLES],
  ingestionSourceId: Sources.ROLES,
  async collect({ client, jobState, completeness }) {
    const groups = await handed(jobState, 'groups');
    const flagged = [...groups].filter(([, { mayHaveRoles }]) => mayHaveRoles);
    await forEach(flagged, async ([groupId, { type }]) => {
      const roles = completeness.trackChild(
        client.groupRoles(groupId),
        `admin roles of group ${groupId}`,
      );
      for await (const role of roles) {
        await addEntityOnce(jobState, createRoleEntity(role));
        await addRelationshipOnce(
          jobState,
          createGroupRoleRelationship(type, groupId, role),
        );
      }
    });
  },
};

export const roleSteps: readonly Step[] = [userRoles, groupRoles];
