import type { Random } from '../acme/random';

import { createGroups } from './groups';
import { objectId } from './objectId';
import type {
  Group,
  JsonRecord,
  Mdm,
  Organization,
  System,
  SystemGroup,
} from './records';

/** Phones and tablets, in the place of laptops: of each six devices, the fourth to the sixth. */
const MOBILE: Readonly<Record<number, JsonRecord>> = {
  3: mobile('phone', { os: 'Android', osFamily: 'android' }),
  4: mobile('iphone', { os: 'iOS', osFamily: 'ios' }),
  5: mobile('ipad', { os: 'iPadOS', osFamily: 'ipados' }),
};

function mobile(displayName: string, system: JsonRecord): JsonRecord {
  return {
    displayName,
    hostname: '',
    version: '18.3',
    agentVersion: '',
    fde: {},
    ...system,
  };
}

/** Devices, device groups, and who may log in where. */
export function createDevices(
  counts: { systems: number; groups: number },
  {
    organizationId,
    users,
    userGroups,
  }: {
    organizationId: string;
    users: readonly JsonRecord[];
    userGroups: readonly Group[];
  },
  random: Random,
): Pick<Organization, 'systems' | 'systemGroups'> {
  const systems = Array.from({ length: counts.systems }, (_, index) =>
    createSystem(index, organizationId, users, random),
  );
  const records = systems.map(({ record }) => record);
  const systemGroups: SystemGroup[] = createGroups(
    counts.groups,
    'system_group',
    records,
    random,
  ).map((group) => ({ ...group, boundUserGroups: [] }));
  const [, small] = userGroups.filter(
    ({ members: { length } }) => length > 0 && length < 15,
  );
  if (small) systemGroups[2]?.boundUserGroups.push(String(small.record.id));
  return { systems, systemGroups };
}

function createSystem(
  index: number,
  organization: string,
  users: readonly JsonRecord[],
  random: Random,
): System {
  const id = objectId(random);
  const bound = random.sample(users, index % 7 === 6 ? 0 : 1 + (index % 2));
  return {
    record: {
      _id: id,
      id,
      displayName: `laptop-${index}`,
      hostname: `laptop-${index}.local`,
      active: index % 3 !== 0,
      os: 'Mac OS X',
      osFamily: 'darwin',
      version: '15.3',
      arch: 'arm64',
      agentVersion: '1.250.0',
      lastContact: index % 10 === 9 ? null : '2026-02-01T10:00:00.000Z',
      created: '2024-03-01T10:00:00.000Z',
      serialNumber: `C02EXAMPLE${index}`,
      hwVendor: 'Apple Inc.',
      remoteIP: 'canary-remote-ip',
      fde: { active: true, keyPresent: true },
      mdm: { vendor: 'internal', dep: true, userApproved: true },
      networkInterfaces: [
        {
          name: 'en0',
          address: 'canary-interface-address',
          family: 'IPv4',
          internal: false,
        },
      ],
      ...(bound[0] && { primarySystemUser: { id: bound[0].id } }),
      userMetrics: [
        { userName: 'canary-local-account', admin: true, managed: false },
      ],
      sshdParams: [{ name: 'Port', value: 'canary-sshd' }],
      connectionHistory: [],
      ...MOBILE[index % 6],
      systemInsights: { state: 'enabled' },
      attributes: [{ name: 'canaryAttribute', value: 'canary-attribute' }],
      organization,
    },
    users: new Map(
      bound.map((user) => [String(user.id), { sudo: index % 2 === 0 }]),
    ),
  };
}

/** One management with its devices; none where there are no devices. */
export function createMdms(
  devices: number,
  organization: string,
  random: Random,
): Mdm[] {
  if (devices === 0) return [];
  const id = objectId(random);
  return [
    {
      record: {
        id,
        name: '',
        organization,
        apnsPushTopic: 'com.apple.mgmt.External.example',
        apnsCertExpiry: '2026-11-01T00:00:00Z',
        depServerTokenState: 'missing',
        allowMobileUserEnrollment: false,
        defaultIosUserEnrollmentDeviceGroupID: '',
        appleCertCreatorAppleID: 'canary-apple-id@acme.example',
        appleCertSerialNumber: 'canary-certificate-serial',
        dep: { enableZeroTouchEnrollment: false, setupAssistantOptions: [] },
        ades: {},
      },
      devices: Array.from({ length: devices }, (_, index) =>
        createAppleDevice(index, id, random),
      ),
    },
  ];
}

function createAppleDevice(
  index: number,
  appleMdmId: string,
  random: Random,
): JsonRecord {
  const isMac = index % 2 === 0;
  return {
    id: objectId(random),
    appleMdmId,
    serialNumber: `C02EXAMPLE${index}`,
    udid: random.uuid(),
    osVersion: '15.3',
    modelFamily: isMac ? 'Mac' : 'iPhone',
    mdmOsFamily: isMac ? 'macos' : 'ios',
    depRegistered: true,
    enrolled: index % 3 !== 2,
    createdAt: '2024-03-01T10:00:00Z',
    hasActivationLockBypassCodes: false,
    securityInfo: index % 4 === 3 ? {} : { filevaultEnabled: true },
    deviceInformation: {
      deviceName: `apple-${index}`,
      modelName: isMac ? 'MacBook Pro' : 'iPhone',
      isSupervised: true,
      wifiMac: 'canary-wifi-mac',
      imei: 'canary-imei',
      iccid: 'canary-iccid',
    },
  };
}
