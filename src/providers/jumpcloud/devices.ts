import type { z } from 'zod';

import { entityModel } from '../../graph/entities';
import { pick, text, time } from '../../graph/properties';
import {
  flag,
  number,
  objectField,
  reference,
  textOrNumber as textField,
} from '../../wire/fields';

import { jumpcloudAccess } from './access';
import { organizationListStep } from './organizationList';
import { record } from './wire';
import { listOfV1, probeOf } from './survey';

export const DevicesSource = 'jumpcloud-devices';

/** A device with the agent (`GET /api/systems`). */
export const System = record({
  displayName: textField,
  hostname: textField,
  description: textField,
  active: flag,
  created: textField,
  lastContact: textField,
  os: textField,
  osFamily: textField,
  version: textField,
  arch: textField,
  osVersionDetail: objectField({ osName: textField, version: textField }),
  agentVersion: textField,
  serialNumber: textField,
  hwVendor: textField,
  amazonInstanceID: textField,
  fde: objectField({ active: flag, keyPresent: flag }),
  mdm: objectField({ vendor: textField, dep: flag, userApproved: flag }),
  primarySystemUser: objectField({ id: reference }),
  allowMultiFactorAuthentication: flag,
  allowPublicKeyAuthentication: flag,
  allowSshPasswordAuthentication: flag,
  allowSshRootLogin: flag,
  systemInsights: objectField({ state: textField }),
  policyStats: objectField({
    total: number,
    success: number,
    failed: number,
    pending: number,
  }),
  isPolicyBound: flag,
  agentHasFullDiskAccess: flag,
  azureAdJoined: flag,
  domainInfo: objectField({ domainName: textField, partOfDomain: flag }),
  organization: reference,
});
export type System = z.infer<typeof System>;

export const DEVICE = entityModel<System>({
  resourceName: 'Device',
  _type: 'jumpcloud_device',
  _class: ['Device'],
  key: ({ id }) => id,
  properties: {
    id: ["JumpCloud's id of the device", ({ id }) => id],
    name: [
      'Display name, else the host name',
      ({ id, displayName, hostname }) =>
        text(displayName) ?? text(hostname) ?? id,
    ],
    hostname: ['Host name', ({ hostname }) => text(hostname)],
    description: ['Description', ({ description }) => text(description)],
    active: ['Whether the agent is connected', ({ active }) => active],
    category: [
      '`server`, `endpoint` or `mobile`; null where that cannot be told',
      categoryOf,
    ],
    make: ['Manufacturer', ({ hwVendor }) => text(hwVendor) ?? null],
    model: ['Never known', () => null],
    serial: ['Serial number', ({ serialNumber }) => text(serialNumber) ?? null],
    deviceId: ["JumpCloud's id of the device", ({ id }) => id],
    hardwareVendor: ['Manufacturer', ({ hwVendor }) => text(hwVendor)],
    hardwareSerial: ['Serial number', ({ serialNumber }) => text(serialNumber)],
    platform: [
      'Operating system family, in the words of the data model',
      platformOf,
    ],
    osName: [
      'Operating system',
      ({ osVersionDetail, os }) => text(osVersionDetail?.osName) ?? text(os),
    ],
    osVersion: [
      'Its version',
      ({ osVersionDetail, version }) =>
        text(osVersionDetail?.version) ?? text(version),
    ],
    architecture: ['Processor architecture', ({ arch }) => text(arch)],
    agentVersion: [
      'Version of the agent',
      ({ agentVersion }) => text(agentVersion),
    ],
    ec2InstanceId: [
      'Id of the EC2 instance that it is',
      ({ amazonInstanceID }) => text(amazonInstanceID),
    ],
    encrypted: [
      'Whether the disk is encrypted; undefined where the agent does not tell',
      ({ fde }) => fde?.active,
    ],
    encryptionKeyEscrowed: [
      'Whether JumpCloud holds the recovery key',
      ({ fde }) => fde?.keyPresent,
    ],
    mdmVendor: ['Who manages the device', ({ mdm }) => text(mdm?.vendor)],
    mdmEnrolledByDep: [
      'Whether it was enrolled by Automated Device Enrollment',
      ({ mdm }) => mdm?.dep,
    ],
    mdmUserApproved: [
      'Whether the user approved the management',
      ({ mdm }) => mdm?.userApproved,
    ],
    primaryUserId: [
      "JumpCloud's id of the main user",
      ({ primarySystemUser }) => primarySystemUser?.id,
    ],
    mfaAllowed: [
      'Whether logging in may take a second factor',
      ({ allowMultiFactorAuthentication }) => allowMultiFactorAuthentication,
    ],
    publicKeyAuthenticationAllowed: [
      'Whether SSH takes keys',
      ({ allowPublicKeyAuthentication }) => allowPublicKeyAuthentication,
    ],
    sshPasswordAuthenticationAllowed: [
      'Whether SSH takes passwords',
      ({ allowSshPasswordAuthentication }) => allowSshPasswordAuthentication,
    ],
    sshRootLoginAllowed: [
      'Whether SSH lets root in',
      ({ allowSshRootLogin }) => allowSshRootLogin,
    ],
    systemInsightsState: [
      'State of System Insights',
      ({ systemInsights }) => text(systemInsights?.state),
    ],
    policyBound: [
      'Whether policies are bound to it',
      ({ isPolicyBound }) => isPolicyBound,
    ],
    policiesTotal: [
      'Number of policies',
      ({ policyStats }) => policyStats?.total,
    ],
    policiesSucceeded: [
      'Of these, applied',
      ({ policyStats }) => policyStats?.success,
    ],
    policiesFailed: [
      'Of these, failed',
      ({ policyStats }) => policyStats?.failed,
    ],
    policiesPending: [
      'Of these, pending',
      ({ policyStats }) => policyStats?.pending,
    ],
    fullDiskAccess: [
      'Whether the agent may read the whole disk',
      ({ agentHasFullDiskAccess }) => agentHasFullDiskAccess,
    ],
    azureAdJoined: [
      'Whether it is joined to Entra ID',
      ({ azureAdJoined }) => azureAdJoined,
    ],
    domain: [
      'The domain it belongs to',
      ({ domainInfo }) => text(domainInfo?.domainName),
    ],
    domainJoined: [
      'Whether it belongs to a domain',
      ({ domainInfo }) => domainInfo?.partOfDomain,
    ],
    createdOn: ['When the device was added', ({ created }) => time(created)],
    lastSeenOn: [
      'When the agent was last in contact',
      ({ lastContact }) => time(lastContact),
    ],
  },
  raw: (system) =>
    pick(system, [
      'id',
      'displayName',
      'hostname',
      'active',
      'created',
      'lastContact',
      'os',
      'osFamily',
      'version',
      'agentVersion',
      'serialNumber',
      'fde',
      'mdm',
      'organization',
      'primarySystemUser',
    ]),
});

const PLATFORMS = new Set(['darwin', 'linux', 'windows', 'ios', 'android']);
const MOBILE = new Set(['ios', 'android', 'ipados']);

/** Null where it cannot be told whether a device is a server. */
function categoryOf(system: System): string | null {
  const osName = system.osVersionDetail?.osName ?? system.os ?? '';
  if (system.amazonInstanceID || /server/i.test(osName)) return 'server';
  const family = system.osFamily?.toLowerCase() ?? '';
  if (MOBILE.has(family)) return 'mobile';
  return family === 'darwin' || family === 'windows' ? 'endpoint' : null;
}

/** Operating systems as the data model names them; any other is left out. */
function platformOf({ osFamily }: System): string | undefined {
  const family = osFamily?.toLowerCase().replace('ipados', 'ios');
  return family && PLATFORMS.has(family) ? family : undefined;
}

const ACCESS = jumpcloudAccess({
  what: 'devices',
  endpoints: ['GET /api/systems'],
});

/** All devices with the agent (`GET /api/systems`). */
const DEVICES = listOfV1({
  path: '/api/systems',
  permission: ACCESS.needs,
  record: System,
  essential: ['systemInsights'],
});

export const devicesProbe = probeOf(ACCESS, DEVICES.look);

export const devices = organizationListStep({
  probe: devicesProbe,
  id: 'fetch-jumpcloud-devices',
  name: 'Fetch JumpCloud devices',
  entity: DEVICE,
  ingestionSourceId: DevicesSource,
  access: ACCESS,
  list: DEVICES,
  organizationOf: ({ organization }) => organization,
  toSource: (system) => system,
});
