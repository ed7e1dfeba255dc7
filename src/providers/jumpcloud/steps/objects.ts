import type {
  Entity,
  StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import type { EntityType } from '../../../graph/entities';
import { addEntityOnce, addRelationshipOnce } from '../../../graph/jobState';
import { createRelationship } from '../../../graph/relationships';
import type { Records } from '../../../http/records';
import type { JumpCloudClient } from '../client';
import {
  createAdminEntity,
  createAppleMdmEntity,
  createApplicationEntity,
  createDeviceEntity,
  createDeviceGroupEntity,
  createGroupEntity,
  createUserEntity,
} from '../converters';
import { Entities, Relationships, Sources, Steps } from '../model';

import type { Context, JumpCloudStep } from './context';

/** Objects that each organization lists as its own. */
interface OrganizationObjects<T extends { id: string }> {
  id: string;
  name: string;
  entity: EntityType;
  relationship: StepRelationshipMetadata;
  ingestionSourceId?: string;
  /** The objects, as the user knows them. */
  what: string;
  list: (client: JumpCloudClient, organizationId: string) => Records<T>;
  /** The organization that the record itself names. */
  organizationOf: (record: T) => string | undefined;
  convert: (record: T, client: JumpCloudClient) => Entity;
}

/**
 * A step that reads such objects from one organization after the other. An object hangs on the
 * organization that it names itself, where that is one of those collected, else on the one that
 * listed it.
 */
function objectsStep<T extends { id: string }>({
  id,
  name,
  entity,
  relationship,
  ingestionSourceId,
  what,
  list,
  organizationOf,
  convert,
}: OrganizationObjects<T>): JumpCloudStep {
  return {
    id,
    name,
    entities: [entity],
    relationships: [relationship],
    ingestionSourceId,
    async collect(context) {
      const { client, jobState, completeness } = context;
      const organizationIds = await organizationIdsOf(context);
      const found = new Map<string, Set<string>>();
      for (const organizationId of organizationIds) {
        const ids = new Set<string>();
        found.set(organizationId, ids);
        const records = completeness.track(
          list(client, organizationId),
          `${what} of organization ${organizationId}`,
        );
        for await (const record of records) {
          const isNew = await addEntityOnce(jobState, convert(record, client));
          if (isNew) ids.add(record.id);
          const named = organizationOf(record);
          const isCollected = named && organizationIds.has(named);
          await addRelationshipOnce(
            jobState,
            createRelationship(
              relationship,
              isCollected ? named : organizationId,
              record.id,
            ),
          );
        }
      }
      await jobState.setData(id, found);
    },
  };
}

async function organizationIdsOf({
  client,
  completeness,
}: Context): Promise<Set<string>> {
  const ids = new Set<string>();
  const listed = completeness.track(client.organizations(), 'organizations');
  for await (const { id } of listed) ids.add(id);
  return ids;
}

export const users = objectsStep({
  id: Steps.USERS,
  name: 'Fetch JumpCloud users',
  entity: Entities.USER,
  relationship: Relationships.ACCOUNT_HAS_USER,
  what: 'users',
  list: (client, organizationId) => client.users(organizationId),
  organizationOf: ({ organization }) => organization,
  convert: (user, { consoleUrl }) => createUserEntity(user, consoleUrl),
});

export const groups = objectsStep({
  id: Steps.GROUPS,
  name: 'Fetch JumpCloud user groups',
  entity: Entities.GROUP,
  relationship: Relationships.ACCOUNT_HAS_GROUP,
  what: 'user groups',
  list: (client, organizationId) => client.groups(organizationId),
  organizationOf: ({ organizationObjectId }) => organizationObjectId,
  convert: (group, { consoleUrl }) => createGroupEntity(group, consoleUrl),
});

export const applications = objectsStep({
  id: Steps.APPLICATIONS,
  name: 'Fetch JumpCloud applications',
  entity: Entities.APPLICATION,
  relationship: Relationships.ACCOUNT_HAS_APPLICATION,
  ingestionSourceId: Sources.APPLICATIONS,
  what: 'applications',
  list: (client, organizationId) => client.applications(organizationId),
  organizationOf: ({ organization }) => organization,
  convert: createApplicationEntity,
});

export const devices = objectsStep({
  id: Steps.DEVICES,
  name: 'Fetch JumpCloud devices',
  entity: Entities.DEVICE,
  relationship: Relationships.ACCOUNT_HAS_DEVICE,
  ingestionSourceId: Sources.DEVICES,
  what: 'devices',
  list: (client, organizationId) => client.devices(organizationId),
  organizationOf: ({ organization }) => organization,
  convert: createDeviceEntity,
});

export const deviceGroups = objectsStep({
  id: Steps.DEVICE_GROUPS,
  name: 'Fetch JumpCloud device groups',
  entity: Entities.DEVICE_GROUP,
  relationship: Relationships.ACCOUNT_HAS_DEVICE_GROUP,
  ingestionSourceId: Sources.DEVICES,
  what: 'device groups',
  list: (client, organizationId) => client.deviceGroups(organizationId),
  organizationOf: ({ organizationObjectId }) => organizationObjectId,
  convert: createDeviceGroupEntity,
});

export const appleMdms = objectsStep({
  id: Steps.APPLE_MDMS,
  name: 'Fetch JumpCloud Apple MDM',
  entity: Entities.APPLE_MDM,
  relationship: Relationships.ACCOUNT_HAS_APPLE_MDM,
  ingestionSourceId: Sources.MDM,
  what: 'Apple MDM',
  list: (client, organizationId) => client.appleMdms(organizationId),
  organizationOf: ({ organization }) => organization,
  convert: createAppleMdmEntity,
});

export const admins = objectsStep({
  id: Steps.ADMINS,
  name: 'Fetch JumpCloud administrators',
  entity: Entities.ADMIN,
  relationship: Relationships.ACCOUNT_HAS_ADMIN,
  ingestionSourceId: Sources.ADMINS,
  what: 'administrators',
  list: (client, organizationId) => client.admins(organizationId),
  organizationOf: ({ organization }) => organization,
  convert: createAdminEntity,
});
