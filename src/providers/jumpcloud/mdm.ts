import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import type { z } from 'zod';

import { forEach } from '../../collect/forEach';
import { entityModel, toEntity } from '../../graph/entities';
import { addEntityOnce } from '../../graph/jobState';
import { pick, text, time } from '../../graph/properties';
import { related } from '../../graph/relationships';
import {
  flag,
  objectField,
  reference,
  textOrNumber as textField,
} from '../../wire/fields';

import { jumpcloudAccess } from './access';
import type { JumpCloudClient } from './client';
import { idsOf, organizationListStep, type Step } from './organizationList';
import { record } from './wire';
import { listOfV2, probeOf, childrenSurvey } from './survey';

export const MdmSource = 'jumpcloud-mdm';

/** The management of Apple devices of an organization (`GET /api/v2/applemdms`). */
export const AppleMdm = record({
  name: textField,
  organization: reference,
  apnsCertExpiry: textField,
  depAccessTokenExpiry: textField,
  depServerTokenState: textField,
  allowMobileUserEnrollment: flag,
  serviceDiscoveryEnabled: flag,
  defaultSystemGroupID: reference,
});
export type AppleMdm = z.infer<typeof AppleMdm>;

export const APPLE_MDM = entityModel<AppleMdm>({
  resourceName: 'Configuration',
  _type: 'jumpcloud_apple_mdm',
  _class: ['Configuration'],
  key: ({ id }) => id,
  properties: {
    id: ["JumpCloud's id of the management", ({ id }) => id],
    name: ['Name', ({ id, name }) => text(name) ?? id],
    pushCertificateExpiresOn: [
      "When Apple's push certificate expires",
      ({ apnsCertExpiry }) => time(apnsCertExpiry),
    ],
    depTokenExpiresOn: [
      'When the token for Automated Device Enrollment expires',
      ({ depAccessTokenExpiry }) => time(depAccessTokenExpiry),
    ],
    depTokenState: [
      'State of that token',
      ({ depServerTokenState }) => text(depServerTokenState),
    ],
    mobileUserEnrollmentAllowed: [
      'Whether users may enrol phones themselves',
      ({ allowMobileUserEnrollment }) => allowMobileUserEnrollment,
    ],
    serviceDiscoveryEnabled: [
      'Whether devices find the service by their address',
      ({ serviceDiscoveryEnabled }) => serviceDiscoveryEnabled,
    ],
    defaultDeviceGroupId: [
      'The device group of new devices',
      ({ defaultSystemGroupID }) => defaultSystemGroupID,
    ],
  },
  raw: (mdm) =>
    pick(mdm, [
      'id',
      'name',
      'organization',
      'apnsCertExpiry',
      'depServerTokenState',
    ]),
});

const MDMS_PATH = '/api/v2/applemdms';

const MDM_ACCESS = jumpcloudAccess({
  what: 'MDM',
  endpoints: ['GET /api/v2/applemdms'],
});

/** The Apple device managements, usually one or none (`GET /api/v2/applemdms`). */
const MDMS = listOfV2({
  path: MDMS_PATH,
  permission: MDM_ACCESS.needs,
  record: AppleMdm,
});

const mdmsProbe = probeOf(MDM_ACCESS, MDMS.look);

export const appleMdms = organizationListStep({
  probe: mdmsProbe,
  id: 'fetch-jumpcloud-apple-mdms',
  name: 'Fetch JumpCloud Apple MDM',
  entity: APPLE_MDM,
  ingestionSourceId: MdmSource,
  access: MDM_ACCESS,
  list: MDMS,
  organizationOf: ({ organization }) => organization,
  toSource: (mdm) => mdm,
});

/** A device under that management (`GET /api/v2/applemdms/{id}/devices`). */
export const AppleDevice = record({
  serialNumber: textField,
  udid: textField,
  osVersion: textField,
  modelFamily: textField,
  mdmOsFamily: textField,
  depRegistered: flag,
  enrolled: flag,
  createdAt: textField,
  securityInfo: objectField({
    filevaultEnabled: flag,
    passcodePresent: flag,
    passcodeCompliant: flag,
    enrolledViaDep: flag,
    isUserEnrollment: flag,
    userApprovedEnrollment: flag,
    recoveryLockEnabled: flag,
    isActivationLockManageable: flag,
  }),
  deviceInformation: objectField({
    deviceName: textField,
    modelName: textField,
    modelNumber: textField,
    isSupervised: flag,
    isAppleSilicon: flag,
    osBuildVersion: textField,
    osMarketingName: textField,
  }),
});
export type AppleDevice = z.infer<typeof AppleDevice>;

export const APPLE_DEVICE = entityModel<AppleDevice>({
  resourceName: 'Apple Device',
  _type: 'jumpcloud_apple_device',
  _class: ['Device'],
  key: ({ id }) => id,
  properties: {
    id: ["JumpCloud's id of the device", ({ id }) => id],
    name: [
      'Name of the device, else its serial number',
      ({ id, serialNumber, deviceInformation }) =>
        text(deviceInformation?.deviceName) ?? text(serialNumber) ?? id,
    ],
    active: ['Whether the device is enrolled', ({ enrolled }) => enrolled],
    enrolled: ['Whether the device is enrolled', ({ enrolled }) => enrolled],
    category: [
      '`endpoint` or `mobile`; null where that cannot be told',
      ({ mdmOsFamily }) => categoryOf(mdmOsFamily),
    ],
    make: ['Always Apple', () => 'Apple'],
    model: [
      'Name of the model',
      ({ deviceInformation }) => text(deviceInformation?.modelName) ?? null,
    ],
    serial: ['Serial number', ({ serialNumber }) => text(serialNumber) ?? null],
    deviceId: [
      "Apple's unique id of the device",
      ({ udid }) => text(udid) ?? null,
    ],
    hardwareVendor: ['Always Apple', () => 'Apple'],
    hardwareModel: [
      'Name of the model',
      ({ deviceInformation }) => text(deviceInformation?.modelName),
    ],
    hardwareSerial: ['Serial number', ({ serialNumber }) => text(serialNumber)],
    modelNumber: [
      'Number of the model',
      ({ deviceInformation }) => text(deviceInformation?.modelNumber),
    ],
    modelFamily: [
      'Family of the model',
      ({ modelFamily }) => text(modelFamily),
    ],
    platform: [
      'Operating system family, in the words of the data model',
      ({ mdmOsFamily }) => platformOf(mdmOsFamily),
    ],
    osName: [
      'Operating system',
      ({ deviceInformation, mdmOsFamily }) =>
        text(deviceInformation?.osMarketingName) ??
        text(mdmOsFamily?.toLowerCase()),
    ],
    osVersion: ['Its version', ({ osVersion }) => text(osVersion)],
    osBuildVersion: [
      'Its build',
      ({ deviceInformation }) => text(deviceInformation?.osBuildVersion),
    ],
    supervised: [
      'Whether the device is supervised',
      ({ deviceInformation }) => deviceInformation?.isSupervised,
    ],
    appleSilicon: [
      'Whether it has an Apple processor',
      ({ deviceInformation }) => deviceInformation?.isAppleSilicon,
    ],
    depRegistered: [
      'Whether it is registered for Automated Device Enrollment',
      ({ depRegistered }) => depRegistered,
    ],
    encrypted: [
      'Whether FileVault is on; undefined where the device does not tell',
      ({ securityInfo }) => securityInfo?.filevaultEnabled,
    ],
    passcodePresent: [
      'Whether a passcode is set',
      ({ securityInfo }) => securityInfo?.passcodePresent,
    ],
    passcodeCompliant: [
      'Whether the passcode keeps to the rules',
      ({ securityInfo }) => securityInfo?.passcodeCompliant,
    ],
    enrolledByDep: [
      'Whether it was enrolled by Automated Device Enrollment',
      ({ securityInfo }) => securityInfo?.enrolledViaDep,
    ],
    userEnrollment: [
      'Whether its user enrolled it',
      ({ securityInfo }) => securityInfo?.isUserEnrollment,
    ],
    userApprovedEnrollment: [
      'Whether the user approved the management',
      ({ securityInfo }) => securityInfo?.userApprovedEnrollment,
    ],
    recoveryLockEnabled: [
      'Whether the recovery lock is on',
      ({ securityInfo }) => securityInfo?.recoveryLockEnabled,
    ],
    activationLockManageable: [
      'Whether the activation lock can be managed',
      ({ securityInfo }) => securityInfo?.isActivationLockManageable,
    ],
    createdOn: [
      'When the device was added',
      ({ createdAt }) => time(createdAt),
    ],
  },
  raw: (device) =>
    pick(device, [
      'id',
      'serialNumber',
      'osVersion',
      'modelFamily',
      'mdmOsFamily',
      'depRegistered',
      'enrolled',
      'createdAt',
      'securityInfo',
    ]),
});

function platformOf(osFamily: string | undefined): string | undefined {
  if (osFamily === undefined) return undefined;
  return osFamily.toLowerCase() === 'macos' ? 'darwin' : 'ios';
}

function categoryOf(osFamily: string | undefined): string | null {
  if (osFamily === undefined) return null;
  return osFamily.toLowerCase() === 'macos' ? 'endpoint' : 'mobile';
}

const APPLE_DEVICE_HAS_MDM = related(
  APPLE_DEVICE,
  RelationshipClass.HAS,
  APPLE_MDM,
  'jumpcloud_apple_device_has_mdm',
);

const DEVICES_ACCESS = jumpcloudAccess({
  what: 'MDM devices',
  endpoints: ['GET /api/v2/applemdms/{appleMdmId}/devices'],
});

/** The devices of one Apple device management (`GET /api/v2/applemdms/{id}/devices`). */
const appleDevicesOf = (mdmId: string) =>
  listOfV2({
    path: `${MDMS_PATH}/${encodeURIComponent(mdmId)}/devices`,
    permission: DEVICES_ACCESS.needs,
    record: AppleDevice,
    sort: 'id',
    isTotalAskedFor: true,
  });

/** There is no call for one management: whether it is gone, the list tells. */
async function isMdmGone(
  client: JumpCloudClient,
  organizationId: string,
  mdmId: string,
): Promise<boolean> {
  for await (const each of MDMS.read(client, organizationId)) {
    if (each.ok && each.record.id === mdmId) return false;
  }
  return true;
}

export const appleDevices: Step = {
  id: 'fetch-jumpcloud-apple-devices',
  name: 'Fetch JumpCloud Apple devices',
  entities: [APPLE_DEVICE],
  relationships: [APPLE_DEVICE_HAS_MDM],
  reads: [DEVICES_ACCESS],
  survey: childrenSurvey(DEVICES_ACCESS, async (survey) => {
    const found = await mdmsProbe.in(survey);
    return (
      found && {
        found,
        look: (client, { organizationId, id }) =>
          appleDevicesOf(id).look(client, organizationId),
      }
    );
  }),
  dependsOn: [appleMdms.id],
  ingestionSourceId: MdmSource,
  async collect({ client, jobState, completeness, stepData, edges }) {
    const found = await stepData.get(idsOf(appleMdms.id));
    for (const [organizationId, mdmIds] of found) {
      const what = 'devices of Apple MDMs';
      await forEach(mdmIds, { completeness, what }, async (mdmId) => {
        const listed = completeness.trackChild(
          appleDevicesOf(mdmId).read(client, organizationId),
          {
            what: `devices of Apple MDM ${mdmId}`,
            isGone: () => isMdmGone(client, organizationId, mdmId),
          },
        );
        for await (const device of listed) {
          await addEntityOnce(jobState, toEntity(APPLE_DEVICE, device));
          await edges.add(APPLE_DEVICE_HAS_MDM, device.id, mdmId);
        }
      });
    }
  },
};
