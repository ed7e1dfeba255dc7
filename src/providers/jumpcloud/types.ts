import { z } from 'zod';

import {
  flagField,
  numberField,
  objectField,
  record,
  reference,
  textField,
  textListField,
} from './wire';

/** An organization, as lists give it (`GET /api/organizations`). */
export const JumpCloudOrganization = record({
  displayName: textField,
  created: textField,
});
export type JumpCloudOrganization = z.infer<typeof JumpCloudOrganization>;

const EnabledFeature = objectField({ enabled: flagField });

/** An organization with its settings (`GET /api/organizations/{id}`). All of them are optional. */
export const JumpCloudOrganizationDetail = record({
  displayName: textField,
  created: textField,
  provider: reference,
  settings: objectField({
    name: textField,
    requireAdminMFA: flagField,
    disableGoogleLogin: flagField,
    disableLdap: flagField,
    disableCommandRunner: flagField,
    systemUsersCanEdit: flagField,
    passwordCompliance: textField,
    passwordPolicy: objectField({
      enableMinLength: flagField,
      minLength: numberField,
      needsLowercase: flagField,
      needsUppercase: flagField,
      needsNumeric: flagField,
      needsSymbolic: flagField,
      enableMaxHistory: flagField,
      maxHistory: numberField,
      enableMaxLoginAttempts: flagField,
      maxLoginAttempts: numberField,
      enablePasswordExpirationInDays: flagField,
      passwordExpirationInDays: numberField,
    }),
    features: objectField({
      directoryInsights: EnabledFeature,
      systemInsights: EnabledFeature,
    }),
    windowsMDM: EnabledFeature,
    userPortal: objectField({ idleSessionDurationMinutes: numberField }),
  }),
});
export type JumpCloudOrganizationDetail = z.infer<
  typeof JumpCloudOrganizationDetail
>;

/**
 * The state of each second factor, by field name, such as `totpStatus`; `overallStatus` sums them
 * up. Factors that JumpCloud adds later follow the same form.
 */
const MfaEnrollment = z
  .record(z.string(), z.unknown())
  .transform((fields) =>
    Object.fromEntries(
      Object.entries(fields).filter(
        (field): field is [string, string] =>
          field[0].endsWith('Status') && typeof field[1] === 'string',
      ),
    ),
  )
  .optional()
  .catch(undefined);

/** A user (`GET /api/systemusers`). */
export const JumpCloudUser = record({
  username: textField,
  email: textField,
  firstname: textField,
  lastname: textField,
  displayname: textField,
  state: textField,
  activated: flagField,
  suspended: flagField,
  account_locked: flagField,
  account_locked_date: textField,
  created: textField,
  creationSource: textField,
  company: textField,
  department: textField,
  costCenter: textField,
  jobTitle: textField,
  employeeType: textField,
  employeeIdentifier: textField,
  manager: reference,
  organization: reference,
  admin: objectField({
    id: reference,
    roleName: textField,
    roleNames: textListField,
  }),
  mfa: objectField({
    configured: flagField,
    exclusion: flagField,
    exclusionUntil: textField,
  }),
  mfaEnrollment: MfaEnrollment,
  totp_enabled: flagField,
  enable_user_portal_multifactor: flagField,
  password_expired: flagField,
  password_never_expires: flagField,
  password_expiration_date: textField,
  password_date: textField,
  sudo: flagField,
  passwordless_sudo: flagField,
  ldap_binding_user: flagField,
  samba_service_user: flagField,
  externally_managed: flagField,
  external_source_type: textField,
  lastlogin: textField,
});
export type JumpCloudUser = z.infer<typeof JumpCloudUser>;

/** A group of users (`GET /api/v2/usergroups`) or of devices (`GET /api/v2/systemgroups`). */
export const JumpCloudGroup = record({
  name: textField,
  type: textField,
  description: textField,
  email: textField,
  membershipMethod: textField,
  organizationObjectId: reference,
});
export type JumpCloudGroup = z.infer<typeof JumpCloudGroup>;

/** An application for single sign-on (`GET /api/applications`). */
export const JumpCloudApplication = record({
  name: textField,
  displayName: textField,
  displayLabel: textField,
  description: textField,
  active: flagField,
  beta: flagField,
  organization: reference,
  ssoUrl: textField,
  created: textField,
  sso: objectField({
    type: textField,
    jit: flagField,
    hidden: flagField,
    idpCertExpirationAt: textField,
  }),
});
export type JumpCloudApplication = z.infer<typeof JumpCloudApplication>;

/** A device with the agent (`GET /api/systems`). */
export const JumpCloudSystem = record({
  displayName: textField,
  hostname: textField,
  description: textField,
  active: flagField,
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
  fde: objectField({ active: flagField, keyPresent: flagField }),
  mdm: objectField({
    vendor: textField,
    dep: flagField,
    userApproved: flagField,
  }),
  primarySystemUser: objectField({ id: reference }),
  allowMultiFactorAuthentication: flagField,
  allowPublicKeyAuthentication: flagField,
  allowSshPasswordAuthentication: flagField,
  allowSshRootLogin: flagField,
  systemInsights: objectField({ state: textField }),
  policyStats: objectField({
    total: numberField,
    success: numberField,
    failed: numberField,
    pending: numberField,
  }),
  isPolicyBound: flagField,
  agentHasFullDiskAccess: flagField,
  azureAdJoined: flagField,
  domainInfo: objectField({ domainName: textField, partOfDomain: flagField }),
  organization: reference,
});
export type JumpCloudSystem = z.infer<typeof JumpCloudSystem>;

/** The management of Apple devices of an organization (`GET /api/v2/applemdms`). */
export const JumpCloudAppleMdm = record({
  name: textField,
  organization: reference,
  apnsCertExpiry: textField,
  depAccessTokenExpiry: textField,
  depServerTokenState: textField,
  allowMobileUserEnrollment: flagField,
  serviceDiscoveryEnabled: flagField,
  defaultSystemGroupID: reference,
});
export type JumpCloudAppleMdm = z.infer<typeof JumpCloudAppleMdm>;

/** A device under that management (`GET /api/v2/applemdms/{id}/devices`). */
export const JumpCloudAppleDevice = record({
  serialNumber: textField,
  udid: textField,
  osVersion: textField,
  modelFamily: textField,
  mdmOsFamily: textField,
  depRegistered: flagField,
  enrolled: flagField,
  createdAt: textField,
  securityInfo: objectField({
    filevaultEnabled: flagField,
    passcodePresent: flagField,
    passcodeCompliant: flagField,
    enrolledViaDep: flagField,
    isUserEnrollment: flagField,
    userApprovedEnrollment: flagField,
    recoveryLockEnabled: flagField,
    isActivationLockManageable: flagField,
  }),
  deviceInformation: objectField({
    deviceName: textField,
    modelName: textField,
    modelNumber: textField,
    isSupervised: flagField,
    isAppleSilicon: flagField,
    osBuildVersion: textField,
    osMarketingName: textField,
  }),
});
export type JumpCloudAppleDevice = z.infer<typeof JumpCloudAppleDevice>;

/** An administrator of the console (`GET /api/users`). */
export const JumpCloudAdmin = record({
  email: textField,
  firstname: textField,
  lastname: textField,
  roleName: textField,
  roleNames: textListField,
  enableMultiFactor: flagField,
  totpEnrolled: flagField,
  suspended: flagField,
  apiKeyAllowed: flagField,
  apiKeySet: flagField,
  apiKeyHash: objectField({ createdAt: textField, expireAt: textField }),
  created: textField,
  organization: reference,
  provider: reference,
});
export type JumpCloudAdmin = z.infer<typeof JumpCloudAdmin>;

/** An error body: JumpCloud writes `message`, `error`, or both. */
export const JumpCloudError = z.looseObject({
  message: textField,
  error: textField,
});
