import type {
  Relationship,
  StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import { forEach } from '../../../collect/forEach';
import { createRelationship } from '../../../graph/relationships';
import type { Records } from '../../../http/records';
import type { JumpCloudClient } from '../client';
import { createUserDeviceRelationship } from '../converters';
import type { GraphEdge, GraphNode, GraphType } from '../graph';
import { Relationships, Sources, Steps } from '../model';

import { idsFoundBy, type JumpCloudStep } from './context';
import { EdgeWriter } from './edgeWriter';

/** One end of a binding: the step that found the objects, and their type in JumpCloud's graph. */
interface BindingEnd {
  stepId: string;
  type: GraphType;
}

/** Objects bound to each other, which JumpCloud tells from either end. */
interface Bindings {
  id: string;
  name: string;
  relationship: StepRelationshipMetadata;
  ingestionSourceId: string;
  from: BindingEnd;
  to: BindingEnd;
  read: (
    client: JumpCloudClient,
    node: GraphNode,
    target: GraphType,
  ) => Records<GraphEdge>;
  relate: (fromKey: string, toKey: string, edge: GraphEdge) => Relationship;
}

/** A step that reads bindings from the end of which there are fewer objects: one call for each. */
function bindingsStep({
  id,
  name,
  relationship,
  ingestionSourceId,
  from,
  to,
  read,
  relate,
}: Bindings): JumpCloudStep {
  return {
    id,
    name,
    entities: [],
    relationships: [relationship],
    dependsOn: [from.stepId, to.stepId],
    ingestionSourceId,
    async collect(context) {
      const { client, jobState, completeness } = context;
      const fromIds = await idsFoundBy(jobState, from.stepId);
      const toIds = await idsFoundBy(jobState, to.stepId);
      const edges = new EdgeWriter(context);
      for (const organizationId of toIds.keys()) {
        const froms = fromIds.get(organizationId) ?? new Set();
        const tos = toIds.get(organizationId) ?? new Set();
        const isFromNear = froms.size < tos.size;
        const [near, far] = isFromNear ? [from, to] : [to, from];
        await forEach(isFromNear ? froms : tos, async (id) => {
          const node = { organizationId, type: near.type, id };
          const bound = completeness.trackChild(
            read(client, node, far.type),
            `${far.type} bindings of ${near.type} ${id}`,
          );
          for await (const edge of bound) {
            const [fromId, toId] = isFromNear ? [id, edge.id] : [edge.id, id];
            await edges.add(
              edge,
              edge.type === far.type ? relate(fromId, toId, edge) : undefined,
            );
          }
        });
      }
      edges.finish();
    },
  };
}

const USER_END: BindingEnd = { stepId: Steps.USERS, type: 'user' };
const GROUP_END: BindingEnd = { stepId: Steps.GROUPS, type: 'user_group' };
const APPLICATION_END: BindingEnd = {
  stepId: Steps.APPLICATIONS,
  type: 'application',
};
const DEVICE_END: BindingEnd = { stepId: Steps.DEVICES, type: 'system' };

export const applicationUsers = bindingsStep({
  id: Steps.APPLICATION_USERS,
  name: 'Fetch JumpCloud users of applications',
  relationship: Relationships.USER_ASSIGNED_APPLICATION,
  ingestionSourceId: Sources.APPLICATIONS,
  from: USER_END,
  to: APPLICATION_END,
  read: (client, node, target) => client.associations(node, target),
  relate: (userId, applicationId) =>
    createRelationship(
      Relationships.USER_ASSIGNED_APPLICATION,
      userId,
      applicationId,
    ),
});

export const applicationGroups = bindingsStep({
  id: Steps.APPLICATION_GROUPS,
  name: 'Fetch JumpCloud groups of applications',
  relationship: Relationships.GROUP_ASSIGNED_APPLICATION,
  ingestionSourceId: Sources.APPLICATIONS,
  from: GROUP_END,
  to: APPLICATION_END,
  read: (client, node, target) => client.associations(node, target),
  relate: (groupId, applicationId) =>
    createRelationship(
      Relationships.GROUP_ASSIGNED_APPLICATION,
      groupId,
      applicationId,
    ),
});

export const deviceUsers = bindingsStep({
  id: Steps.DEVICE_USERS,
  name: 'Fetch JumpCloud users of devices',
  relationship: Relationships.USER_HAS_DEVICE,
  ingestionSourceId: Sources.DEVICES,
  from: USER_END,
  to: DEVICE_END,
  read: (client, node, target) => client.reachable(node, target),
  relate: createUserDeviceRelationship,
});
