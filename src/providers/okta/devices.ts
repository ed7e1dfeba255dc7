import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import type { CollectContext, ProviderStep } from '../../collect/provider';
import { listProbe, listSurvey } from '../../collect/survey';
import { entityModel, toEntity } from '../../graph/entities';
import { addEntityOnce, addRelationshipOnce } from '../../graph/jobState';
import { pick, text } from '../../graph/properties';
import { createRelationship, related } from '../../graph/relationships';
import { wholeListPaging } from '../../http/paging/link';
import {
  elements,
  flag,
  identifier,
  keyIdentifier,
  objectField,
  text as textField,
} from '../../wire/fields';

import { READ_ONLY, oktaAccess } from './access';
import { ACCOUNT } from './account';
import { type OktaClient, type Org, pages } from './client';
import {
  accountKey,
  adminLink,
  createdAndUpdated,
  isActive,
  statusOf,
} from './fields';
import { Buckets } from './limits';
import { KnownUsers, listedUsers, USER } from './users';

export const DevicesSource = 'okta-devices';

/** A user of a device, as the device's record embeds it. */
const DeviceUse = z.object({
  managementStatus: textField,
  screenLockType: textField,
  user: z.object({ id: identifier }),
});

type DeviceUse = z.infer<typeof DeviceUse>;

/** `GET /api/v1/devices?expand=userSummary`. */
export const OktaDevice = z.object({
  id: keyIdentifier,
  status: textField,
  created: textField,
  lastUpdated: textField,
  profile: objectField({
    displayName: textField,
    platform: textField,
    manufacturer: textField,
    model: textField,
    osVersion: textField,
    serialNumber: textField,
    udid: textField,
    registered: flag,
    managed: flag,
    secureHardwarePresent: flag,
    integrityJailbreak: flag,
    diskEncryptionType: textField,
  }),
  _embedded: objectField({ users: elements }),
});
export type OktaDevice = z.infer<typeof OktaDevice>;

const DEVICES_PATH = '/api/v1/devices';

const ACCESS = oktaAccess({
  what: 'devices',
  oauthScopes: ['okta.devices.read'],
  roles: [READ_ONLY],
  endpoints: [
    `GET ${DEVICES_PATH}`,
    `GET ${DEVICES_PATH}/{deviceId}`,
    `GET ${DEVICES_PATH}/{deviceId}/users`,
  ],
});

/** All devices and who uses them; Identity Engine orgs only. */
const listDevices = (client: OktaClient) =>
  client.list({
    path: DEVICES_PATH,
    query: { expand: 'userSummary' },
    bucket: Buckets.DEVICES,
    permission: ACCESS.needs,
    paging: pages(200),
    record: OktaDevice,
    essential: ['_embedded.users'],
  });

function devicePath(deviceId: string): string {
  return `${DEVICES_PATH}/${encodeURIComponent(deviceId)}`;
}

/** The users of a device; asked only where its record embeds no list of them. */
const listUses = (client: OktaClient, deviceId: string) =>
  client.list({
    path: `${devicePath(deviceId)}/users`,
    bucket: Buckets.DEVICES,
    permission: ACCESS.needs,
    paging: wholeListPaging(),
    record: DeviceUse,
  });

/** An embedded list that is absent is not empty: a link to the next page may have lost the `expand`. */
async function* usesOf(
  { client, completeness }: CollectContext<OktaClient>,
  { id, _embedded }: OktaDevice,
): AsyncGenerator<DeviceUse> {
  const what = `users of device ${id}`;
  const embedded = _embedded?.users;
  yield* embedded
    ? completeness.elements(client.elements(DeviceUse, embedded), what)
    : completeness.trackChild(listUses(client, id), {
        what,
        isGone: () => client.isGone(devicePath(id), Buckets.DEVICES),
      });
}

/** The data model's names of platforms. */
const PLATFORMS = new Map([
  ['MACOS', 'darwin'],
  ['WINDOWS', 'windows'],
  ['IOS', 'ios'],
  ['ANDROID', 'android'],
  ['LINUX', 'linux'],
  ['CHROMEOS', 'other'],
]);

/** The data model's words for what Okta says of a device; class Device accepts no others. */
const DEVICE_STATUS = new Map([
  ['ACTIVE', 'deployed'],
  ['UNSUSPENDED', 'deployed'],
  ['CREATED', 'pending'],
  ['SUSPENDED', 'locked'],
  ['DEACTIVATED', 'decommissioned'],
]);

/** What Okta says of the disk; another word leaves it unknown. */
const ENCRYPTED = new Map([
  ['FULL', true],
  ['USER', true],
  ['ALL_INTERNAL_VOLUMES', true],
  ['NONE', false],
  ['SYSTEM_VOLUME', false],
]);

interface Source {
  org: Org;
  device: OktaDevice;
  profile: OktaDevice['profile'];
}

export const DEVICE = entityModel<Source>({
  resourceName: 'Okta Device',
  _type: 'okta_device',
  _class: ['Device'],
  key: ({ device }) => device.id,
  properties: {
    id: ["Okta's id of the device", ({ device }) => device.id],
    name: [
      'Name of the device',
      ({ device, profile }) => text(profile?.displayName) ?? device.id,
    ],
    deviceId: ["Okta's id of the device", ({ device }) => device.id],
    category: ['Always endpoint', () => 'endpoint'],
    make: [
      'Manufacturer',
      ({ profile }) => text(profile?.manufacturer) ?? null,
    ],
    model: ['Model', ({ profile }) => text(profile?.model) ?? null],
    serial: [
      'Serial number',
      ({ profile }) => text(profile?.serialNumber) ?? null,
    ],
    platform: [
      'Operating system family, in the words of the data model',
      ({ profile }) => named(PLATFORMS, text(profile?.platform)),
    ],
    oktaPlatform: [
      "Operating system family, in Okta's words",
      ({ profile }) => text(profile?.platform),
    ],
    osVersion: [
      'Version of the operating system',
      ({ profile }) => text(profile?.osVersion),
    ],
    udid: [
      "The maker's unique id of the device",
      ({ profile }) => text(profile?.udid),
    ],
    status: [
      'State, in the words of the data model',
      ({ device }) => named(DEVICE_STATUS, device.status),
    ],
    oktaStatus: [
      "State, in Okta's words",
      ({ device }) => statusOf(device.status),
    ],
    active: ['Whether that is ACTIVE', ({ device }) => isActive(device.status)],
    registered: [
      'Whether the device is registered',
      ({ profile }) => profile?.registered,
    ],
    managed: [
      'Whether the device is managed',
      ({ profile }) => profile?.managed,
    ],
    secureHardwarePresent: [
      'Whether keys are held in hardware',
      ({ profile }) => profile?.secureHardwarePresent,
    ],
    jailbroken: [
      'Whether the device is jailbroken',
      ({ profile }) => profile?.integrityJailbreak,
    ],
    diskEncryptionType: [
      'How the disk is encrypted',
      ({ profile }) => text(profile?.diskEncryptionType),
    ],
    encrypted: [
      'Whether that covers all that users store; undefined where Okta does not tell',
      ({ profile }) => ENCRYPTED.get(text(profile?.diskEncryptionType) ?? ''),
    ],
    ...createdAndUpdated('the device', ({ device }: Source) => device),
    webLink: [
      'The device in the admin console',
      ({ org, device }) => adminLink(org, `/admin/devices/${device.id}`),
    ],
  },
  raw: ({ device }) => pick(device, ['id', 'status', 'created', 'lastUpdated']),
});

function named(
  words: ReadonlyMap<string, string>,
  word: string | undefined,
): string | undefined {
  return word ? (words.get(word) ?? 'other') : undefined;
}

const ACCOUNT_HAS_DEVICE = related(ACCOUNT, RelationshipClass.HAS, DEVICE);
const USER_HAS_DEVICE = related(USER, RelationshipClass.HAS, DEVICE);

export const devices: ProviderStep<OktaClient> = {
  id: 'fetch-okta-devices',
  name: 'Fetch Okta devices',
  entities: [DEVICE],
  relationships: [ACCOUNT_HAS_DEVICE, USER_HAS_DEVICE],
  reads: [ACCESS],
  survey: listSurvey(listProbe(ACCESS, listDevices), Buckets.DEVICES, 200),
  dependsOn: [listedUsers.id],
  ingestionSourceId: DevicesSource,
  async collect(context) {
    const { client, jobState, completeness, stepData, edges } = context;
    const org = await client.org();
    const users = await stepData.get(KnownUsers);
    const list = completeness.trackFeature(listDevices(client), 'devices');
    for await (const device of list) {
      const { profile } = device;
      await addEntityOnce(jobState, toEntity(DEVICE, { org, device, profile }));
      await addRelationshipOnce(
        jobState,
        createRelationship(ACCOUNT_HAS_DEVICE, accountKey(org), device.id),
      );
      const uses = usesOf(context, device);
      for await (const { user, managementStatus, screenLockType } of uses) {
        const isKnown = users.has(user.id);
        if (!isKnown && !client.ingestsDeprovisionedUsers) {
          edges.skip();
          continue;
        }
        await edges.add(
          USER_HAS_DEVICE,
          user.id,
          device.id,
          {
            managementStatus: text(managementStatus),
            screenLockType: text(screenLockType),
          },
          isKnown,
        );
      }
    }
  },
};
