import type { z } from 'zod';

import { entityModel, type Property } from '../../graph/entities';
import { email, link, pick, text } from '../../graph/properties';
import { reference, textOrNumber as textField } from '../../wire/fields';

import { jumpcloudAccess } from './access';
import { organizationListStep } from './organizationList';
import { record } from './wire';
import { listOfV2, probeOf } from './survey';

/** A group of users (`GET /api/v2/usergroups`) or of devices (`GET /api/v2/systemgroups`). */
export const Group = record({
  name: textField,
  type: textField,
  description: textField,
  email: textField,
  membershipMethod: textField,
  organizationObjectId: reference,
});
export type Group = z.infer<typeof Group>;

interface Source {
  group: Group;
  consoleUrl: URL;
}

/** What groups of users and of devices have in common. */
export const groupProperties = {
  id: ["JumpCloud's id of the group", ({ group }) => group.id],
  name: ['Name of the group', ({ group }) => text(group.name) ?? group.id],
  description: ['Description', ({ group }) => text(group.description)],
  membershipMethod: [
    'How members come: `static`, `dynamic_automated` and the like',
    methodOf,
  ],
  dynamic: [
    'Whether a rule adds the members; `notset` is what groups have from before that',
    (source) => methodOf(source)?.startsWith('dynamic'),
  ],
} satisfies Record<string, Property<Pick<Source, 'group'>>>;

function methodOf({ group }: Pick<Source, 'group'>): string | undefined {
  return text(group.membershipMethod)?.toLowerCase();
}

export function rawGroup({ group }: Pick<Source, 'group'>) {
  return pick(group, [
    'id',
    'name',
    'type',
    'description',
    'membershipMethod',
    'organizationObjectId',
  ]);
}

export const GROUP = entityModel<Source>({
  resourceName: 'Group',
  _type: 'jumpcloud_group',
  _class: ['Group'],
  key: ({ group }) => group.id,
  properties: {
    ...groupProperties,
    email: ['E-mail address of the group', ({ group }) => email(group.email)],
    webLink: [
      'The group in the admin portal',
      ({ group, consoleUrl }) =>
        link(`${consoleUrl.origin}/#/groups/user/${group.id}/details`),
    ],
  },
  raw: rawGroup,
});

const ACCESS = jumpcloudAccess({
  what: 'user groups',
  endpoints: ['GET /api/v2/usergroups'],
});

/** All user groups (`GET /api/v2/usergroups`). */
export const GROUPS = listOfV2({
  path: '/api/v2/usergroups',
  permission: ACCESS.needs,
  record: Group,
  sort: 'name',
});

export const groupsProbe = probeOf(ACCESS, GROUPS.look);

export const groups = organizationListStep({
  probe: groupsProbe,
  id: 'fetch-jumpcloud-groups',
  name: 'Fetch JumpCloud user groups',
  entity: GROUP,
  access: ACCESS,
  list: GROUPS,
  organizationOf: ({ organizationObjectId }) => organizationObjectId,
  toSource: (group, { consoleUrl }) => ({ group, consoleUrl }),
});
