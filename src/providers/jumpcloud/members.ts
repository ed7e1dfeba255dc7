import {
  RelationshipClass,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import { forEach } from '../../collect/forEach';
import { related } from '../../graph/relationships';

import { childOf, MEMBERS, members, type ObjectType } from './associations';
import { DEVICE_GROUP, deviceGroups } from './deviceGroups';
import { DEVICE, devices, DevicesSource } from './devices';
import { GROUP, groups } from './groups';
import { idsOf, type Step } from './organizationList';
import { USER, users } from './users';

/** The members of groups, which only the groups tell. */
interface Memberships {
  id: string;
  name: string;
  dependsOn: string[];
  ingestionSourceId?: string;
  /** The step that found the groups, and their type. */
  groups: { step: string; type: 'user_group' | 'system_group' };
  /** The relationship to make with a member, by the member's type. */
  relationships: Partial<Record<ObjectType, StepRelationshipMetadata>>;
}

function membersStep({
  id,
  name,
  dependsOn,
  ingestionSourceId,
  groups: { step, type },
  relationships,
}: Memberships): Step {
  const byType = new Map<string, StepRelationshipMetadata>(
    Object.entries(relationships),
  );
  return {
    id,
    name,
    entities: [],
    relationships: [...byType.values()],
    reads: [MEMBERS[type]],
    dependsOn,
    ingestionSourceId,
    async collect({ client, completeness, stepData, edges }) {
      for (const [organizationId, ids] of await stepData.get(idsOf(step))) {
        await forEach(ids, async (groupId) => {
          const group = { organizationId, type, id: groupId };
          const listed = completeness.trackChild(
            members(client, group),
            childOf(client, group, 'members of group'),
          );
          for await (const member of listed) {
            const relationship = byType.get(member.type);
            if (relationship) await edges.add(relationship, groupId, member.id);
            else edges.skip();
          }
        });
      }
    },
  };
}

export const groupMembers = membersStep({
  id: 'fetch-jumpcloud-group-members',
  name: 'Fetch JumpCloud group members',
  dependsOn: [users.id, groups.id],
  groups: { step: groups.id, type: 'user_group' },
  relationships: {
    user: related(GROUP, RelationshipClass.HAS, USER),
    user_group: related(GROUP, RelationshipClass.HAS, GROUP),
  },
});

export const deviceGroupMembers = membersStep({
  id: 'fetch-jumpcloud-device-group-members',
  name: 'Fetch JumpCloud device group members',
  dependsOn: [devices.id, deviceGroups.id],
  ingestionSourceId: DevicesSource,
  groups: { step: deviceGroups.id, type: 'system_group' },
  relationships: {
    system: related(DEVICE_GROUP, RelationshipClass.HAS, DEVICE),
  },
});
