import type { Entity } from '@jupiterone/integration-sdk-core';

import { createEntity, type EntityType } from '../../graph/entities';
import { email, link, pick, text, texts, time } from '../../graph/properties';

import type { Org } from './client';
import { Entities, type GroupType, GroupTypes } from './model';
import { profileProperties } from './profile';
import type {
  Factor,
  GroupRule,
  OktaApplication,
  OktaDevice,
  OktaGroup,
  OktaSupport,
  OktaUser,
  OrgSetting,
  RoleAssignment,
} from './types';
import { appAccount } from './vendors';

/** What is known of a user's second factors. */
export interface MfaFacts {
  mfaEnabled: boolean;
  /** The types of the active factors; undefined where some of them could not be read. */
  mfaMethods?: string[];
}

/** The key of the account: an org is known by its host. */
export function accountKey({ host }: Org): string {
  return `okta_account_${host}`;
}

/** The key of a role, by its label: standard roles have no id. */
export function roleKey({ label, type }: RoleAssignment): string {
  return `okta_role:${(text(label) ?? type).replace(/\s+/g, '')}`;
}

/** A status as the graph has it: in lower case. */
export function statusOf(status: unknown): string | undefined {
  return text(status)?.toLowerCase();
}

/**
 * The account. What the credential may not read of it stays unknown.
 *
 * @param setting undefined where it could not be read
 */
export function createAccountEntity(
  org: Org,
  setting?: OrgSetting,
  support?: OktaSupport,
): Entity {
  const name = text(setting?.companyName) ?? org.host;
  return createEntity(
    Entities.ACCOUNT,
    {
      _key: accountKey(org),
      id: setting?.id,
      name,
      displayName: name,
      vendor: 'Okta',
      accountId: setting?.id ?? org.host,
      domain: org.host,
      subdomain: text(setting?.subdomain),
      status: statusOf(setting?.status),
      active: isActive(setting?.status),
      website: link(setting?.website),
      accessURL: link(org.url),
      webLink: link(org.adminUrl ?? org.url),
      createdOn: time(setting?.created),
      updatedOn: time(setting?.lastUpdated),
      expiresOn: time(setting?.expiresAt),
      supportEnabled: isOneOf(support?.support, 'ENABLED', 'DISABLED'),
      supportExpiresOn: time(support?.expiration),
    },
    setting && pick(setting, ['id', 'subdomain', 'companyName', 'status']),
  );
}

/** The services that Okta provides to every org: single sign-on and multifactor authentication. */
export function createServiceEntities(org: Org): Entity[] {
  const services = [
    { id: 'sso', name: 'SSO', description: 'Okta single sign-on' },
    { id: 'mfa', name: 'MFA', description: 'Okta multifactor authentication' },
  ];
  return services.map(({ id, name, description }) =>
    createEntity(Entities.SERVICE, {
      _key: `okta:${id}:${firstLabel(org)}`,
      name,
      displayName: `Okta ${name}`,
      description,
      category: ['security'],
      function: [name],
      control: name,
      webLink: link(org.url),
    }),
  );
}

/**
 * A user.
 *
 * @param mfa undefined where nothing is known of the user's factors
 */
export function createUserEntity(
  org: Org,
  user: OktaUser,
  mfa?: MfaFacts,
): Entity {
  const { profile, credentials } = user;
  const login = text(profile.login) ?? user.id;
  const firstName = text(profile.firstName);
  const lastName = text(profile.lastName);
  const emails = credentials?.emails ?? [];
  return createEntity(
    Entities.USER,
    {
      ...profileProperties(profile),
      _key: user.id,
      id: user.id,
      name:
        text([firstName, lastName].filter(Boolean).join(' ')) ??
        text(profile.displayName) ??
        login,
      displayName: login,
      login,
      username: login.split('@')[0] || login,
      email: email(profile.email),
      firstName,
      lastName,
      status: statusOf(user.status),
      active: isStatus(user.status, 'ACTIVE'),
      locked: isStatus(user.status, 'LOCKED_OUT'),
      suspended: isStatus(user.status, 'SUSPENDED'),
      mfaEnabled: mfa?.mfaEnabled,
      mfaMethods: mfa?.mfaMethods,
      employeeType: text(profile.userType),
      realmId: text(user.realmId),
      userTypeId: text(user.type?.id),
      credentialProviderType: text(credentials?.provider?.type),
      credentialProviderName: text(credentials?.provider?.name),
      verifiedEmails: texts(
        emails
          .filter(({ status }) => status === 'VERIFIED')
          .map(({ value }) => email(value)),
      ),
      unverifiedEmails: texts(
        emails
          .filter(({ status }) => status && status !== 'VERIFIED')
          .map(({ value }) => email(value)),
      ),
      ...bothSpellings('created', user.created),
      ...bothSpellings('activated', user.activated),
      ...bothSpellings('statusChanged', user.statusChanged),
      ...bothSpellings('lastLogin', user.lastLogin),
      ...bothSpellings('lastUpdated', user.lastUpdated),
      ...bothSpellings('passwordChanged', user.passwordChanged),
      updatedOn: time(user.lastUpdated),
      webLink: adminLink(org, `/admin/user/profile/view/${user.id}`),
    },
    pick(user, [
      'id',
      'status',
      'created',
      'activated',
      'statusChanged',
      'lastLogin',
      'lastUpdated',
      'passwordChanged',
      'type',
    ]),
  );
}

/** A group; of groups from apps and directories only the common attributes are shown. */
export function createGroupEntity(org: Org, group: OktaGroup): Entity {
  const { profile } = group;
  const stats = group._embedded?.stats;
  const name = text(profile.name) ?? group.id;
  return createEntity(
    groupEntityType(group),
    {
      _key: group.id,
      id: group.id,
      name,
      displayName: name,
      description: text(profile.description),
      type: text(group.type),
      objectClass: texts(group.objectClass ?? []),
      ...bothSpellings('created', group.created),
      ...bothSpellings('lastUpdated', group.lastUpdated),
      ...bothSpellings('lastMembershipUpdated', group.lastMembershipUpdated),
      updatedOn: time(group.lastUpdated),
      userCount: stats?.usersCount ?? undefined,
      appCount: stats?.appsCount ?? undefined,
      hasAdminPrivilege: hasAdminPrivilege(group),
      sourceApplicationId:
        text(group._embedded?.app?.id) ?? text(group._links?.source),
      sourceApplicationName: text(group._embedded?.app?.label),
      externalId: text(profile.externalId),
      samAccountName: text(profile.samAccountName),
      distinguishedName: text(profile.dn),
      windowsDomainQualifiedName: text(profile.windowsDomainQualifiedName),
      groupType: text(profile.groupType),
      groupScope: text(profile.groupScope),
      objectSid: text(profile.objectSid),
      webLink: adminLink(org, `/admin/group/${group.id}`),
    },
    pick(group, [
      'id',
      'type',
      'objectClass',
      'created',
      'lastUpdated',
      'lastMembershipUpdated',
    ]),
  );
}

/** Groups of type APP_GROUP come from apps and directories, all others are Okta's own. */
export function groupType({ type }: OktaGroup): GroupType {
  return type === 'APP_GROUP'
    ? GroupTypes.APP_USER_GROUP
    : GroupTypes.USER_GROUP;
}

/** Whether the group gives its members an admin role; undefined where Okta did not say. */
export function hasAdminPrivilege({
  _embedded,
}: OktaGroup): boolean | undefined {
  const { hasAdminPrivilege, hasAdminPrivlege } = _embedded?.stats ?? {};
  return hasAdminPrivlege ?? hasAdminPrivilege ?? undefined;
}

export function createApplicationEntity(
  org: Org,
  app: OktaApplication,
): Entity {
  const settings = app.settings?.app ?? {};
  const shortName = text(app.name);
  const name = text(app.label) ?? shortName ?? app.id;
  const signOnMode = text(app.signOnMode);
  return createEntity(
    Entities.APPLICATION,
    {
      _key: app.id,
      id: app.id,
      name,
      displayName: name,
      shortName,
      status: statusOf(app.status),
      active: isActive(app.status),
      signOnMode,
      isSAMLApp: signOnMode?.startsWith('SAML'),
      features: texts(app.features ?? []),
      ...appAccount(shortName, settings),
      awsIdentityProviderArn: text(settings.identityProviderArn),
      awsEnvironmentType: text(settings.awsEnvironmentType),
      awsGroupFilter: text(settings.groupFilter),
      awsRoleValuePattern: text(settings.roleValuePattern),
      awsJoinAllRoles: flag(settings.joinAllRoles),
      awsSessionDuration: wholeNumber(settings.sessionDuration),
      accessPolicyId: text(app._links?.accessPolicy),
      ...bothSpellings('created', app.created),
      ...bothSpellings('lastUpdated', app.lastUpdated),
      updatedOn: time(app.lastUpdated),
      imageUrl: link(app._links?.logo?.[0]?.href),
      loginUrl: link(loginLink(app)),
      webLink: adminLink(
        org,
        `/admin/app/${shortName ?? 'app'}/instance/${app.id}`,
      ),
    },
    pick(app, [
      'id',
      'name',
      'label',
      'status',
      'created',
      'lastUpdated',
      'signOnMode',
      'features',
    ]),
  );
}

export function createFactorEntity(factor: Factor): Entity {
  const { profile } = factor;
  const vendor = text(factor.vendorName) ?? text(factor.provider);
  const kind = [vendor, factor.factorType].filter(Boolean).join(' ');
  const name = text(profile?.name) ?? text(profile?.authenticatorName) ?? kind;
  return createEntity(
    Entities.FACTOR,
    {
      _key: factor.id,
      id: factor.id,
      name,
      displayName: name,
      factorType: text(factor.factorType),
      provider: text(factor.provider),
      vendorName: text(factor.vendorName),
      status: statusOf(factor.status),
      active: isActive(factor.status),
      authenticatorName: text(profile?.authenticatorName),
      deviceType: text(profile?.deviceType),
      platform: text(profile?.platform),
      version: text(profile?.version),
      ...bothSpellings('created', factor.created),
      ...bothSpellings('lastUpdated', factor.lastUpdated),
      updatedOn: time(factor.lastUpdated),
    },
    pick(factor, [
      'id',
      'factorType',
      'provider',
      'vendorName',
      'status',
      'created',
      'lastUpdated',
    ]),
  );
}

/** A role itself: what differs from one assignment to another does not belong here. */
export function createRoleEntity(role: RoleAssignment): Entity {
  const name = text(role.label) ?? role.type;
  return createEntity(
    Entities.ROLE,
    {
      _key: roleKey(role),
      name,
      displayName: name,
      roleType: role.type,
      roleId: text(role.role),
      superAdmin: role.type === 'SUPER_ADMIN',
      systemRole: role.type !== 'CUSTOM',
    },
    pick(role, ['label', 'type']),
  );
}

export function createRuleEntity(org: Org, rule: GroupRule): Entity {
  const { conditions } = rule;
  const name = text(rule.name) ?? rule.id;
  return createEntity(
    Entities.RULE,
    {
      _key: rule.id,
      id: rule.id,
      name,
      displayName: name,
      type: text(rule.type),
      ruleType: text(rule.type),
      status: statusOf(rule.status),
      active: isActive(rule.status),
      expression: text(conditions?.expression?.value),
      expressionType: text(conditions?.expression?.type),
      excludedUserIds: texts(conditions?.people?.users?.exclude ?? []),
      excludedGroupIds: texts(conditions?.people?.groups?.exclude ?? []),
      groupIds: texts(rule.actions?.assignUserToGroups?.groupIds ?? []),
      allGroupsValid: rule.allGroupsValid ?? undefined,
      ...bothSpellings('created', rule.created),
      ...bothSpellings('lastUpdated', rule.lastUpdated),
      updatedOn: time(rule.lastUpdated),
      webLink: adminLink(org, '/admin/groups#rules'),
    },
    pick(rule, ['id', 'name', 'type', 'status', 'created', 'lastUpdated']),
  );
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

export function createDeviceEntity(org: Org, device: OktaDevice): Entity {
  const { profile } = device;
  const name = text(profile?.displayName) ?? device.id;
  const platform = text(profile?.platform);
  const encryption = text(profile?.diskEncryptionType);
  return createEntity(
    Entities.DEVICE,
    {
      _key: device.id,
      id: device.id,
      name,
      displayName: name,
      deviceId: device.id,
      category: 'endpoint',
      make: text(profile?.manufacturer) ?? null,
      model: text(profile?.model) ?? null,
      serial: text(profile?.serialNumber) ?? null,
      platform: platform && (PLATFORMS.get(platform) ?? 'other'),
      oktaPlatform: platform,
      osVersion: text(profile?.osVersion),
      udid: text(profile?.udid),
      status: device.status
        ? (DEVICE_STATUS.get(device.status) ?? 'other')
        : undefined,
      oktaStatus: statusOf(device.status),
      active: isActive(device.status),
      registered: profile?.registered ?? undefined,
      managed: profile?.managed ?? undefined,
      secureHardwarePresent: profile?.secureHardwarePresent ?? undefined,
      jailbroken: profile?.integrityJailbreak ?? undefined,
      diskEncryptionType: encryption,
      encrypted: encryption && encryption !== 'NONE' ? true : undefined,
      ...bothSpellings('created', device.created),
      ...bothSpellings('lastUpdated', device.lastUpdated),
      updatedOn: time(device.lastUpdated),
      webLink: adminLink(org, `/admin/devices/${device.id}`),
    },
    pick(device, ['id', 'status', 'created', 'lastUpdated']),
  );
}

function groupEntityType(group: OktaGroup): EntityType {
  return groupType(group) === GroupTypes.USER_GROUP
    ? Entities.USER_GROUP
    : Entities.APP_USER_GROUP;
}

/** A time under Okta's name for it, and under JupiterOne's, which ends in `On`. */
function bothSpellings(
  name: string,
  value: unknown,
): Record<string, number | undefined> {
  const at = time(value);
  return { [name]: at, [`${name}On`]: at };
}

function adminLink({ adminUrl }: Org, path: string): string | undefined {
  return adminUrl && link(adminUrl + path);
}

function loginLink({ _links }: OktaApplication): string | undefined {
  const all = _links?.appLinks ?? [];
  return (all.find(({ name }) => name === 'login') ?? all[0])?.href;
}

function firstLabel({ host }: Org): string {
  return host.replace(/:\d+$/, '').split('.')[0] ?? host;
}

function isActive(status: unknown): boolean | undefined {
  return isStatus(status, 'ACTIVE');
}

/** Unknown where there is no status. */
function isStatus(status: unknown, wanted: string): boolean | undefined {
  const given = text(status);
  return given === undefined ? undefined : given === wanted;
}

/** Unknown where the value is neither. */
function isOneOf(value: unknown, yes: string, no: string): boolean | undefined {
  return value === yes || value === no ? value === yes : undefined;
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function wholeNumber(value: unknown): number | undefined {
  return Number.isInteger(value) ? Number(value) : undefined;
}
