import { entityModel } from '../../graph/entities';

import { jumpcloudAccess } from './access';
import { DevicesSource } from './devices';
import { Group, groupProperties, rawGroup } from './groups';
import { organizationListStep } from './organizationList';
import { listOfV2, probeOf } from './survey';

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
const DEVICE_GROUPS = listOfV2({
  path: '/api/v2/systemgroups',
  permission: ACCESS.needs,
  record: Group,
  sort: 'name',
});

export const deviceGroupsProbe = probeOf(ACCESS, DEVICE_GROUPS.look);

export const deviceGroups = organizationListStep({
  probe: deviceGroupsProbe,
  id: 'fetch-jumpcloud-device-groups',
  name: 'Fetch JumpCloud device groups',
  entity: DEVICE_GROUP,
  ingestionSourceId: DevicesSource,
  access: ACCESS,
  list: DEVICE_GROUPS,
  organizationOf: ({ organizationObjectId }) => organizationObjectId,
  toSource: (group) => ({ group }),
});
