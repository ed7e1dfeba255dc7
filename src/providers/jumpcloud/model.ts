import {
  RelationshipClass,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import type { EntityType } from '../../graph/entities';
import type { IngestionSources } from '../../collect/provider';

export const Steps = {
  ORGANIZATIONS: 'fetch-jumpcloud-organizations',
  USERS: 'fetch-jumpcloud-users',
  GROUPS: 'fetch-jumpcloud-groups',
  GROUP_MEMBERS: 'fetch-jumpcloud-group-members',
  APPLICATIONS: 'fetch-jumpcloud-applications',
  APPLICATION_USERS: 'fetch-jumpcloud-application-users',
  APPLICATION_GROUPS: 'fetch-jumpcloud-application-groups',
  DEVICES: 'fetch-jumpcloud-devices',
  DEVICE_USERS: 'fetch-jumpcloud-device-users',
  DEVICE_GROUPS: 'fetch-jumpcloud-device-groups',
  DEVICE_GROUP_MEMBERS: 'fetch-jumpcloud-device-group-members',
  APPLE_MDMS: 'fetch-jumpcloud-apple-mdms',
  APPLE_DEVICES: 'fetch-jumpcloud-apple-devices',
  ADMINS: 'fetch-jumpcloud-admins',
} as const;

export const Entities = {
  ACCOUNT: {
    resourceName: 'Organizations',
    _type: 'jumpcloud_account',
    _class: ['Account', 'Organization'],
  },
  GROUP: {
    resourceName: 'Group',
    _type: 'jumpcloud_group',
    _class: ['Group'],
  },
  USER: {
    resourceName: 'User',
    _type: 'jumpcloud_user',
    _class: ['User'],
  },
  APPLICATION: {
    resourceName: 'Application',
    _type: 'jumpcloud_application',
    _class: ['Application'],
  },
  DEVICE: {
    resourceName: 'Device',
    _type: 'jumpcloud_device',
    _class: ['Device'],
  },
  DEVICE_GROUP: {
    resourceName: 'Device Group',
    _type: 'jumpcloud_device_group',
    _class: ['Group'],
  },
  ADMIN: {
    resourceName: 'Admin',
    _type: 'jumpcloud_admin',
    _class: ['User'],
  },
  APPLE_MDM: {
    resourceName: 'Configuration',
    _type: 'jumpcloud_apple_mdm',
    _class: ['Configuration'],
  },
  APPLE_DEVICE: {
    resourceName: 'Apple Device',
    _type: 'jumpcloud_apple_device',
    _class: ['Device'],
  },
} satisfies Record<string, EntityType>;

export const Relationships = {
  ACCOUNT_HAS_GROUP: {
    _type: 'jumpcloud_account_has_group',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.GROUP._type,
  },
  ACCOUNT_HAS_USER: {
    _type: 'jumpcloud_account_has_user',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.USER._type,
  },
  ACCOUNT_HAS_APPLICATION: {
    _type: 'jumpcloud_account_has_application',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.APPLICATION._type,
  },
  ACCOUNT_HAS_DEVICE: {
    _type: 'jumpcloud_account_has_device',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.DEVICE._type,
  },
  ACCOUNT_HAS_DEVICE_GROUP: {
    _type: 'jumpcloud_account_has_device_group',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.DEVICE_GROUP._type,
  },
  ACCOUNT_HAS_ADMIN: {
    _type: 'jumpcloud_account_has_admin',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.ADMIN._type,
  },
  ACCOUNT_HAS_APPLE_MDM: {
    _type: 'jumpcloud_account_has_apple_mdm',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.APPLE_MDM._type,
  },
  GROUP_HAS_USER: {
    _type: 'jumpcloud_group_has_user',
    _class: RelationshipClass.HAS,
    sourceType: Entities.GROUP._type,
    targetType: Entities.USER._type,
  },
  GROUP_HAS_GROUP: {
    _type: 'jumpcloud_group_has_group',
    _class: RelationshipClass.HAS,
    sourceType: Entities.GROUP._type,
    targetType: Entities.GROUP._type,
  },
  GROUP_ASSIGNED_APPLICATION: {
    _type: 'jumpcloud_group_assigned_application',
    _class: RelationshipClass.ASSIGNED,
    sourceType: Entities.GROUP._type,
    targetType: Entities.APPLICATION._type,
  },
  USER_ASSIGNED_APPLICATION: {
    _type: 'jumpcloud_user_assigned_application',
    _class: RelationshipClass.ASSIGNED,
    sourceType: Entities.USER._type,
    targetType: Entities.APPLICATION._type,
  },
  USER_HAS_DEVICE: {
    _type: 'jumpcloud_user_has_device',
    _class: RelationshipClass.HAS,
    sourceType: Entities.USER._type,
    targetType: Entities.DEVICE._type,
  },
  DEVICE_GROUP_HAS_DEVICE: {
    _type: 'jumpcloud_device_group_has_device',
    _class: RelationshipClass.HAS,
    sourceType: Entities.DEVICE_GROUP._type,
    targetType: Entities.DEVICE._type,
  },
  APPLE_DEVICE_HAS_MDM: {
    _type: 'jumpcloud_apple_device_has_mdm',
    _class: RelationshipClass.HAS,
    sourceType: Entities.APPLE_DEVICE._type,
    targetType: Entities.APPLE_MDM._type,
  },
} satisfies Record<string, StepRelationshipMetadata>;

export const Sources = {
  APPLICATIONS: 'jumpcloud-applications',
  DEVICES: 'jumpcloud-devices',
  MDM: 'jumpcloud-mdm',
  ADMINS: 'jumpcloud-admins',
} as const;

export const ingestionSources: IngestionSources = {
  [Sources.APPLICATIONS]: {
    title: 'Applications',
    description:
      'Applications for single sign-on, with the users and groups that are assigned to them',
  },
  [Sources.DEVICES]: {
    title: 'Devices',
    description:
      'Devices with the JumpCloud agent, device groups, and the users who may log in to each device',
  },
  [Sources.MDM]: {
    title: 'Apple MDM',
    description:
      'The Apple device management of the organization, and the devices under it',
  },
  [Sources.ADMINS]: {
    title: 'Administrators',
    description:
      'Administrators of the JumpCloud console, with their roles and second factors',
  },
};
