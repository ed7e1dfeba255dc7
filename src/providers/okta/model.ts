import {
  RelationshipClass,
  RelationshipDirection,
  type StepMappedRelationshipMetadata,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import type { EntityType } from '../../graph/entities';
import type { IngestionSources } from '../../collect/provider';

export const Steps = {
  ACCOUNT: 'fetch-okta-account',
  USERS: 'fetch-okta-users',
  USERS_WITH_FACTORS: 'fetch-okta-users-with-factors',
  FACTORS: 'fetch-okta-factors',
  GROUPS: 'fetch-okta-groups',
  USER_GROUP_MEMBERS: 'fetch-okta-user-group-members',
  APP_USER_GROUP_MEMBERS: 'fetch-okta-app-user-group-members',
  APPLICATIONS: 'fetch-okta-applications',
  APPLICATION_USERS: 'fetch-okta-application-users',
  APPLICATION_GROUPS: 'fetch-okta-application-groups',
  APPLICATION_CREATORS: 'fetch-okta-application-creators',
  USER_ROLES: 'fetch-okta-user-roles',
  GROUP_ROLES: 'fetch-okta-group-roles',
  RULES: 'fetch-okta-rules',
  DEVICES: 'fetch-okta-devices',
} as const;

/** The kinds of groups that Okta has: of its own, and imported from apps and directories. */
export const GroupTypes = {
  USER_GROUP: 'okta_user_group',
  APP_USER_GROUP: 'okta_app_user_group',
} as const;
export type GroupType = (typeof GroupTypes)[keyof typeof GroupTypes];

export const Entities = {
  ACCOUNT: {
    resourceName: 'Okta Account',
    _type: 'okta_account',
    _class: ['Account'],
  },
  SERVICE: {
    resourceName: 'Okta Service',
    _type: 'okta_service',
    _class: ['Service', 'Control'],
  },
  USER: {
    resourceName: 'Okta User',
    _type: 'okta_user',
    _class: ['User'],
  },
  USER_GROUP: {
    resourceName: 'Okta UserGroup',
    _type: GroupTypes.USER_GROUP,
    _class: ['UserGroup'],
  },
  APP_USER_GROUP: {
    resourceName: 'Okta App UserGroup',
    _type: GroupTypes.APP_USER_GROUP,
    _class: ['UserGroup'],
  },
  APPLICATION: {
    resourceName: 'Okta Application',
    _type: 'okta_application',
    _class: ['Application'],
  },
  FACTOR: {
    resourceName: 'Okta Factor Device',
    _type: 'mfa_device',
    _class: ['Key'],
  },
  ROLE: {
    resourceName: 'Okta Role',
    _type: 'okta_role',
    _class: ['AccessRole'],
  },
  RULE: {
    resourceName: 'Okta Rule',
    _type: 'okta_rule',
    _class: ['Configuration'],
  },
  DEVICE: {
    resourceName: 'Okta Device',
    _type: 'okta_device',
    _class: ['Device'],
  },
} satisfies Record<string, EntityType>;

/** An AWS role, which the AWS integration owns. */
export const AWS_IAM_ROLE = 'aws_iam_role';

export const Relationships = {
  ACCOUNT_HAS_SERVICE: {
    _type: 'okta_account_has_service',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.SERVICE._type,
  },
  ACCOUNT_HAS_USER: {
    _type: 'okta_account_has_user',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.USER._type,
  },
  ACCOUNT_HAS_USER_GROUP: {
    _type: 'okta_account_has_group',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.USER_GROUP._type,
  },
  ACCOUNT_HAS_APP_USER_GROUP: {
    _type: 'okta_account_has_group',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.APP_USER_GROUP._type,
  },
  ACCOUNT_HAS_APPLICATION: {
    _type: 'okta_account_has_application',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.APPLICATION._type,
  },
  ACCOUNT_HAS_RULE: {
    _type: 'okta_account_has_rule',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.RULE._type,
  },
  ACCOUNT_HAS_DEVICE: {
    _type: 'okta_account_has_device',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.DEVICE._type,
  },
  USER_GROUP_HAS_USER: {
    _type: 'okta_group_has_user',
    _class: RelationshipClass.HAS,
    sourceType: Entities.USER_GROUP._type,
    targetType: Entities.USER._type,
  },
  APP_USER_GROUP_HAS_USER: {
    _type: 'okta_app_user_group_has_user',
    _class: RelationshipClass.HAS,
    sourceType: Entities.APP_USER_GROUP._type,
    targetType: Entities.USER._type,
  },
  USER_ASSIGNED_APPLICATION: {
    _type: 'okta_user_assigned_application',
    _class: RelationshipClass.ASSIGNED,
    sourceType: Entities.USER._type,
    targetType: Entities.APPLICATION._type,
  },
  USER_GROUP_ASSIGNED_APPLICATION: {
    _type: 'okta_group_assigned_application',
    _class: RelationshipClass.ASSIGNED,
    sourceType: Entities.USER_GROUP._type,
    targetType: Entities.APPLICATION._type,
  },
  APP_USER_GROUP_ASSIGNED_APPLICATION: {
    _type: 'okta_group_assigned_application',
    _class: RelationshipClass.ASSIGNED,
    sourceType: Entities.APP_USER_GROUP._type,
    targetType: Entities.APPLICATION._type,
  },
  USER_ASSIGNED_FACTOR: {
    _type: 'okta_user_assigned_factor',
    _class: RelationshipClass.ASSIGNED,
    sourceType: Entities.USER._type,
    targetType: Entities.FACTOR._type,
  },
  USER_ASSIGNED_ROLE: {
    _type: 'okta_user_assigned_role',
    _class: RelationshipClass.ASSIGNED,
    sourceType: Entities.USER._type,
    targetType: Entities.ROLE._type,
  },
  USER_GROUP_ASSIGNED_ROLE: {
    _type: 'okta_user_group_assigned_role',
    _class: RelationshipClass.ASSIGNED,
    sourceType: Entities.USER_GROUP._type,
    targetType: Entities.ROLE._type,
  },
  APP_USER_GROUP_ASSIGNED_ROLE: {
    _type: 'okta_user_group_assigned_role',
    _class: RelationshipClass.ASSIGNED,
    sourceType: Entities.APP_USER_GROUP._type,
    targetType: Entities.ROLE._type,
  },
  RULE_MANAGES_USER_GROUP: {
    _type: 'okta_rule_manages_user_group',
    _class: RelationshipClass.MANAGES,
    sourceType: Entities.RULE._type,
    targetType: Entities.USER_GROUP._type,
  },
  USER_HAS_DEVICE: {
    _type: 'okta_user_has_device',
    _class: RelationshipClass.HAS,
    sourceType: Entities.USER._type,
    targetType: Entities.DEVICE._type,
  },
  /** Partial, as the log goes back 90 days only: what was known of older apps is to stay. */
  USER_CREATED_APPLICATION: {
    _type: 'okta_user_created_application',
    _class: RelationshipClass.CREATED,
    sourceType: Entities.USER._type,
    targetType: Entities.APPLICATION._type,
    partial: true,
  },
} satisfies Record<string, StepRelationshipMetadata>;

export const MappedRelationships = {
  USER_ASSIGNED_AWS_IAM_ROLE: {
    _type: 'okta_user_assigned_aws_iam_role',
    _class: RelationshipClass.ASSIGNED,
    sourceType: Entities.USER._type,
    targetType: AWS_IAM_ROLE,
    direction: RelationshipDirection.REVERSE,
  },
  USER_GROUP_ASSIGNED_AWS_IAM_ROLE: {
    _type: 'okta_user_group_assigned_aws_iam_role',
    _class: RelationshipClass.ASSIGNED,
    sourceType: Entities.USER_GROUP._type,
    targetType: AWS_IAM_ROLE,
    direction: RelationshipDirection.REVERSE,
  },
  APP_USER_GROUP_ASSIGNED_AWS_IAM_ROLE: {
    _type: 'okta_user_group_assigned_aws_iam_role',
    _class: RelationshipClass.ASSIGNED,
    sourceType: Entities.APP_USER_GROUP._type,
    targetType: AWS_IAM_ROLE,
    direction: RelationshipDirection.REVERSE,
  },
} satisfies Record<string, StepMappedRelationshipMetadata>;

export const Sources = {
  GROUPS: 'okta-groups',
  APPLICATIONS: 'okta-applications',
  FACTORS: 'okta-mfa-factors',
  ROLES: 'okta-roles',
  RULES: 'okta-rules',
  DEVICES: 'okta-devices',
} as const;

export const ingestionSources: IngestionSources = {
  [Sources.GROUPS]: {
    title: 'Groups',
    description:
      'Groups made in Okta or imported from apps and directories, with their members. Needed for group rules, group roles and the assignment of applications to groups',
  },
  [Sources.APPLICATIONS]: {
    title: 'Applications',
    description:
      'Applications, the users and groups they are assigned to, the AWS roles given through them, and who created them in the last 90 days',
  },
  [Sources.FACTORS]: {
    title: 'MFA factors',
    description:
      'The second factors of each user. Whether a user has MFA enabled is known only with them. One call to Okta for each user',
  },
  [Sources.ROLES]: {
    title: 'Admin roles',
    description: 'Which users and groups have which Okta administrator roles',
  },
  [Sources.RULES]: {
    title: 'Group rules',
    description:
      'The rules by which Okta puts users into groups. Read only together with groups',
  },
  [Sources.DEVICES]: {
    title: 'Devices',
    description:
      'Devices registered with Okta and their users; Okta Identity Engine only',
  },
};
