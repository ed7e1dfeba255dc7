import {
  RelationshipClass,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import type { EntityType } from '../../graph/entities';
import type { IngestionSources } from '../../collect/provider';

export const Steps = {
  ACCOUNT: 'fetch-sysdig-account',
  USERS: 'fetch-sysdig-users',
  TEAMS: 'fetch-sysdig-teams',
  TEAM_MEMBERS: 'fetch-sysdig-team-members',
  ROLES: 'fetch-sysdig-roles',
  USER_ROLES: 'fetch-sysdig-user-roles',
  SERVICE_ACCOUNTS: 'fetch-sysdig-service-accounts',
  TEAM_SERVICE_ACCOUNTS: 'fetch-sysdig-team-service-accounts',
  PIPELINE_SCANS: 'fetch-sysdig-pipeline-scans',
  REGISTRY_SCANS: 'fetch-sysdig-registry-scans',
  RUNTIME_SCANS: 'fetch-sysdig-runtime-scans',
} as const;

export const Entities = {
  ACCOUNT: {
    resourceName: 'Account',
    _type: 'sysdig_account',
    _class: ['Account'],
  },
  IMAGE_SCAN: {
    resourceName: 'Image Scan',
    _type: 'sysdig_image_scan',
    _class: ['Assessment'],
  },
  TEAM: {
    resourceName: 'Team',
    _type: 'sysdig_team',
    _class: ['Team'],
  },
  USER: {
    resourceName: 'User',
    _type: 'sysdig_user',
    _class: ['User'],
  },
  SERVICE_ACCOUNT: {
    resourceName: 'Service Account',
    _type: 'sysdig_service_account',
    _class: ['User'],
  },
  ROLE: {
    resourceName: 'Role',
    _type: 'sysdig_role',
    _class: ['AccessRole'],
  },
} satisfies Record<string, EntityType>;

export const Relationships = {
  ACCOUNT_HAS_IMAGE_SCAN: {
    _type: 'sysdig_account_has_image_scan',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.IMAGE_SCAN._type,
  },
  ACCOUNT_HAS_TEAM: {
    _type: 'sysdig_account_has_team',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.TEAM._type,
  },
  ACCOUNT_HAS_USER: {
    _type: 'sysdig_account_has_user',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.USER._type,
  },
  ACCOUNT_HAS_SERVICE_ACCOUNT: {
    _type: 'sysdig_account_has_service_account',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.SERVICE_ACCOUNT._type,
  },
  ACCOUNT_HAS_ROLE: {
    _type: 'sysdig_account_has_role',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.ROLE._type,
  },
  TEAM_HAS_USER: {
    _type: 'sysdig_team_has_user',
    _class: RelationshipClass.HAS,
    sourceType: Entities.TEAM._type,
    targetType: Entities.USER._type,
  },
  TEAM_HAS_SERVICE_ACCOUNT: {
    _type: 'sysdig_team_has_service_account',
    _class: RelationshipClass.HAS,
    sourceType: Entities.TEAM._type,
    targetType: Entities.SERVICE_ACCOUNT._type,
  },
  USER_ASSIGNED_ROLE: {
    _type: 'sysdig_user_assigned_role',
    _class: RelationshipClass.ASSIGNED,
    sourceType: Entities.USER._type,
    targetType: Entities.ROLE._type,
  },
} satisfies Record<string, StepRelationshipMetadata>;

export const Sources = {
  PIPELINE_SCANS: 'sysdig-pipeline-scans',
  REGISTRY_SCANS: 'sysdig-registry-scans',
  RUNTIME_SCANS: 'sysdig-runtime-scans',
  SERVICE_ACCOUNTS: 'sysdig-service-accounts',
  ROLES: 'sysdig-roles',
} as const;

export const ingestionSources: IngestionSources = {
  [Sources.PIPELINE_SCANS]: {
    title: 'Image scans of pipelines',
    description: 'Scan results of images that were built in a CI/CD pipeline',
  },
  [Sources.REGISTRY_SCANS]: {
    title: 'Image scans of registries',
    description: 'Scan results of images in container registries',
  },
  [Sources.RUNTIME_SCANS]: {
    title: 'Image scans at runtime',
    description:
      'Scan results of the images of running workloads and containers',
  },
  [Sources.SERVICE_ACCOUNTS]: {
    title: 'Service accounts',
    description: 'Service accounts of the account and of its teams',
  },
  [Sources.ROLES]: {
    title: 'Roles',
    description: 'Custom roles, and the users to whom a team gives one',
  },
};
