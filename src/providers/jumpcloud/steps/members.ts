import type { StepRelationshipMetadata } from '@jupiterone/integration-sdk-core';

import { forEach } from '../../../collect/forEach';
import { createRelationship } from '../../../graph/relationships';
import type { GraphType } from '../graph';
import { Relationships, Sources, Steps } from '../model';

import { idsFoundBy, type JumpCloudStep } from './context';
import { EdgeWriter } from './edgeWriter';

/** The members of groups, which only the groups tell. */
interface Memberships {
  id: string;
  name: string;
  dependsOn: string[];
  ingestionSourceId?: string;
  /** The step that found the groups, and their type in JumpCloud's graph. */
  groups: { stepId: string; type: 'user_group' | 'system_group' };
  /** The relationship to make with a member, by the member's type. */
  relationships: Partial<Record<GraphType, StepRelationshipMetadata>>;
}

function membersStep({
  id,
  name,
  dependsOn,
  ingestionSourceId,
  groups: { stepId, type },
  relationships,
}: Memberships): JumpCloudStep {
  const byType = new Map<string, StepRelationshipMetadata>(
    Object.entries(relationships),
  );
  return {
    id,
    name,
    entities: [],
    relationships: [...byType.values()],
    dependsOn,
    ingestionSourceId,
    async collect(context) {
      const found = await idsFoundBy(context.jobState, stepId);
      const edges = new EdgeWriter(context);
      for (const [organizationId, groupIds] of found) {
        await forEach(groupIds, async (groupId) => {
          const members = context.completeness.trackChild(
            context.client.members({ organizationId, type, id: groupId }),
            `members of group ${groupId}`,
          );
          for await (const member of members) {
            const relationship = byType.get(member.type);
            await edges.add(
              member,
              relationship &&
                createRelationship(relationship, groupId, member.id),
            );
          }
        });
      }
      edges.finish();
    },
  };
}

export const groupMembers = membersStep({
  id: Steps.GROUP_MEMBERS,
  name: 'Fetch JumpCloud group members',
  dependsOn: [Steps.USERS, Steps.GROUPS],
  groups: { stepId: Steps.GROUPS, type: 'user_group' },
  relationships: {
    user: Relationships.GROUP_HAS_USER,
    user_group: Relationships.GROUP_HAS_GROUP,
  },
});

export const deviceGroupMembers = membersStep({
  id: Steps.DEVICE_GROUP_MEMBERS,
  name: 'Fetch JumpCloud device group members',
  dependsOn: [Steps.DEVICES, Steps.DEVICE_GROUPS],
  ingestionSourceId: Sources.DEVICES,
  groups: { stepId: Steps.DEVICE_GROUPS, type: 'system_group' },
  relationships: { system: Relationships.DEVICE_GROUP_HAS_DEVICE },
});
