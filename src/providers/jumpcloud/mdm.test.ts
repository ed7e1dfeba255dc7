import { toEntity } from '../../graph/entities';

import { APPLE_DEVICE, APPLE_MDM, AppleDevice, AppleMdm } from './mdm';

const ID = '60aa11bb22cc33dd44ee55ff';

test('Apple MDM', () => {
  const mdm = toEntity(
    APPLE_MDM,
    AppleMdm.parse({
      id: ID,
      name: '',
      apnsCertExpiry: '2026-11-01T00:00:00Z',
      depServerTokenState: 'missing',
      appleCertCreatorAppleID: 'canary@acme.example',
    }),
  );

  expect(mdm).toMatchObject({
    _key: ID,
    _type: 'jumpcloud_apple_mdm',
    _class: ['Configuration'],
    name: ID,
    pushCertificateExpiresOn: Date.UTC(2026, 10, 1),
    depTokenState: 'missing',
  });
  expect(JSON.stringify(mdm)).not.toContain('canary');
});

test.each([
  ['macos', 'darwin', 'endpoint'],
  ['ios', 'ios', 'mobile'],
  [undefined, undefined, null],
])('Apple device with %s', (mdmOsFamily, platform, category) => {
  const device = toEntity(
    APPLE_DEVICE,
    AppleDevice.parse({
      id: ID,
      serialNumber: 'C02EXAMPLE',
      mdmOsFamily,
      enrolled: false,
      securityInfo: {},
      deviceInformation: { imei: 'canary', wifiMac: 'canary' },
    }),
  );

  expect(device).toMatchObject({
    _key: ID,
    _type: 'jumpcloud_apple_device',
    _class: ['Device'],
    name: 'C02EXAMPLE',
    active: false,
    category,
    make: 'Apple',
    model: null,
    deviceId: null,
  });
  expect(device.platform).toBe(platform);
  expect(device.encrypted).toBeUndefined();
  expect(JSON.stringify(device)).not.toContain('canary');
});
