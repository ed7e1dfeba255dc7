import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import type { Child } from '../../collect/completeness';
import { forEach } from '../../collect/forEach';
import type { CollectContext, ProviderStep } from '../../collect/provider';
import { entityModel, toEntity } from '../../graph/entities';
import { addEntityOnce } from '../../graph/jobState';
import { pick, text } from '../../graph/properties';
import { related } from '../../graph/relationships';
import { linkPaging, wholeListPaging } from '../../http/paging/link';
import type { Records } from '../../http/records';
import { identifier, text as textField } from '../../wire/fields';

import { isStale, isTooLarge, type OktaClient } from './client';
import { statusOf } from './fields';
import {
  APP_USER_GROUP,
  groupPath,
  groups,
  KnownGroups,
  USER_GROUP,
} from './groups';
import { Buckets, permission } from './limits';
import { KnownUsers, listedUsers, USER, userPath } from './users';

export const RolesSource = 'okta-roles';

/** `GET /api/v1/iam/assignees/users`. */
const RoleAssignee = z.object({ id: identifier });

/** `GET /api/v1/users/{userId}/roles` and `GET /api/v1/groups/{groupId}/roles`. */
export const RoleAssignment = z.object({
  id: identifier,
  label: textField,
  type: z.string(),
  status: textField,
  assignmentType: textField,
  role: textField,
});
export type RoleAssignment = z.infer<typeof RoleAssignment>;

const ROLES_PERMISSION = permission('okta.roles.read', 'admin roles');

/** The users who have an admin role. */
const listRoleAssignees = (client: OktaClient) =>
  client.list({
    path: '/api/v1/iam/assignees/users',
    bucket: Buckets.OTHER,
    permission: ROLES_PERMISSION,
    paging: linkPaging({
      limit: 100,
      items: 'value',
      link: '_links.next.href',
      isStale,
      isTooLarge,
    }),
    record: RoleAssignee,
  });

/** The admin roles of a user, inherited ones too, or of a group. */
const listRoles = (
  client: OktaClient,
  ofPath: string,
  bucket: string,
): Records<RoleAssignment> =>
  client.list({
    path: `${ofPath}/roles`,
    bucket,
    permission: ROLES_PERMISSION,
    paging: wholeListPaging(),
    record: RoleAssignment,
  });

/** The key of a role, by its label: standard roles have no id. */
function roleKey({ label, type }: RoleAssignment): string {
  return `okta_role:${(text(label) ?? type).replace(/\s+/g, '')}`;
}

/** A role itself: what differs from one assignment to another does not belong here. */
export const ROLE = entityModel<RoleAssignment>({
  resourceName: 'Okta Role',
  _type: 'okta_role',
  _class: ['AccessRole'],
  key: roleKey,
  properties: {
    name: ['Label of the role', ({ label, type }) => text(label) ?? type],
    roleType: [
      "Okta's type of the role; `CUSTOM` for an org's own",
      ({ type }) => type,
    ],
    roleId: ['Id of a custom role', ({ role }) => text(role)],
    superAdmin: [
      'Whether it is the role of super administrators',
      ({ type }) => type === 'SUPER_ADMIN',
    ],
    systemRole: ['Whether Okta made the role', ({ type }) => type !== 'CUSTOM'],
  },
  raw: (role) => pick(role, ['label', 'type']),
});

const USER_ASSIGNED_ROLE = related(USER, RelationshipClass.ASSIGNED, ROLE);
const GROUP_ASSIGNED = 'okta_user_group_assigned_role';
const GROUP_ASSIGNED_ROLE = {
  own: related(USER_GROUP, RelationshipClass.ASSIGNED, ROLE, GROUP_ASSIGNED),
  app: related(
    APP_USER_GROUP,
    RelationshipClass.ASSIGNED,
    ROLE,
    GROUP_ASSIGNED,
  ),
};

/** Reads the roles of one user or group, writes each, and hands it on to be related. */
async function readRoles(
  { client, jobState, completeness }: CollectContext<OktaClient>,
  ofPath: string,
  bucket: string,
  child: Child['what'],
  relate: (role: RoleAssignment) => Promise<unknown>,
): Promise<void> {
  const roles = completeness.trackChild(listRoles(client, ofPath, bucket), {
    what: child,
    isGone: () => client.isGone(ofPath, bucket),
  });
  for await (const role of roles) {
    const isInherited = role.assignmentType === 'GROUP' && bucket === Buckets.USER;
    if (isInherited) continue;
    await addEntityOnce(jobState, toEntity(ROLE, role));
    await relate(role);
  }
}

/** Roles of users, asked only for those who have any. Inherited ones are those of the group. */
export const userRoles: ProviderStep<OktaClient> = {
  id: 'fetch-okta-user-roles',
  name: 'Fetch Okta admin roles of users',
  entities: [ROLE],
  relationships: [USER_ASSIGNED_ROLE],
  dependsOn: [listedUsers.id],
  ingestionSourceId: RolesSource,
  async collect(context) {
    const { client, completeness, stepData, edges } = context;
    const users = await stepData.get(KnownUsers);
    const admins = new Set<string>();
    const assignees = completeness.track(
      listRoleAssignees(client),
      'users with admin roles',
    );
    for await (const { id } of assignees) {
      if (users.has(id)) admins.add(id);
      else edges.skip();
    }
    await forEach(admins, (userId) =>
      readRoles(
        context,
        userPath(userId),
        Buckets.USER,
        `admin roles of user ${userId}`,
        async (role) => {
          const properties = { userId, status: statusOf(role.status) };
          const key = roleKey(role);
          await edges.add(USER_ASSIGNED_ROLE, userId, key, properties, true);
        },
      ),
    );
  },
};

/** Roles of groups, asked for those that Okta counts as giving some, or did not count. */
export const groupRoles: ProviderStep<OktaClient> = {
  id: 'fetch-okta-group-roles',
  name: 'Fetch Okta admin roles of groups',
  entities: [ROLE],
  relationships: [GROUP_ASSIGNED_ROLE.own, GROUP_ASSIGNED_ROLE.app],
  dependsOn: [groups.id, userRoles.id],
  ingestionSourceId: RolesSource,
  async collect(context) {
    const { stepData, edges } = context;
    const known = await stepData.get(KnownGroups);
    const flagged = [...known].filter(([, { mayHaveRoles }]) => mayHaveRoles);
    await forEach(flagged, ([groupId, { kind }]) =>
      readRoles(
        context,
        groupPath(groupId),
        Buckets.GROUPS,
        `admin roles of group ${groupId}`,
        (role) =>
          edges.add(
            GROUP_ASSIGNED_ROLE[kind],
            groupId,
            roleKey(role),
            { groupId, status: statusOf(role.status) },
            true,
          ),
      ),
    );
  },
};
