import {
  RelationshipClass,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import type { EntityType } from '../../graph/entities';
import type { IngestionSources } from '../../collect/provider';

export const Steps = {
  ACCOUNT: 'fetch-acme-account',
  USERS: 'fetch-acme-users',
  GROUPS: 'fetch-acme-groups',
  GROUP_MEMBERS: 'fetch-acme-group-members',
} as const;

export const Entities = {
  ACCOUNT: {
    resourceName: 'Account',
    _type: 'acme_account',
    _class: ['Account'],
  },
  USER: {
    resourceName: 'User',
    _type: 'acme_user',
    _class: ['User'],
  },
  GROUP: {
    resourceName: 'Group',
    _type: 'acme_group',
    _class: ['UserGroup'],
  },
} satisfies Record<string, EntityType>;

export const Relationships = {
  ACCOUNT_HAS_USER: {
    _type: 'acme_account_has_user',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.USER._type,
  },
  ACCOUNT_HAS_GROUP: {
    _type: 'acme_account_has_group',
    _class: RelationshipClass.HAS,
    sourceType: Entities.ACCOUNT._type,
    targetType: Entities.GROUP._type,
  },
  GROUP_HAS_USER: {
    _type: 'acme_group_has_user',
    _class: RelationshipClass.HAS,
    sourceType: Entities.GROUP._type,
    targetType: Entities.USER._type,
  },
  GROUP_HAS_GROUP: {
    _type: 'acme_group_has_group',
    _class: RelationshipClass.HAS,
    sourceType: Entities.GROUP._type,
    targetType: Entities.GROUP._type,
  },
} satisfies Record<string, StepRelationshipMetadata>;

export const Sources = {
  GROUPS: 'acme-groups',
} as const;

export const ingestionSources: IngestionSources = {
  [Sources.GROUPS]: {
    title: 'Groups',
    description:
      'Groups of the SCIM directory, with the users and groups that are their members',
  },
};
