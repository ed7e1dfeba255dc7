import {
  type JobState,
  RelationshipClass,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

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
    const targets = new Targets(context.jobState);
    for (const [groupId, members] of memberships.groups) {
      const group = await targets.groupOf(groupId);
      for (const member of members) {
        await addMember(context, group, await targets.of(member));
      }
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

/** An end of a membership: an object of the graph, or what would be one. */
interface End {
  id: string;
  key: string;
  isKnown: boolean;
}

interface Target extends End {
  metadata: StepRelationshipMetadata;
  isBare?: boolean;
}

/** What members are in the graph. Each is looked for once, however many groups it is in. */
class Targets {
  private readonly known = new Map<Member, Target>();

  constructor(private readonly jobState: JobState) {}

  async of(member: Member): Promise<Target> {
    const known = this.known.get(member);
    if (known) return known;
    const target = await this.find(member);
    this.known.set(member, target);
    return target;
  }

  async groupOf(id: string): Promise<End> {
    const key = groupKey(id);
    return { id, key, isKnown: await this.jobState.hasKey(key) };
  }

  /** A member of unknown type is a user if there is one with its id, else a group. */
  private async find({ id, type, isBare }: Member): Promise<Target> {
    const key = userKey(id);
    const isUser = type !== 'Group' && (await this.jobState.hasKey(key));
    if (isUser || type === 'User') {
      return { id, key, isBare, isKnown: isUser, metadata: GROUP_HAS_USER };
    }
    return { ...(await this.groupOf(id)), isBare, metadata: GROUP_HAS_GROUP };
  }
}

async function addMember(
  { edges, completeness }: CollectContext<ScimClient>,
  group: End,
  { metadata, key, isKnown, isBare }: Target,
): Promise<void> {
  const areKnown = group.isKnown && isKnown;
  const isAdded = await edges.add(metadata, group.key, key, {}, areKnown);
  if (isAdded || !isBare) return;
  completeness.doubt(
    `members of group ${group.id}`,
    'a bare value stands in the place of a reference to a member, and is the id of nobody',
  );
}
