import type { Entity, Relationship } from '@jupiterone/integration-sdk-core';

import { createEntity } from '../../graph/entities';
import { email, link, pick, text, texts, time } from '../../graph/properties';
import { createRelationship } from '../../graph/relationships';

import type { GraphEdge } from './graph';
import { Entities, Relationships } from './model';
import type {
  JumpCloudAdmin,
  JumpCloudAppleDevice,
  JumpCloudAppleMdm,
  JumpCloudApplication,
  JumpCloudGroup,
  JumpCloudOrganization,
  JumpCloudOrganizationDetail,
  JumpCloudSystem,
  JumpCloudUser,
} from './types';
import { accountState, mfaState } from './userState';

/**
 * The account of an organization. Its password rules are given only where they are in force.
 *
 * @param detail undefined where the settings could not be read
 */
export function createAccountEntity(
  organization: JumpCloudOrganization,
  detail: JumpCloudOrganizationDetail | undefined,
  consoleUrl: URL,
): Entity {
  const settings = detail?.settings;
  const policy = settings?.passwordPolicy;
  const name =
    text(detail?.displayName) ??
    text(organization.displayName) ??
    text(settings?.name) ??
    organization.id;
  return createEntity(
    Entities.ACCOUNT,
    {
      _key: organization.id,
      id: organization.id,
      name,
      displayName: name,
      vendor: 'JumpCloud',
      accountId: organization.id,
      webLink: link(consoleUrl.href),
      createdOn: time(detail?.created ?? organization.created),
      providerId: detail?.provider,
      adminMfaRequired: settings?.requireAdminMFA,
      googleLoginDisabled: settings?.disableGoogleLogin,
      ldapDisabled: settings?.disableLdap,
      commandRunnerDisabled: settings?.disableCommandRunner,
      usersCanEditProfile: settings?.systemUsersCanEdit,
      directoryInsightsEnabled: settings?.features?.directoryInsights?.enabled,
      systemInsightsEnabled: settings?.features?.systemInsights?.enabled,
      windowsMdmEnabled: settings?.windowsMDM?.enabled,
      userPortalIdleMinutes: settings?.userPortal?.idleSessionDurationMinutes,
      passwordCompliance: text(settings?.passwordCompliance),
      passwordMinLength: policy?.enableMinLength ? policy.minLength : undefined,
      passwordRequiresLowercase: policy?.needsLowercase,
      passwordRequiresUppercase: policy?.needsUppercase,
      passwordRequiresNumbers: policy?.needsNumeric,
      passwordRequiresSymbols: policy?.needsSymbolic,
      passwordHistoryCount: policy?.enableMaxHistory
        ? policy.maxHistory
        : undefined,
      passwordMaxAttempts: policy?.enableMaxLoginAttempts
        ? policy.maxLoginAttempts
        : undefined,
      passwordMaxAgeDays: policy?.enablePasswordExpirationInDays
        ? policy.passwordExpirationInDays
        : undefined,
    },
    pick({ ...organization, ...detail }, ['id', 'displayName', 'created']),
  );
}

/**
 * A user. Second factors and states: `mfaState`, `accountState`. Phone numbers, addresses, other
 * e-mail addresses, keys and custom attributes are left out.
 */
export function createUserEntity(user: JumpCloudUser, consoleUrl: URL): Entity {
  const { firstName, lastName, name } = namesOf(user);
  const { mfa, admin } = user;
  return createEntity(
    Entities.USER,
    {
      _key: user.id,
      id: user.id,
      name,
      displayName: name,
      username: text(user.username),
      email: email(user.email),
      firstName,
      lastName,
      ...accountState(user),
      state: text(user.state)?.toLowerCase(),
      lockedOn: time(user.account_locked_date),
      ...mfaState(user),
      mfaConfigured: mfa?.configured,
      mfaExclusion: mfa?.exclusion,
      mfaExclusionUntil: time(mfa?.exclusionUntil),
      portalMfaRequired: user.enable_user_portal_multifactor,
      admin: admin ? true : undefined,
      adminId: admin?.id,
      adminRoles: texts([admin?.roleName, ...(admin?.roleNames ?? [])]),
      employeeId: text(user.employeeIdentifier),
      employeeNumber: text(user.employeeIdentifier),
      employeeType: text(user.employeeType),
      title: text(user.jobTitle),
      jobTitle: text(user.jobTitle),
      department: text(user.department),
      company: text(user.company),
      costCenter: text(user.costCenter),
      manager: user.manager,
      managerId: user.manager,
      sudo: user.sudo,
      passwordlessSudo: user.passwordless_sudo,
      ldapBindingUser: user.ldap_binding_user,
      sambaServiceUser: user.samba_service_user,
      externallyManaged: user.externally_managed,
      externalSourceType: text(user.external_source_type),
      passwordExpired: user.password_expired,
      passwordNeverExpires: user.password_never_expires,
      passwordExpiresOn: time(user.password_expiration_date),
      passwordChangedOn: time(user.password_date),
      creationSource: text(user.creationSource),
      createdOn: time(user.created),
      lastLoginOn: time(user.lastlogin),
      webLink: link(`${consoleUrl.origin}/#/users/${user.id}/details`),
    },
    pick(user, [
      'id',
      'username',
      'email',
      'displayname',
      'state',
      'activated',
      'suspended',
      'account_locked',
      'account_locked_date',
      'created',
      'department',
      'employeeIdentifier',
      'employeeType',
      'jobTitle',
      'manager',
      'organization',
      'admin',
      'mfa',
      'mfaEnrollment',
      'totp_enabled',
      'password_expired',
      'password_never_expires',
      'password_expiration_date',
    ]),
  );
}

export function createGroupEntity(
  group: JumpCloudGroup,
  consoleUrl: URL,
): Entity {
  return createEntity(
    Entities.GROUP,
    {
      ...groupProperties(group),
      email: email(group.email),
      webLink: link(`${consoleUrl.origin}/#/groups/user/${group.id}/details`),
    },
    pick(group, GROUP_RAW),
  );
}

export function createDeviceGroupEntity(group: JumpCloudGroup): Entity {
  return createEntity(
    Entities.DEVICE_GROUP,
    groupProperties(group),
    pick(group, GROUP_RAW),
  );
}

export function createApplicationEntity(
  application: JumpCloudApplication,
): Entity {
  const { sso } = application;
  const name =
    text(application.displayLabel) ??
    text(application.displayName) ??
    text(application.name) ??
    application.id;
  return createEntity(
    Entities.APPLICATION,
    {
      _key: application.id,
      id: application.id,
      name,
      displayName: name,
      shortName: text(application.name),
      productName: text(application.displayName),
      description: text(application.description),
      active: application.active,
      beta: application.beta,
      loginUrl: link(application.ssoUrl),
      ssoType: text(sso?.type),
      isSAMLApp: sso?.type === undefined ? undefined : isSaml(sso.type),
      justInTimeProvisioning: sso?.jit,
      hidden: sso?.hidden,
      certificateExpiresOn: time(sso?.idpCertExpirationAt),
      createdOn: time(application.created),
    },
    pick(application, [
      'id',
      'name',
      'displayName',
      'displayLabel',
      'active',
      'organization',
      'created',
      'sso',
    ]),
  );
}

/** A device with the agent; it is `active` while its agent is connected. */
export function createDeviceEntity(system: JumpCloudSystem): Entity {
  const { osVersionDetail, fde, mdm, policyStats, domainInfo } = system;
  const name = text(system.displayName) ?? text(system.hostname) ?? system.id;
  const osName = text(osVersionDetail?.osName) ?? text(system.os);
  return createEntity(
    Entities.DEVICE,
    {
      _key: system.id,
      id: system.id,
      name,
      displayName: name,
      hostname: text(system.hostname),
      description: text(system.description),
      active: system.active,
      category: categoryOf(system),
      make: text(system.hwVendor) ?? null,
      model: null,
      serial: text(system.serialNumber) ?? null,
      deviceId: system.id,
      hardwareVendor: text(system.hwVendor),
      hardwareSerial: text(system.serialNumber),
      platform: platformOf(system.osFamily),
      osName,
      osVersion: text(osVersionDetail?.version) ?? text(system.version),
      architecture: text(system.arch),
      agentVersion: text(system.agentVersion),
      ec2InstanceId: text(system.amazonInstanceID),
      encrypted: fde?.active,
      encryptionKeyEscrowed: fde?.keyPresent,
      mdmVendor: text(mdm?.vendor),
      mdmEnrolledByDep: mdm?.dep,
      mdmUserApproved: mdm?.userApproved,
      primaryUserId: system.primarySystemUser?.id,
      mfaAllowed: system.allowMultiFactorAuthentication,
      publicKeyAuthenticationAllowed: system.allowPublicKeyAuthentication,
      sshPasswordAuthenticationAllowed: system.allowSshPasswordAuthentication,
      sshRootLoginAllowed: system.allowSshRootLogin,
      systemInsightsState: text(system.systemInsights?.state),
      policyBound: system.isPolicyBound,
      policiesTotal: policyStats?.total,
      policiesSucceeded: policyStats?.success,
      policiesFailed: policyStats?.failed,
      policiesPending: policyStats?.pending,
      fullDiskAccess: system.agentHasFullDiskAccess,
      azureAdJoined: system.azureAdJoined,
      domain: text(domainInfo?.domainName),
      domainJoined: domainInfo?.partOfDomain,
      createdOn: time(system.created),
      lastSeenOn: time(system.lastContact),
    },
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
  );
}

export function createAppleMdmEntity(mdm: JumpCloudAppleMdm): Entity {
  const name = text(mdm.name) ?? mdm.id;
  return createEntity(
    Entities.APPLE_MDM,
    {
      _key: mdm.id,
      id: mdm.id,
      name,
      displayName: name,
      pushCertificateExpiresOn: time(mdm.apnsCertExpiry),
      depTokenExpiresOn: time(mdm.depAccessTokenExpiry),
      depTokenState: text(mdm.depServerTokenState),
      mobileUserEnrollmentAllowed: mdm.allowMobileUserEnrollment,
      serviceDiscoveryEnabled: mdm.serviceDiscoveryEnabled,
      defaultDeviceGroupId: mdm.defaultSystemGroupID,
    },
    pick(mdm, [
      'id',
      'name',
      'organization',
      'apnsCertExpiry',
      'depServerTokenState',
    ]),
  );
}

/** A device under Apple management; it is `active` while it is enrolled. */
export function createAppleDeviceEntity(device: JumpCloudAppleDevice): Entity {
  const { securityInfo, deviceInformation } = device;
  const serial = text(device.serialNumber);
  const name = text(deviceInformation?.deviceName) ?? serial ?? device.id;
  const family = device.mdmOsFamily?.toLowerCase();
  return createEntity(
    Entities.APPLE_DEVICE,
    {
      _key: device.id,
      id: device.id,
      name,
      displayName: name,
      active: device.enrolled,
      enrolled: device.enrolled,
      category: appleCategoryOf(family),
      make: 'Apple',
      model: text(deviceInformation?.modelName) ?? null,
      serial: serial ?? null,
      deviceId: text(device.udid) ?? null,
      hardwareVendor: 'Apple',
      hardwareModel: text(deviceInformation?.modelName),
      hardwareSerial: serial,
      modelNumber: text(deviceInformation?.modelNumber),
      modelFamily: text(device.modelFamily),
      platform: applePlatformOf(family),
      osName: text(deviceInformation?.osMarketingName) ?? text(family),
      osVersion: text(device.osVersion),
      osBuildVersion: text(deviceInformation?.osBuildVersion),
      supervised: deviceInformation?.isSupervised,
      appleSilicon: deviceInformation?.isAppleSilicon,
      depRegistered: device.depRegistered,
      encrypted: securityInfo?.filevaultEnabled,
      passcodePresent: securityInfo?.passcodePresent,
      passcodeCompliant: securityInfo?.passcodeCompliant,
      enrolledByDep: securityInfo?.enrolledViaDep,
      userEnrollment: securityInfo?.isUserEnrollment,
      userApprovedEnrollment: securityInfo?.userApprovedEnrollment,
      recoveryLockEnabled: securityInfo?.recoveryLockEnabled,
      activationLockManageable: securityInfo?.isActivationLockManageable,
      createdOn: time(device.createdAt),
    },
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
  );
}

/**
 * An administrator of the console. Of second factors only TOTP is told, so that one without it
 * has none for sure only where none is demanded either.
 */
export function createAdminEntity(admin: JumpCloudAdmin): Entity {
  const firstName = text(admin.firstname);
  const lastName = text(admin.lastname);
  const address = email(admin.email);
  const name =
    text([firstName, lastName].filter(Boolean).join(' ')) ??
    address ??
    admin.id;
  const isSuspended = admin.suspended;
  return createEntity(
    Entities.ADMIN,
    {
      _key: admin.id,
      id: admin.id,
      name,
      displayName: name,
      username: text(admin.email),
      email: address,
      firstName,
      lastName,
      active: isSuspended === undefined ? undefined : !isSuspended,
      suspended: isSuspended,
      status: adminStatusOf(isSuspended),
      admin: true,
      roles: texts([admin.roleName, ...(admin.roleNames ?? [])]),
      mfaEnabled: hasAdminMfa(admin),
      mfaMethods: admin.totpEnrolled ? ['totp'] : undefined,
      mfaRequired: admin.enableMultiFactor,
      apiKeyAllowed: admin.apiKeyAllowed,
      apiKeySet: admin.apiKeySet,
      apiKeyCreatedOn: time(admin.apiKeyHash?.createdAt),
      apiKeyExpiresOn: time(admin.apiKeyHash?.expireAt),
      providerId: admin.provider,
      createdOn: time(admin.created),
    },
    pick(admin, [
      'id',
      'email',
      'roleName',
      'roleNames',
      'enableMultiFactor',
      'totpEnrolled',
      'suspended',
      'apiKeyAllowed',
      'apiKeySet',
      'created',
      'organization',
    ]),
  );
}

/**
 * Relates a user to a device. Whether the binding is direct and what rights it gives is told by
 * JumpCloud for traversals only.
 */
export function createUserDeviceRelationship(
  userId: string,
  deviceId: string,
  { isDirect, sudo, sudoWithoutPassword }: GraphEdge,
): Relationship {
  return createRelationship(Relationships.USER_HAS_DEVICE, userId, deviceId, {
    direct: isDirect,
    sudo,
    sudoWithoutPassword,
  });
}

const GROUP_RAW = [
  'id',
  'name',
  'type',
  'description',
  'membershipMethod',
  'organizationObjectId',
] as const;

function groupProperties(group: JumpCloudGroup) {
  const name = text(group.name) ?? group.id;
  const method = text(group.membershipMethod)?.toLowerCase();
  return {
    _key: group.id,
    id: group.id,
    name,
    displayName: name,
    description: text(group.description),
    membershipMethod: method,
    dynamic: isDynamic(method),
  };
}

/** `NOTSET` is what groups have from before dynamic ones existed. */
function isDynamic(membershipMethod: string | undefined): boolean | undefined {
  if (membershipMethod === undefined) return undefined;
  return membershipMethod.startsWith('dynamic');
}

function namesOf(user: JumpCloudUser) {
  const firstName = text(user.firstname);
  const lastName = text(user.lastname);
  const name =
    text(user.displayname) ??
    text([firstName, lastName].filter(Boolean).join(' ')) ??
    text(user.username) ??
    email(user.email) ??
    user.id;
  return { firstName, lastName, name };
}

function isSaml(ssoType: string): boolean {
  return ssoType.toLowerCase().includes('saml');
}

/** Null where it cannot be told whether a device is a server. */
function categoryOf(system: JumpCloudSystem): string | null {
  const osName = system.osVersionDetail?.osName ?? system.os ?? '';
  if (system.amazonInstanceID || /server/i.test(osName)) return 'server';
  const family = system.osFamily?.toLowerCase();
  return family === 'darwin' || family === 'windows' ? 'endpoint' : null;
}

/** Operating systems as the data model names them; any other is left out. */
function platformOf(osFamily: string | undefined): string | undefined {
  const family = osFamily?.toLowerCase();
  const isNamed =
    family === 'darwin' || family === 'linux' || family === 'windows';
  return isNamed ? family : undefined;
}

function applePlatformOf(osFamily: string | undefined): string | undefined {
  if (osFamily === undefined) return undefined;
  return osFamily === 'macos' ? 'darwin' : 'ios';
}

function appleCategoryOf(osFamily: string | undefined): string | null {
  if (osFamily === undefined) return null;
  return osFamily === 'macos' ? 'endpoint' : 'mobile';
}

function adminStatusOf(suspended: boolean | undefined): string | undefined {
  if (suspended === undefined) return undefined;
  return suspended ? 'suspended' : 'active';
}

function hasAdminMfa(admin: JumpCloudAdmin): boolean | undefined {
  if (admin.totpEnrolled) return true;
  const isNoneDemanded = admin.enableMultiFactor === false;
  return isNoneDemanded && admin.totpEnrolled === false ? false : undefined;
}
