import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import { forEach } from '../../collect/forEach';
import type { CollectContext, ProviderStep } from '../../collect/provider';
import { stepDataKey } from '../../collect/stepData';
import { entityModel, toEntity } from '../../graph/entities';
import { addEntityOnce } from '../../graph/jobState';
import { pick, text } from '../../graph/properties';
import { related } from '../../graph/relationships';
import { wholeListPaging } from '../../http/paging/link';
import type { Records } from '../../http/records';
import { identifier, text as textField } from '../../wire/fields';

import type { OktaClient } from './client';
import { statusOf } from './fields';
import {
  APP_USER_GROUP,
  groupPath,
  groups,
  type KnownGroup,
  KnownGroups,
  USER_GROUP,
} from './groups';
import { Buckets, permission } from './limits';
import {
  groupsWithCustomRoles,
  listIam,
  ROLES_PERMISSION,
} from './resourceSets';
import { KnownUsers, listedUsers, USER, userPath } from './users';

export const RolesSource = 'okta-roles';

/** `GET /api/v1/iam/assignees/users`, `GET /api/v1/users/{userId}/groups`. */
const Identified = z.object({ id: identifier });

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

type Context = CollectContext<OktaClient>;

/** The admin roles of one user or group. */
function trackRoles(
  { client, completeness }: Context,
  ofPath: string,
  bucket: string,
  of: string,
): AsyncGenerator<RoleAssignment> {
  return completeness.trackChild(listRoles(client, ofPath, bucket), {
    what: `admin roles of ${of}`,
    isGone: () => client.isGone(ofPath, bucket),
  });
}

const USER_ROLES = 'fetch-okta-user-roles';

/** Roles that users have through groups: by key, the users. */
const InheritedRoles = stepDataKey<ReadonlyMap<string, readonly string[]>>({
  from: USER_ROLES,
  name: 'inherited',
});

/** Roles of users, asked only for those who have any. Inherited ones are those of the group. */
export const userRoles: ProviderStep<OktaClient> = {
  id: USER_ROLES,
  name: 'Fetch Okta admin roles of users',
  entities: [ROLE],
  relationships: [USER_ASSIGNED_ROLE],
  dependsOn: [listedUsers.id],
  ingestionSourceId: RolesSource,
  async collect(context) {
    const { client, jobState, completeness, stepData, edges } = context;
    const users = await stepData.get(KnownUsers);
    const admins = new Set<string>();
    const inherited = new Map<string, string[]>();
    const assignees = completeness.track(
      listIam(client, 'assignees/users', 'value', Identified),
      'users with admin roles',
    );
    for await (const { id } of assignees) {
      if (users.has(id)) admins.add(id);
      else edges.skip();
    }
    await forEach(admins, async (userId) => {
      const path = userPath(userId);
      const of = `user ${userId}`;
      for await (const role of trackRoles(context, path, Buckets.USER, of)) {
        const key = roleKey(role);
        if (role.assignmentType === 'GROUP') {
          inherited.set(key, [...(inherited.get(key) ?? []), userId]);
          continue;
        }
        await addEntityOnce(jobState, toEntity(ROLE, role));
        const properties = { userId, status: statusOf(role.status) };
        await edges.add(USER_ASSIGNED_ROLE, userId, key, properties, true);
      }
    });
    await stepData.set(InheritedRoles, inherited);
  },
};

/**
 * Roles of groups, asked for those that Okta counts as giving some, or did not count. Its count was
 * wrong before: groups that have custom roles are looked up as well, and a role that a user has
 * through a group, and no group was found to give, is looked for in all groups of that user.
 */
export const groupRoles: ProviderStep<OktaClient> = {
  id: 'fetch-okta-group-roles',
  name: 'Fetch Okta admin roles of groups',
  entities: [ROLE],
  relationships: [GROUP_ASSIGNED_ROLE.own, GROUP_ASSIGNED_ROLE.app],
  dependsOn: [groups.id, USER_ROLES],
  ingestionSourceId: RolesSource,
  async collect(context) {
    const { completeness, stepData } = context;
    const known = await stepData.get(KnownGroups);
    const reader = new GroupRoles(context, known);
    const flagged = [...known].filter(([, { mayHaveRoles }]) => mayHaveRoles);
    await reader.read(flagged.map(([id]) => id));
    await reader.read(await groupsWithCustomRoles(context));
    const areListsWhole = await stepData.areWhole([groups.id, USER_ROLES]);
    if (!areListsWhole || !completeness.isWhole) return;
    await reader.explain(await stepData.get(InheritedRoles));
  },
};

/** Reads the roles of groups, of each group once. */
class GroupRoles {
  private readonly asked = new Set<string>();
  private readonly found = new Set<string>();

  constructor(
    private readonly context: Context,
    private readonly known: ReadonlyMap<string, KnownGroup>,
  ) {}

  async read(groupIds: Iterable<string>): Promise<void> {
    const toAsk = [...groupIds].filter((id) => !this.asked.has(id));
    for (const id of toAsk) this.asked.add(id);
    await forEach(toAsk, (id) => this.readOf(id));
  }

  /** Looks for the groups that give inherited roles, where none was found that does. */
  async explain(
    inherited: ReadonlyMap<string, readonly string[]>,
  ): Promise<void> {
    for (const [key, userIds] of inherited) {
      for (const userId of userIds) {
        if (!this.found.has(key)) await this.read(await this.groupsOf(userId));
      }
      if (this.found.has(key)) continue;
      this.context.completeness.doubt(
        `the group that gives ${key}`,
        `user ${userIds[0]} has an admin role through a group, and none of the user's groups has it`,
      );
    }
  }

  private async readOf(groupId: string): Promise<void> {
    const group = this.known.get(groupId);
    if (!group) return;
    const { jobState, edges } = this.context;
    const path = groupPath(groupId);
    const of = `group ${groupId}`;
    const roles = trackRoles(this.context, path, Buckets.GROUPS, of);
    for await (const role of roles) {
      const key = roleKey(role);
      this.found.add(key);
      await addEntityOnce(jobState, toEntity(ROLE, role));
      const properties = { groupId, status: statusOf(role.status) };
      const metadata = GROUP_ASSIGNED_ROLE[group.kind];
      await edges.add(metadata, groupId, key, properties, true);
    }
  }

  private async groupsOf(userId: string): Promise<string[]> {
    const { client, completeness } = this.context;
    const path = userPath(userId);
    const ofUser = completeness.trackChild(listGroupsOf(client, path), {
      what: `groups of user ${userId}`,
      isGone: () => client.isGone(path, Buckets.USER),
    });
    const ids: string[] = [];
    for await (const { id } of ofUser) ids.push(id);
    return ids;
  }
}

const listGroupsOf = (client: OktaClient, ofPath: string) =>
  client.list({
    path: `${ofPath}/groups`,
    bucket: Buckets.USER,
    permission: permission('okta.users.read', 'groups'),
    paging: wholeListPaging(),
    record: Identified,
  });
