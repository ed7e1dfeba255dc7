import { addEntityOnce, addRelationshipOnce } from '../../../graph/jobState';
import { createDeviceEntity } from '../converters';
import { handed } from '../known';
import { Entities, Relationships, Sources, Steps } from '../model';
import {
  createAccountDeviceRelationship,
  createUserDeviceRelationship,
} from '../relationships';

import type { Step } from './step';

export const devices: Step = {
  id: Steps.DEVICES,
  name: 'Fetch Okta devices',
  entities: [Entities.DEVICE],
  relationships: [
    Relationships.ACCOUNT_HAS_DEVICE,
    Relationships.USER_HAS_DEVICE,
  ],
  dependsOn: [Steps.USERS],
  ingestionSourceId: Sources.DEVICES,
  async collect({ client, jobState, completeness }) {
    const org = await client.org();
    const users = await handed(jobState, 'users');
    const list = completeness.trackFeature(client.devices(), 'devices');
    for await (const device of list) {
      await addEntityOnce(jobState, createDeviceEntity(org, device));
      await addRelationshipOnce(
        jobState,
        createAccountDeviceRelationship(org, device.id),
      );
      for (const use of device._embedded?.users ?? []) {
        if (!users.has(use.user.id)) continue;
        await addRelationshipOnce(
          jobState,
          createUserDeviceRelationship(device.id, use),
        );
      }
    }
  },
};
