import {
  RelationshipClass,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import { forEach } from '../../collect/forEach';
import { related } from '../../graph/relationships';

import { childOf, MEMBERS, members, type ObjectType } from './associations';
import { DEVICE_GROUP, deviceGroups, deviceGroupsProbe } from './deviceGroups';
import { DEVICE, devices, DevicesSource } from './devices';
import { GROUP, groups, groupsProbe } from './groups';
import { idsOf, type Step } from './organizationList';
import { USER, users } from './users';
import { childrenSurvey, type ListProbe } from './survey';

/** The members of groups, which only the groups tell. */
interface Memberships {
  id: string;
  name: string;
  dependsOn: string[];
  ingestionSourceId?: string;
  /** The step that found the groups, and their type. */
  groups: {
    step: string;
    probe: ListProbe;
    type: 'user_group' | 'system_group';
  };
  /** The relationship to make with a member, by the member's type. */
  relationships: Partial<Record<ObjectType, StepRelationshipMetadata>>;
}

function membersStep({
  id,
  name,
  dependsOn,
  ingestionSourceId,
  groups: { step, probe, type },
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
    survey: childrenSurvey(MEMBERS[type], async (survey) => {
      const found = await probe.in(survey);
      return (
        found && {
          found,
          look: (client, group) => members.look(client, { ...group, type }),
        }
      );
    }),
    dependsOn,
    ingestionSourceId,
    async collect({ client, completeness, stepData, edges }) {
      for (const [organizationId, ids] of await stepData.get(idsOf(step))) {
        const what = 'members of groups';
        await forEach(ids, { completeness, what }, async (groupId) => {
          const group = { organizationId, type, id: groupId };
          const listed = completeness.trackChild(
            members.read(client, group),
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
  groups: { step: groups.id, probe: groupsProbe, type: 'user_group' },
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
  groups: {
    step: deviceGroups.id,
    probe: deviceGroupsProbe,
    type: 'system_group',
  },
  relationships: {
    system: related(DEVICE_GROUP, RelationshipClass.HAS, DEVICE),
  },
});
