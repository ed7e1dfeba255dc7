import { entityModel } from '../../graph/entities';

import { jumpcloudAccess } from './access';
import type { JumpCloudClient } from './client';
import { DevicesSource } from './devices';
import { Group, groupProperties, rawGroup } from './groups';
import { organizationListStep } from './organizationList';

export const DEVICE_GROUP = entityModel<{ group: Group }>({
  resourceName: 'Device Group',
  _type: 'jumpcloud_device_group',
  _class: ['Group'],
  key: ({ group }) => group.id,
  properties: groupProperties,
  raw: rawGroup,
});

const ACCESS = jumpcloudAccess({
  what: 'device groups',
  endpoints: ['GET /api/v2/systemgroups'],
});

/** All device groups (`GET /api/v2/systemgroups`). */
const listDeviceGroups = (client: JumpCloudClient, organizationId: string) =>
  client.listV2({
    path: '/api/v2/systemgroups',
    organizationId,
    permission: ACCESS.needs,
    record: Group,
    sort: 'name',
  });

export const deviceGroups = organizationListStep({
  id: 'fetch-jumpcloud-device-groups',
  name: 'Fetch JumpCloud device groups',
  entity: DEVICE_GROUP,
  ingestionSourceId: DevicesSource,
  access: ACCESS,
  list: listDeviceGroups,
  organizationOf: ({ organizationObjectId }) => organizationObjectId,
  toSource: (group) => ({ group }),
});
