import {
  RelationshipClass,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import { forEach } from '../../collect/forEach';
import type { CollectContext, ProviderStep } from '../../collect/provider';
import { remembered, rememberedByKey } from '../../collect/remembered';
import { stepDataKey } from '../../collect/stepData';
import { Probe, sample, pagesOf } from '../../collect/survey';
import { entityModel, toEntity } from '../../graph/entities';
import { addEntityOnce } from '../../graph/jobState';
import { pick, text } from '../../graph/properties';
import {
  related,
  type RelationshipProperties,
} from '../../graph/relationships';
import { wholeListPaging } from '../../http/paging/link';
import { identifier } from '../../wire/fields';

import { READ_ONLY, oktaAccess } from './access';
import { GROUP_ROLES, GroupRoles, USER_ROLES, UserRoles } from './admins';
import type { OktaClient } from './client';
import {
  APP_USER_GROUP,
  groupPath,
  groups,
  groupsProbe,
  type KnownGroup,
  KnownGroups,
  USER_GROUP,
} from './groups';
import { Buckets } from './limits';
import {
  callsForResourceSets,
  groupsWithCustomRoles,
  listIam,
  permissionsOf,
  resourceSetNames,
  resourceSetsProbe,
  rolesAccess,
} from './resourceSets';
import {
  extentKey,
  type HeldRole,
  type HeldRoles,
  labelOf,
  readRoles,
  type RoleAssignment,
  roleKey,
} from './roleAssignments';
import { userPath } from './userRecords';
import { KnownUsers, listedUsers, USER } from './users';

export const RolesSource = 'okta-roles';

/** `GET /api/v1/iam/assignees/users`, `GET /api/v1/users/{userId}/groups`. */
const Identified = z.object({ id: identifier });

interface Source {
  role: RoleAssignment;
  /** Of custom roles; undefined where they could not be read. */
  permissions?: string[];
}

/** A role itself: what differs from one assignment to another does not belong here. */
export const ROLE = entityModel<Source>({
  resourceName: 'Okta Role',
  _type: 'okta_role',
  _class: ['AccessRole'],
  key: ({ role }) => roleKey(role),
  properties: {
    name: ['Label of the role', ({ role }) => labelOf(role)],
    roleType: [
      "Okta's type of the role; `CUSTOM` for an org's own",
      ({ role }) => role.type,
    ],
    roleId: [
      'Id of a custom role',
      ({ role }) => (isCustom(role) ? text(role.role) : undefined),
    ],
    permissions: [
      'What a custom role permits, such as `okta.users.read`',
      ({ permissions }) => permissions,
    ],
    superAdmin: [
      'Whether it is the role of super administrators',
      ({ role }) => role.type === 'SUPER_ADMIN',
    ],
    systemRole: ['Whether Okta made the role', ({ role }) => !isCustom(role)],
  },
  raw: ({ role }) => ({ label: labelOf(role), ...pick(role, ['type']) }),
});

function isCustom({ type }: RoleAssignment): boolean {
  return type === 'CUSTOM';
}

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

/** Writes roles and who holds them, each with what it is for. */
export class RoleWriter {
  private readonly setNames = remembered(() => resourceSetNames(this.context));
  private readonly permissions = rememberedByKey((roleId: string) =>
    permissionsOf(this.context, roleId),
  );

  constructor(private readonly context: Context) {}

  /** @param properties of the relationship, besides what is known of the role */
  async add(
    metadata: StepRelationshipMetadata,
    holderId: string,
    { direct }: HeldRoles,
    properties: RelationshipProperties,
  ): Promise<void> {
    const { jobState, edges } = this.context;
    for (const held of direct) {
      const { role, isActive, scope, resourceSetId, targetIds } = held;
      const roleId = isCustom(role) ? text(role.role) : undefined;
      const permissions = roleId ? await this.permissions(roleId) : undefined;
      const names = resourceSetId ? await this.setNames() : undefined;
      await addEntityOnce(jobState, toEntity(ROLE, { role, permissions }));
      await edges.add(
        metadata,
        holderId,
        roleKey(role),
        {
          _key: `${holderId}|assigned|${extentKey(held)}`,
          ...properties,
          status: statusOf(isActive),
          scope,
          resourceSetId,
          resourceSetName: names?.get(resourceSetId ?? ''),
          targetIds:
            targetIds.length > 0 ? JSON.stringify(targetIds) : undefined,
        },
        true,
      );
    }
  }
}

function statusOf(isActive: HeldRole['isActive']): string | undefined {
  if (isActive === undefined) return undefined;
  return isActive ? 'active' : 'inactive';
}

/** Roles that users have through groups: by key, the users. */
const InheritedRoles = stepDataKey<ReadonlyMap<string, readonly string[]>>({
  from: USER_ROLES,
  name: 'inherited',
});

const ofHolder = (path: string) => [
  `GET ${path}/roles`,
  `GET ${path}/roles/{roleAssignmentId}/targets/groups`,
  `GET ${path}/roles/{roleAssignmentId}/targets/catalog/apps`,
];

const USER_ROLES_ACCESS = rolesAccess('users', [
  'GET /api/v1/iam/assignees/users',
  ...ofHolder('/api/v1/users/{userId}'),
]);

const GROUP_ROLES_ACCESS = rolesAccess('groups', [
  'GET /api/v1/iam/resource-sets/{resourceSetId}/bindings',
  'GET /api/v1/iam/resource-sets/{resourceSetId}/bindings/{roleId}/members',
  ...ofHolder('/api/v1/groups/{groupId}'),
]);

export const CLIENT_ROLES_ACCESS = rolesAccess(
  'service apps',
  ofHolder('/oauth2/v1/clients/{clientId}'),
);

const GROUPS_OF_USERS = oktaAccess({
  what: 'groups of administrators',
  covered: 'groups',
  oauthScopes: ['okta.users.read'],
  roles: [READ_ONLY],
  endpoints: ['GET /api/v1/users/{userId}/groups'],
});

/** Administrators per page. */
const ADMINS_PAGE = 100;

const listAdmins = (client: OktaClient) =>
  listIam(client, 'assignees/users', 'value', Identified);

const adminsProbe = new Probe({
  access: USER_ROLES_ACCESS,
  look: (client: OktaClient) => sample(listAdmins(client)),
  counted: (found) => found,
});

/** Roles of users, asked only for those who have any. Inherited ones are those of the group. */
export const userRoles: ProviderStep<OktaClient> = {
  id: USER_ROLES,
  name: 'Fetch Okta admin roles of users',
  entities: [ROLE],
  relationships: [USER_ASSIGNED_ROLE],
  reads: [USER_ROLES_ACCESS],
  survey: {
    probes: [adminsProbe],
    calls: async (survey) => {
      const { count = 0 } = (await adminsProbe.in(survey)) ?? {};
      return {
        [Buckets.OTHER]: pagesOf(count, ADMINS_PAGE),
        [Buckets.USER]: count,
      };
    },
  },
  dependsOn: [listedUsers.id],
  ingestionSourceId: RolesSource,
  async collect(context) {
    const { client, completeness, stepData, edges } = context;
    const users = await stepData.get(KnownUsers);
    const writer = new RoleWriter(context);
    const admins = new Set<string>();
    const inherited = new Map<string, string[]>();
    const byUser = new Map<string, RoleAssignment[]>();
    const assignees = completeness.track(
      listAdmins(client),
      'users with admin roles',
    );
    for await (const { id } of assignees) {
      if (users.has(id)) admins.add(id);
      else edges.skip();
    }
    const reading = {
      completeness,
      what: 'roles of users',
      waitMsFor: client.limitOf(Buckets.USER),
    };
    await forEach(admins, reading, async (userId) => {
      const held = await readRoles(context, {
        kind: 'user',
        id: userId,
        path: userPath(userId),
        bucket: Buckets.USER,
      });
      await writer.add(USER_ASSIGNED_ROLE, userId, held, { userId });
      for (const role of held.inherited) {
        const key = roleKey(role);
        inherited.set(key, [...(inherited.get(key) ?? []), userId]);
      }
      byUser.set(userId, [...rolesOf(held), ...held.inherited]);
    });
    await stepData.set(InheritedRoles, inherited);
    await stepData.set(UserRoles, byUser);
  },
};

/** The strongest assignment of each role is the one that tells its status. */
function rolesOf({ direct }: HeldRoles): RoleAssignment[] {
  return direct.map(({ role }) => role);
}

/**
 * Roles of groups, asked for those that Okta counts as giving some, or did not count. Its count was
 * wrong before: groups that have custom roles are looked up as well, and a role that a user has
 * through a group, and no group was found to give, is looked for in all groups of that user.
 */
export const groupRoles: ProviderStep<OktaClient> = {
  id: GROUP_ROLES,
  name: 'Fetch Okta admin roles of groups',
  entities: [ROLE],
  relationships: [GROUP_ASSIGNED_ROLE.own, GROUP_ASSIGNED_ROLE.app],
  reads: [GROUP_ROLES_ACCESS, GROUPS_OF_USERS],
  survey: {
    probes: [resourceSetsProbe],
    calls: async (survey) => {
      const { known = [] } = (await groupsProbe.in(survey)) ?? {};
      const sets = await resourceSetsProbe.in(survey);
      return {
        [Buckets.GROUPS]: known.filter(({ mayHaveRoles }) => mayHaveRoles)
          .length,
        [Buckets.OTHER]: sets ? callsForResourceSets(sets.count) : 0,
      };
    },
  },
  dependsOn: [groups.id, USER_ROLES],
  ingestionSourceId: RolesSource,
  async collect(context) {
    const { completeness, stepData } = context;
    const known = await stepData.get(KnownGroups);
    const reader = new GroupRoleReader(context, known);
    const flagged = [...known].filter(([, { mayHaveRoles }]) => mayHaveRoles);
    await reader.read(flagged.map(([id]) => id));
    await reader.read(await groupsWithCustomRoles(context));
    const areListsWhole = await stepData.areWhole([groups.id, USER_ROLES]);
    if (areListsWhole && completeness.isWhole) {
      await reader.explain(await stepData.get(InheritedRoles));
    }
    await stepData.set(GroupRoles, reader.byGroup);
  },
};

/** Reads the roles of groups, of each group once. */
class GroupRoleReader {
  readonly byGroup = new Map<string, RoleAssignment[]>();
  private readonly asked = new Set<string>();
  private readonly found = new Set<string>();
  /** True where a group was deleted meanwhile: it may be the one that gave a role. */
  private isSomeGone = false;

  constructor(
    private readonly context: Context,
    private readonly known: ReadonlyMap<string, KnownGroup>,
    private readonly writer = new RoleWriter(context),
  ) {}

  async read(groupIds: Iterable<string>): Promise<void> {
    const toAsk = [...groupIds].filter((id) => !this.asked.has(id));
    for (const id of toAsk) this.asked.add(id);
    const { client, completeness } = this.context;
    const reading = {
      completeness,
      what: 'roles of groups',
      waitMsFor: client.limitOf(Buckets.GROUPS),
    };
    await forEach(toAsk, reading, (id) => this.readOf(id));
  }

  /** Looks for the groups that give inherited roles, where none was found that does. */
  async explain(
    inherited: ReadonlyMap<string, readonly string[]>,
  ): Promise<void> {
    for (const [key, userIds] of inherited) {
      for (const userId of userIds) {
        if (!this.found.has(key)) await this.read(await this.groupsOf(userId));
      }
      if (this.found.has(key) || this.isSomeGone) continue;
      this.context.completeness.doubt(
        `the group that gives ${key}`,
        `user ${userIds[0]} has an admin role through a group, and none of the user's groups has it`,
      );
    }
  }

  private async readOf(groupId: string): Promise<void> {
    const group = this.known.get(groupId);
    if (!group) return;
    const held = await readRoles(this.context, {
      kind: 'group',
      id: groupId,
      path: groupPath(groupId),
      bucket: Buckets.GROUPS,
    });
    this.isSomeGone ||= !held.isWhole;
    const metadata = GROUP_ASSIGNED_ROLE[group.kind];
    await this.writer.add(metadata, groupId, held, { groupId });
    if (held.direct.length > 0) this.byGroup.set(groupId, rolesOf(held));
    for (const { role } of held.direct) this.found.add(roleKey(role));
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
    permission: GROUPS_OF_USERS.needs,
    paging: wholeListPaging(),
    record: Identified,
  });
