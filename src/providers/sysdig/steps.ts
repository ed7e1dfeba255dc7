import type {
  Entity,
  StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import { forEach } from '../../collect/forEach';
import { addEntityOnce, addRelationshipOnce } from '../../graph/jobState';
import { createRelationship } from '../../graph/relationships';
import type { CollectContext, ProviderStep } from '../../collect/provider';

import type { ScanKind, SysdigClient } from './client';
import {
  accountKey,
  createAccountEntity,
  createImageScanEntity,
  createRoleEntity,
  createServiceAccountEntity,
  createTeamEntity,
  createTeamServiceAccountRelationship,
  createTeamUserRelationship,
  createUserEntity,
  createUserRoleRelationship,
  roleKey,
  userKey,
} from './converters';
import { Entities, Relationships, Sources, Steps } from './model';
import type { Membership } from './types';

/** Whether users are administrators of the account, by id; a `Map` of those of whom it is known. */
const ADMINS = 'sysdig-admins';
/** The ids of all teams. */
const TEAM_IDS = 'sysdig-team-ids';
/** The custom roles that teams give to users: a set of role ids by user id. */
const USER_ROLES = 'sysdig-user-roles';
/** Whether members have roles that the API which gave them cannot tell. */
const ARE_ROLES_UNTOLD = 'sysdig-are-roles-untold';
/** Whether the account has custom roles. */
const HAS_ROLES = 'sysdig-has-roles';

type Context = CollectContext<SysdigClient>;
type Admins = Map<string, boolean>;
type UserRoles = Map<string, Set<string>>;

const account: ProviderStep<SysdigClient> = {
  id: Steps.ACCOUNT,
  name: 'Fetch Sysdig account',
  entities: [Entities.ACCOUNT],
  relationships: [],
  async collect({ client, jobState, completeness }) {
    const found = await completeness.attempt(
      () => client.account(),
      'the account',
    );
    if (found) await jobState.addEntity(createAccountEntity(found));
  },
};

const users: ProviderStep<SysdigClient> = {
  id: Steps.USERS,
  name: 'Fetch Sysdig users',
  entities: [Entities.USER],
  relationships: [Relationships.ACCOUNT_HAS_USER],
  async collect(context) {
    const { client, jobState, completeness } = context;
    const admins: Admins = new Map();
    const add = await accountAdder(context, Relationships.ACCOUNT_HAS_USER);
    for await (const user of completeness.track(client.users(), 'users')) {
      await add(createUserEntity(user));
      if (user.admin !== undefined) admins.set(user.id, user.admin);
    }
    await jobState.setData(ADMINS, admins);
  },
};

const teams: ProviderStep<SysdigClient> = {
  id: Steps.TEAMS,
  name: 'Fetch Sysdig teams',
  entities: [Entities.TEAM],
  relationships: [Relationships.ACCOUNT_HAS_TEAM],
  async collect(context) {
    const { client, jobState, completeness } = context;
    const ids = new Set<string>();
    const add = await accountAdder(context, Relationships.ACCOUNT_HAS_TEAM);
    for await (const team of completeness.track(client.teams(), 'teams')) {
      await add(createTeamEntity(team));
      ids.add(team.id);
    }
    await jobState.setData(TEAM_IDS, ids);
  },
};

const teamMembers: ProviderStep<SysdigClient> = {
  id: Steps.TEAM_MEMBERS,
  name: 'Fetch Sysdig team members',
  entities: [],
  relationships: [Relationships.TEAM_HAS_USER],
  dependsOn: [Steps.USERS, Steps.TEAMS],
  async collect(context) {
    const { client, jobState, logger, completeness } = context;
    const admins = await jobState.getData<Admins>(ADMINS);
    const roles: UserRoles = new Map();
    let areRolesUntold = false;
    let unknown = 0;
    await forEach(await teamIds(context), async (teamId) => {
      const members = completeness.trackChild(
        client.teamMembers(teamId),
        `members of team ${teamId}`,
      );
      for await (const member of members) {
        if (!(await jobState.hasKey(userKey(member.userId)))) {
          unknown += 1;
          continue;
        }
        await addRelationshipOnce(
          jobState,
          createTeamUserRelationship(teamId, {
            ...member,
            admin: member.admin ?? admins?.get(member.userId),
          }),
        );
        noteRole(roles, member);
        areRolesUntold ||= member.isRoleUntold ?? false;
      }
    });
    await jobState.setData(USER_ROLES, roles);
    await jobState.setData(ARE_ROLES_UNTOLD, areRolesUntold);
    if (unknown > 0) {
      logger.info(
        `Skipped ${unknown} memberships of users that are not in the list of users`,
      );
    }
  },
};

const roles: ProviderStep<SysdigClient> = {
  id: Steps.ROLES,
  name: 'Fetch Sysdig roles',
  entities: [Entities.ROLE],
  relationships: [Relationships.ACCOUNT_HAS_ROLE],
  ingestionSourceId: Sources.ROLES,
  async collect(context) {
    const { client, jobState, completeness } = context;
    const add = await accountAdder(context, Relationships.ACCOUNT_HAS_ROLE);
    const list = completeness.trackFeature(client.roles(), 'custom roles');
    let hasRoles = false;
    for await (const role of list) {
      await add(createRoleEntity(role));
      hasRoles = true;
    }
    await jobState.setData(HAS_ROLES, hasRoles);
  },
};

const userRoles: ProviderStep<SysdigClient> = {
  id: Steps.USER_ROLES,
  name: 'Build Sysdig user roles',
  entities: [],
  relationships: [Relationships.USER_ASSIGNED_ROLE],
  dependsOn: [Steps.TEAM_MEMBERS, Steps.ROLES],
  ingestionSourceId: Sources.ROLES,
  async collect({ client, jobState, completeness }) {
    const areUntold = await jobState.getData<boolean>(ARE_ROLES_UNTOLD);
    if (areUntold && (await jobState.getData<boolean>(HAS_ROLES))) {
      await completeness.attempt(
        () => client.checkCustomRolesAreTold(),
        'custom roles of team members, which the older API does not tell',
      );
    }
    const rolesOfUsers = await jobState.getData<UserRoles>(USER_ROLES);
    for (const [userId, roleIds] of rolesOfUsers ?? []) {
      for (const roleId of roleIds) {
        if (!(await jobState.hasKey(roleKey(roleId)))) continue;
        await jobState.addRelationship(
          createUserRoleRelationship(userId, roleId),
        );
      }
    }
  },
};

const serviceAccounts: ProviderStep<SysdigClient> = {
  id: Steps.SERVICE_ACCOUNTS,
  name: 'Fetch Sysdig service accounts',
  entities: [Entities.SERVICE_ACCOUNT],
  relationships: [Relationships.ACCOUNT_HAS_SERVICE_ACCOUNT],
  ingestionSourceId: Sources.SERVICE_ACCOUNTS,
  async collect(context) {
    const { client, completeness } = context;
    const add = await accountAdder(
      context,
      Relationships.ACCOUNT_HAS_SERVICE_ACCOUNT,
    );
    const list = completeness.trackFeature(
      client.serviceAccounts(),
      'service accounts',
    );
    for await (const serviceAccount of list) {
      await add(createServiceAccountEntity(serviceAccount));
    }
  },
};

const teamServiceAccounts: ProviderStep<SysdigClient> = {
  id: Steps.TEAM_SERVICE_ACCOUNTS,
  name: 'Fetch Sysdig team service accounts',
  entities: [Entities.SERVICE_ACCOUNT],
  relationships: [
    Relationships.ACCOUNT_HAS_SERVICE_ACCOUNT,
    Relationships.TEAM_HAS_SERVICE_ACCOUNT,
  ],
  dependsOn: [Steps.TEAMS, Steps.SERVICE_ACCOUNTS],
  ingestionSourceId: Sources.SERVICE_ACCOUNTS,
  async collect(context) {
    const { client, jobState, completeness } = context;
    const add = await accountAdder(
      context,
      Relationships.ACCOUNT_HAS_SERVICE_ACCOUNT,
    );
    await forEach(await teamIds(context), async (teamId) => {
      const list = completeness.trackChild(
        client.teamServiceAccounts(teamId),
        `service accounts of team ${teamId}`,
      );
      for await (const serviceAccount of list) {
        await add(createServiceAccountEntity(serviceAccount));
        await addRelationshipOnce(
          jobState,
          createTeamServiceAccountRelationship(teamId, serviceAccount),
        );
      }
    });
  },
};

/** The step for one kind of scan results. They are handed on one by one, and none is kept. */
function scans(
  kind: ScanKind,
  id: string,
  ingestionSourceId: string,
): ProviderStep<SysdigClient> {
  return {
    id,
    name: `Fetch Sysdig ${kind} scans`,
    entities: [Entities.IMAGE_SCAN],
    relationships: [Relationships.ACCOUNT_HAS_IMAGE_SCAN],
    ingestionSourceId,
    async collect(context) {
      const { client, logger, completeness } = context;
      const add = await accountAdder(
        context,
        Relationships.ACCOUNT_HAS_IMAGE_SCAN,
      );
      let old = 0;
      let repeated = 0;
      const list = completeness.track(client.scans(kind), `${kind} scans`);
      for await (const scan of list) {
        if (isBefore(scan.scannedOn, client.scansSince(scan.scanType))) {
          old += 1;
        } else if (!(await add(createImageScanEntity(scan)))) {
          repeated += 1;
        }
      }
      if (old > 0) {
        logger.info(`Left out ${old} ${kind} scans: older than sysdigScanDays`);
      }
      if (repeated > 0) {
        logger.info(`Skipped ${repeated} ${kind} scans that came twice`);
      }
    },
  };
}

function isBefore(time: number | undefined, start: number | undefined) {
  return time !== undefined && start !== undefined && time < start;
}

/** Adds an entity and what makes it the account's; false where it was there already. */
type Add = (entity: Entity) => Promise<boolean>;

/**
 * Where the account cannot be known, entities are still added, and what is missing is the
 * relationship: the step then fails at its end.
 */
async function accountAdder(
  { client, jobState, completeness }: Context,
  relationship: StepRelationshipMetadata,
): Promise<Add> {
  const found = await completeness.attempt(
    () => client.account(),
    'the account',
  );
  const key = found && accountKey(found);
  return async (entity) => {
    if (!(await addEntityOnce(jobState, entity))) return false;
    if (key !== undefined) {
      await jobState.addRelationship(
        createRelationship(relationship, key, entity._key),
      );
    }
    return true;
  };
}

async function teamIds({ jobState }: Context): Promise<Iterable<string>> {
  return (await jobState.getData<Set<string>>(TEAM_IDS)) ?? [];
}

function noteRole(roles: UserRoles, { userId, customRoleId }: Membership) {
  if (customRoleId === undefined) return;
  const known = roles.get(userId) ?? new Set();
  roles.set(userId, known.add(customRoleId));
}

export const steps: readonly ProviderStep<SysdigClient>[] = [
  account,
  users,
  teams,
  teamMembers,
  roles,
  userRoles,
  serviceAccounts,
  teamServiceAccounts,
  scans('pipeline', Steps.PIPELINE_SCANS, Sources.PIPELINE_SCANS),
  scans('registry', Steps.REGISTRY_SCANS, Sources.REGISTRY_SCANS),
  scans('runtime', Steps.RUNTIME_SCANS, Sources.RUNTIME_SCANS),
];
