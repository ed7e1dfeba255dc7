import { toEntity } from '../../graph/entities';

import { DEVICE_GROUP } from './deviceGroups';
import { Group, GROUP } from './groups';

const CONSOLE = new URL('https://console.eu.jumpcloud.com');
const ID = '60aa11bb22cc33dd44ee55ff';

test('groups of users and of devices', () => {
  const group = Group.parse({
    id: ID,
    name: 'Engineers',
    type: 'user_group',
    email: 'Eng@acme.example',
    attributes: null,
    membershipMethod: 'DYNAMIC_AUTOMATED',
  });

  expect(toEntity(GROUP, { group, consoleUrl: CONSOLE })).toMatchObject({
    _key: ID,
    _type: 'jumpcloud_group',
    _class: ['Group'],
    name: 'Engineers',
    email: 'eng@acme.example',
    dynamic: true,
    webLink: `https://console.eu.jumpcloud.com/#/groups/user/${ID}/details`,
  });
  expect(toEntity(DEVICE_GROUP, { group })).toMatchObject({
    _key: ID,
    _type: 'jumpcloud_device_group',
    _class: ['Group'],
    membershipMethod: 'dynamic_automated',
  });
});

test.each([
  ['STATIC', false],
  ['NOTSET', false],
  ['DYNAMIC_REVIEW_REQUIRED', true],
  [undefined, undefined],
])('membership method %s means dynamic: %s', (membershipMethod, dynamic) => {
  const group = Group.parse({ id: ID, membershipMethod });

  expect(toEntity(DEVICE_GROUP, { group }).dynamic).toBe(dynamic);
});
