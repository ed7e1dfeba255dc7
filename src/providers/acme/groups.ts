import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import type { IngestionSources, ProviderStep } from '../../collect/provider';
import { stepDataKey } from '../../collect/stepData';
import { entityModel, toEntity } from '../../graph/entities';
import { addEntityOnce } from '../../graph/jobState';
import { pick, text, time } from '../../graph/properties';
import { createRelationship, related } from '../../graph/relationships';
import { identifier } from '../../wire/fields';

import { ACCOUNT, accountKey } from './account';
import { Meta, scimObject, textAttribute } from './attributes';
import {
  ignoreApiError,
  type Resource,
  scimAccess,
  type ScimClient,
} from './client';
import { Memberships } from './memberships';
import { pageProbe, pageSurvey } from './survey';

export const GROUPS: Resource = {
  schema: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  path: '/Groups',
  access: scimAccess('groups', '/Groups'),
  // Groups come with their members.
  largestPage: 100,
};

export const groupsSource: IngestionSources = {
  'acme-groups': {
    title: 'Groups',
    description:
      'Groups of the SCIM directory, with the users and groups that are their members',
  },
};

/** A group (RFC 7643 section 4.2). Its members are checked one by one, as each is a relationship. */
export const ScimGroup = scimObject({
  id: identifier,
  externalId: textAttribute,
  displayName: textAttribute,
  members: z.unknown().optional(),
  meta: Meta,
});
export type ScimGroup = z.infer<typeof ScimGroup>;

export const GROUP = entityModel<ScimGroup>({
  resourceName: 'Group',
  _type: 'acme_group',
  _class: ['UserGroup'],
  key: ({ id }) => groupKey(id),
  properties: {
    name: [
      'Name of the group, else its id',
      ({ id, displayName }) => text(displayName) ?? id,
    ],
    id: ['Id in the directory', ({ id }) => id],
    externalId: [
      'Id that the provisioning client has set',
      ({ externalId }) => text(externalId),
    ],
    createdOn: ['When it was made', ({ meta }) => time(meta?.created)],
    updatedOn: [
      'When it was changed last',
      ({ meta }) => time(meta?.lastModified),
    ],
  },
  raw: (group) => pick(group, ['id', 'externalId', 'displayName']),
});

export const ACCOUNT_HAS_GROUP = related(ACCOUNT, RelationshipClass.HAS, GROUP);

/** The key of a group, by its id. */
export function groupKey(id: string): string {
  return `acme_group:${id}`;
}

/** Memberships as the list of groups tells them. */
export const ListedMembers = stepDataKey<Memberships>({
  from: 'fetch-acme-groups',
  name: 'members of groups',
});

export const groupsProbe = pageProbe(GROUPS);

export const groups: ProviderStep<ScimClient> = {
  id: 'fetch-acme-groups',
  name: 'Fetch SCIM groups',
  ingestionSourceId: 'acme-groups',
  entities: [GROUP],
  relationships: [ACCOUNT_HAS_GROUP],
  reads: [GROUPS.access],
  survey: pageSurvey(groupsProbe),
  async collect({ client, jobState, completeness, stepData, logger }) {
    const parentKey = accountKey(client.baseUrl);
    const memberships = new Memberships();
    const list = completeness.track(client.list(GROUPS, ScimGroup), 'groups');
    for await (const group of list) {
      if (!(await addEntityOnce(jobState, toEntity(GROUP, group)))) continue;
      await jobState.addRelationship(
        createRelationship(ACCOUNT_HAS_GROUP, parentKey, groupKey(group.id)),
      );
      memberships.addGroup(group.id, group.members);
    }
    const isOffered = await client.offers(GROUPS).catch(ignoreApiError);
    if (isOffered === false) logger.info('The service has no groups');
    await stepData.set(ListedMembers, memberships);
  },
};
