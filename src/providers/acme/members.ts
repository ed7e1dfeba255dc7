import { RelationshipClass } from '@jupiterone/integration-sdk-core';

import type { CollectContext, ProviderStep } from '../../collect/provider';
import { related } from '../../graph/relationships';

import { BUCKET, type ScimClient } from './client';
import {
  GROUP,
  groupKey,
  GROUPS,
  groups,
  groupsProbe,
  ScimGroup,
} from './groups';
import { callsForMemberships, readMemberships } from './memberSources';
import { type Member, Memberships } from './memberships';
import type { ListResponse } from './scimPaging';
import { sizeOf } from './survey';
import { USER, userKey, USERS, users } from './users';

export const GROUP_HAS_USER = related(GROUP, RelationshipClass.HAS, USER);
export const GROUP_HAS_GROUP = related(GROUP, RelationshipClass.HAS, GROUP);

export const groupMembers: ProviderStep<ScimClient> = {
  id: 'fetch-acme-group-members',
  name: 'Fetch SCIM group members',
  ingestionSourceId: 'acme-groups',
  entities: [],
  relationships: [GROUP_HAS_USER, GROUP_HAS_GROUP],
  reads: [GROUPS.access, USERS.access],
  survey: {
    probes: [],
    calls: async (survey) => {
      const page = await groupsProbe.in(survey);
      return { [BUCKET]: page ? callsForMembers(page) : 0 };
    },
  },
  dependsOn: [users.id, groups.id],
  async collect(context) {
    const { client, completeness } = context;
    const memberships = await readMemberships(context);
    for (const [groupId, members] of memberships.groups) {
      for (const member of members) await addMember(context, groupId, member);
    }
    for (const { what, elements, schema } of memberships.unreadable) {
      Array.from(
        completeness.elements(client.elements(schema, elements), what),
      );
    }
  },
};

/** The first page of groups tells whether lists have the members. */
function callsForMembers(page: ListResponse): number {
  const memberships = new Memberships();
  for (const item of page.items) {
    const { data } = ScimGroup.safeParse(item);
    if (data) memberships.addGroup(data.id, data.members);
  }
  return callsForMemberships(memberships, sizeOf(page));
}

/** A member of unknown type is a user if there is one with its id, else a group. */
async function addMember(
  { jobState, edges, completeness }: CollectContext<ScimClient>,
  groupId: string,
  { id, type, isBare }: Member,
): Promise<void> {
  const isUser =
    type === 'User' ||
    (type === undefined && (await jobState.hasKey(userKey(id))));
  const isAdded = await (isUser
    ? edges.add(GROUP_HAS_USER, groupKey(groupId), userKey(id))
    : edges.add(GROUP_HAS_GROUP, groupKey(groupId), groupKey(id)));
  if (isAdded || !isBare) return;
  completeness.doubt(
    `members of group ${groupId}`,
    'a bare value stands in the place of a reference to a member, and is the id of nobody',
  );
}
