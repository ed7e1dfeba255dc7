import type { Entity, Relationship } from '@jupiterone/integration-sdk-core';

import { text, texts, time } from '../../graph/properties';
import { createRelationship } from '../../graph/relationships';

import type { Org } from './client';
import { accountKey, groupType, roleKey, statusOf } from './converters';
import { type GroupType, GroupTypes, Relationships } from './model';
import type {
  AppGroup,
  AppUser,
  DeviceUse,
  LogEvent,
  OktaGroup,
  RoleAssignment,
} from './types';

export function createAccountServiceRelationship(
  org: Org,
  service: Entity,
): Relationship {
  return createRelationship(
    Relationships.ACCOUNT_HAS_SERVICE,
    accountKey(org),
    service._key,
  );
}

export function createAccountUserRelationship(
  org: Org,
  userId: string,
): Relationship {
  return createRelationship(
    Relationships.ACCOUNT_HAS_USER,
    accountKey(org),
    userId,
  );
}

export function createAccountGroupRelationship(
  org: Org,
  group: OktaGroup,
): Relationship {
  return createRelationship(
    groupType(group) === GroupTypes.USER_GROUP
      ? Relationships.ACCOUNT_HAS_USER_GROUP
      : Relationships.ACCOUNT_HAS_APP_USER_GROUP,
    accountKey(org),
    group.id,
    { accountUrl: org.url, groupId: group.id },
  );
}

export function createAccountApplicationRelationship(
  org: Org,
  appId: string,
): Relationship {
  return createRelationship(
    Relationships.ACCOUNT_HAS_APPLICATION,
    accountKey(org),
    appId,
  );
}

export function createAccountRuleRelationship(
  org: Org,
  ruleId: string,
): Relationship {
  return createRelationship(
    Relationships.ACCOUNT_HAS_RULE,
    accountKey(org),
    ruleId,
  );
}

export function createAccountDeviceRelationship(
  org: Org,
  deviceId: string,
): Relationship {
  return createRelationship(
    Relationships.ACCOUNT_HAS_DEVICE,
    accountKey(org),
    deviceId,
  );
}

/** Its key says `has_user`, as existing connectors have it. */
export function createGroupUserRelationship(
  type: GroupType,
  groupId: string,
  userId: string,
): Relationship {
  return createRelationship(
    type === GroupTypes.USER_GROUP
      ? Relationships.USER_GROUP_HAS_USER
      : Relationships.APP_USER_GROUP_HAS_USER,
    groupId,
    userId,
    { _key: `${groupId}|has_user|${userId}`, groupId, userId },
  );
}

export function createUserApplicationRelationship(
  appId: string,
  assignment: AppUser,
  userEmail: string | undefined,
): Relationship {
  return createRelationship(
    Relationships.USER_ASSIGNED_APPLICATION,
    assignment.id,
    appId,
    {
      applicationId: appId,
      userId: assignment.id,
      userEmail,
      scope: text(assignment.scope),
      status: statusOf(assignment.status),
      ...rolesOf(assignment),
    },
  );
}

export function createGroupApplicationRelationship(
  type: GroupType,
  appId: string,
  assignment: AppGroup,
): Relationship {
  return createRelationship(
    type === GroupTypes.USER_GROUP
      ? Relationships.USER_GROUP_ASSIGNED_APPLICATION
      : Relationships.APP_USER_GROUP_ASSIGNED_APPLICATION,
    assignment.id,
    appId,
    {
      _key: `${assignment.id}|assigned|${appId}`,
      applicationId: appId,
      groupId: assignment.id,
      priority: assignment.priority ?? undefined,
      ...rolesOf(assignment),
    },
  );
}

export function createUserFactorRelationship(
  userId: string,
  factorId: string,
): Relationship {
  return createRelationship(
    Relationships.USER_ASSIGNED_FACTOR,
    userId,
    factorId,
    { userId, factorId },
  );
}

export function createUserRoleRelationship(
  userId: string,
  role: RoleAssignment,
): Relationship {
  return createRelationship(
    Relationships.USER_ASSIGNED_ROLE,
    userId,
    roleKey(role),
    { userId, status: statusOf(role.status) },
  );
}

export function createGroupRoleRelationship(
  type: GroupType,
  groupId: string,
  role: RoleAssignment,
): Relationship {
  return createRelationship(
    type === GroupTypes.USER_GROUP
      ? Relationships.USER_GROUP_ASSIGNED_ROLE
      : Relationships.APP_USER_GROUP_ASSIGNED_ROLE,
    groupId,
    roleKey(role),
    { groupId, status: statusOf(role.status) },
  );
}

export function createRuleGroupRelationship(
  ruleId: string,
  groupId: string,
): Relationship {
  return createRelationship(
    Relationships.RULE_MANAGES_USER_GROUP,
    ruleId,
    groupId,
  );
}

export function createUserDeviceRelationship(
  deviceId: string,
  { user, managementStatus, screenLockType }: DeviceUse,
): Relationship {
  return createRelationship(Relationships.USER_HAS_DEVICE, user.id, deviceId, {
    managementStatus: text(managementStatus),
    screenLockType: text(screenLockType),
  });
}

export function createUserCreatedApplicationRelationship(
  userId: string,
  appId: string,
  { published }: LogEvent,
): Relationship {
  return createRelationship(
    Relationships.USER_CREATED_APPLICATION,
    userId,
    appId,
    { createdOn: time(published) },
  );
}

/** Relationships hold no lists: several roles are written as a JSON list. */
function rolesOf({ profile }: Pick<AppUser, 'profile'>): {
  role?: string;
  roles?: string;
} {
  const roles = texts(profile?.samlRoles ?? []);
  return { role: text(profile?.role), roles: roles && JSON.stringify(roles) };
}
