import {
  RelationshipClass,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import type { Access } from '../../collect/access';
import { forEach } from '../../collect/forEach';
import {
  related,
  type RelationshipProperties,
} from '../../graph/relationships';

import {
  APPLICATION,
  applications,
  applicationsProbe,
  ApplicationsSource,
} from './applications';
import {
  type Association,
  associations,
  bindingsAccess,
  childOf,
  type ListOfObject,
  type ObjectType,
  reachable,
} from './associations';
import { DEVICE, devices, devicesProbe, DevicesSource } from './devices';
import { GROUP, groups, groupsProbe } from './groups';
import { idsOf, type Step } from './organizationList';
import { USER, users, usersProbe } from './users';
import { childrenSurvey, type ListProbe } from './survey';

/** One end of a binding: the step that found the objects, and their type. */
interface BindingEnd {
  step: string;
  probe: ListProbe;
  type: ObjectType;
}

/** Objects bound to each other, which JumpCloud tells from either end. */
interface Bindings {
  id: string;
  name: string;
  relationship: StepRelationshipMetadata;
  ingestionSourceId: string;
  access: Access;
  from: BindingEnd;
  to: BindingEnd;
  /** What is bound to an object of one end. */
  listOf: (target: ObjectType, access: Access) => ListOfObject;
  properties?: (association: Association) => RelationshipProperties;
}

/** A step that reads bindings from the end of which there are fewer objects: one call for each. */
function bindingsStep({
  id,
  name,
  relationship,
  ingestionSourceId,
  access,
  from,
  to,
  listOf,
  properties,
}: Bindings): Step {
  return {
    id,
    name,
    entities: [],
    relationships: [relationship],
    reads: [access],
    survey: childrenSurvey(access, async (survey) => {
      const fromFound = await from.probe.in(survey);
      const toFound = await to.probe.in(survey);
      if (!fromFound || !toFound) return undefined;
      const isFromNear = fromFound.count < toFound.count;
      const [near, far] = isFromNear ? [from, to] : [to, from];
      const list = listOf(far.type, access);
      return {
        found: isFromNear ? fromFound : toFound,
        look: (client, object) =>
          list.look(client, { ...object, type: near.type }),
      };
    }),
    dependsOn: [from.step, to.step],
    ingestionSourceId,
    async collect({ client, completeness, stepData, edges }) {
      const fromIds = await stepData.get(idsOf(from.step));
      const toIds = await stepData.get(idsOf(to.step));
      for (const organizationId of toIds.keys()) {
        const froms = fromIds.get(organizationId) ?? new Set();
        const tos = toIds.get(organizationId) ?? new Set();
        const isFromNear = froms.size < tos.size;
        const [near, far] = isFromNear ? [from, to] : [to, from];
        const list = listOf(far.type, access);
        const what = `${far.type} bindings of ${near.type}`;
        const nearIds = isFromNear ? froms : tos;
        const reading = { completeness, what: `${what}s` };
        await forEach(nearIds, reading, async (nearId) => {
          const object = { organizationId, type: near.type, id: nearId };
          const bound = completeness.trackChild(
            list.read(client, object),
            childOf(client, object, what),
          );
          for await (const association of bound) {
            if (association.type !== far.type) {
              edges.skip();
              continue;
            }
            const [fromId, toId] = isFromNear
              ? [nearId, association.id]
              : [association.id, nearId];
            const told = properties?.(association);
            await edges.add(relationship, fromId, toId, told);
          }
        });
      }
    },
  };
}

const USER_END: BindingEnd = {
  step: users.id,
  probe: usersProbe,
  type: 'user',
};
const APPLICATION_END: BindingEnd = {
  step: applications.id,
  probe: applicationsProbe,
  type: 'application',
};

export const applicationUsers = bindingsStep({
  id: 'fetch-jumpcloud-application-users',
  name: 'Fetch JumpCloud users of applications',
  relationship: related(USER, RelationshipClass.ASSIGNED, APPLICATION),
  ingestionSourceId: ApplicationsSource,
  access: bindingsAccess(
    'users of applications',
    ['user', 'application'],
    false,
  ),
  from: USER_END,
  to: APPLICATION_END,
  listOf: associations,
});

export const applicationGroups = bindingsStep({
  id: 'fetch-jumpcloud-application-groups',
  name: 'Fetch JumpCloud groups of applications',
  relationship: related(GROUP, RelationshipClass.ASSIGNED, APPLICATION),
  ingestionSourceId: ApplicationsSource,
  access: bindingsAccess(
    'groups of applications',
    ['user_group', 'application'],
    false,
  ),
  from: { step: groups.id, probe: groupsProbe, type: 'user_group' },
  to: APPLICATION_END,
  listOf: associations,
});

/** Whether a binding is direct and what rights it gives is told for reachable objects only. */
export const deviceUsers = bindingsStep({
  id: 'fetch-jumpcloud-device-users',
  name: 'Fetch JumpCloud users of devices',
  relationship: related(USER, RelationshipClass.HAS, DEVICE),
  ingestionSourceId: DevicesSource,
  access: bindingsAccess('users of devices', ['user', 'system'], true),
  from: USER_END,
  to: { step: devices.id, probe: devicesProbe, type: 'system' },
  listOf: reachable,
  properties: ({ isDirect, sudo, sudoWithoutPassword }) => ({
    direct: isDirect,
    sudo,
    sudoWithoutPassword,
  }),
});
