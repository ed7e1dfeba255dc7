import { toEntity } from '../../graph/entities';

import { DEVICE, System } from './devices';

const ID = '60aa11bb22cc33dd44ee55ff';

describe('device', () => {
  const createDevice = (fields: object) =>
    toEntity(DEVICE, System.parse({ _id: ID, ...fields }));

  test('has the facts of its agent, and none of its network', () => {
    const device = createDevice({
      displayName: 'ada-mbp',
      hostname: 'ada-mbp.local',
      active: true,
      os: 'Mac OS X',
      osFamily: 'darwin',
      version: '15.3',
      serialNumber: 'C02EXAMPLE',
      hwVendor: 'Apple Inc.',
      remoteIP: 'canary',
      networkInterfaces: [{ address: 'canary' }],
      userMetrics: [{ userName: 'canary' }],
      fde: { active: true, keyPresent: true, key: 'canary' },
      mdm: { vendor: 'internal', windows: { upn: 'canary' } },
      primarySystemUser: { id: ID },
      lastContact: '2026-02-01T10:00:00.000Z',
    });

    expect(device).toMatchObject({
      _key: ID,
      _type: 'jumpcloud_device',
      _class: ['Device'],
      name: 'ada-mbp',
      category: 'endpoint',
      platform: 'darwin',
      make: 'Apple Inc.',
      model: null,
      serial: 'C02EXAMPLE',
      osName: 'Mac OS X',
      osVersion: '15.3',
      encrypted: true,
      primaryUserId: ID,
      lastSeenOn: Date.UTC(2026, 1, 1, 10),
    });
    expect(JSON.stringify(device)).not.toContain('canary');
  });

  test.each([
    [{ osFamily: 'linux', amazonInstanceID: 'i-1' }, 'server'],
    [{ osFamily: 'windows', os: 'Windows Server 2022' }, 'server'],
    [{ osFamily: 'windows', os: 'Windows 11 Pro' }, 'endpoint'],
    [{ osFamily: 'linux', os: 'Ubuntu' }, null],
    [{}, null],
  ])('%j is of category %s', (fields, category) => {
    expect(createDevice(fields).category).toBe(category);
  });

  test.each([
    ['ios', 'ios'],
    ['iPadOS', 'ios'],
    ['Android', 'android'],
  ])('with %s is a phone or tablet', (osFamily, platform) => {
    expect(createDevice({ osFamily })).toMatchObject({
      platform,
      category: 'mobile',
    });
  });

  test('of another system has no platform', () => {
    expect(createDevice({ osFamily: 'haiku' }).platform).toBeUndefined();
  });
});
