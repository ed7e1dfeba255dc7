import { forEach } from '../../../collect/forEach';
import { addEntityOnce, addRelationshipOnce } from '../../../graph/jobState';
import { createRelationship } from '../../../graph/relationships';
import { createAppleDeviceEntity } from '../converters';
import { Entities, Relationships, Sources, Steps } from '../model';

import { idsFoundBy, type JumpCloudStep } from './context';

export const appleDevices: JumpCloudStep = {
  id: Steps.APPLE_DEVICES,
  name: 'Fetch JumpCloud Apple devices',
  entities: [Entities.APPLE_DEVICE],
  relationships: [Relationships.APPLE_DEVICE_HAS_MDM],
  dependsOn: [Steps.APPLE_MDMS],
  ingestionSourceId: Sources.MDM,
  async collect({ client, jobState, completeness }) {
    const found = await idsFoundBy(jobState, Steps.APPLE_MDMS);
    for (const [organizationId, mdmIds] of found) {
      await forEach(mdmIds, async (mdmId) => {
        const listed = completeness.trackChild(
          client.appleDevices(organizationId, mdmId),
          `devices of Apple MDM ${mdmId}`,
        );
        for await (const device of listed) {
          await addEntityOnce(jobState, createAppleDeviceEntity(device));
          await addRelationshipOnce(
            jobState,
            createRelationship(
              Relationships.APPLE_DEVICE_HAS_MDM,
              device.id,
              mdmId,
            ),
          );
        }
      });
    }
  },
};
