import { toEntity } from '../../graph/entities';

import type { Org } from './client';
import { DEVICE, OktaDevice } from './devices';

const org: Org = {
  host: 'acme.okta.com',
  url: 'https://acme.okta.com',
  adminUrl: 'https://acme-admin.okta.com',
};

test.each([
  ['MACOS', 'ACTIVE', 'darwin', 'deployed'],
  ['WINDOWS', 'SUSPENDED', 'windows', 'locked'],
  ['PLAN9', 'DEACTIVATED', 'other', 'decommissioned'],
  [null, 'UNHEARD_OF', undefined, 'other'],
])(
  'a device of %s in status %s has the words of the data model',
  (platform, status, expectedPlatform, expectedStatus) => {
    const device = OktaDevice.parse({
      id: 'guo1exampleMac00h7zz',
      status,
      profile: { displayName: 'ada-mbp', platform },
    });
    const entity = toEntity(DEVICE, {
      org,
      device,
      profile: device.profile,
    });
    expect(entity.platform).toBe(expectedPlatform);
    expect(entity.status).toBe(expectedStatus);
    expect(entity.serial).toBeNull();
    expect(entity.encrypted).toBeUndefined();
  },
);

test.each([
  ['FULL', true],
  ['USER', true],
  ['ALL_INTERNAL_VOLUMES', true],
  ['NONE', false],
  ['SYSTEM_VOLUME', false],
  ['UNHEARD_OF', undefined],
  [null, undefined],
])('disk encryption %s means encrypted: %s', (diskEncryptionType, expected) => {
  const device = OktaDevice.parse({
    id: 'guo1exampleMac00h7zz',
    profile: { diskEncryptionType },
  });
  const entity = toEntity(DEVICE, { org, device, profile: device.profile });

  expect(entity.encrypted).toBe(expected);
});
