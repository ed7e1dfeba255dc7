import type { Entity, Relationship } from '@jupiterone/integration-sdk-core';

import { createEntity } from '../../graph/entities';
import { email, link, pick, text, texts } from '../../graph/properties';
import { createRelationship } from '../../graph/relationships';

import type { Account } from './client';
import { parseImageReference } from './imageReference';
import { Entities, Relationships } from './model';
import type {
  Membership,
  Plan,
  Role,
  Scan,
  ScanType,
  ServiceAccount,
  SeverityCounts,
  Team,
  User,
} from './types';

/**
 * The key of the account: of the customer's id or, where the configuration keeps the older key, of
 * the id of the token's owner; of the host where the token may not read these.
 */
export function accountKey({ baseUrl, keyKind, owner }: Account): string {
  const id = keyKind === 'legacy' ? owner?.id : owner?.customer?.id;
  return `sysdig_account:${id ?? baseUrl.host}`;
}

export function userKey(id: string): string {
  return `sysdig_user:${id}`;
}

export function teamKey(id: string): string {
  return `sysdig_team:${id}`;
}

export function serviceAccountKey(id: string): string {
  return `sysdig_service_account:${id}`;
}

export function roleKey(id: string): string {
  return `sysdig_role:${id}`;
}

export function imageScanKey(id: string): string {
  return `sysdig_image_scan:${id}`;
}

export function createAccountEntity(account: Account): Entity {
  const { baseUrl, owner } = account;
  const customer = owner?.customer;
  const name = text(customer?.name) ?? baseUrl.hostname;
  return createEntity(Entities.ACCOUNT, {
    _key: accountKey(account),
    name,
    displayName: name,
    vendor: 'Sysdig',
    accountId: customer?.id,
    externalId: text(customer?.externalId),
    domain: baseUrl.hostname,
    webLink: link(baseUrl.href),
    createdOn: customer?.dateCreated,
    ...planProperties(owner?.customerSettings?.plan),
  });
}

/** `maxTeams` is -1 where the number of teams has no limit. */
function planProperties(plan: Plan = {}) {
  const { maxTeams } = plan;
  const isLimited = maxTeams !== undefined && maxTeams >= 0;
  return {
    maxAgents: plan.maxAgents,
    onDemandAgents: plan.onDemandAgents,
    allocatedAgents: plan.allocatedAgentsCount,
    maxTeams: isLimited ? maxTeams : undefined,
    unlimitedTeams: maxTeams === undefined ? undefined : maxTeams === -1,
    subscriptionState: text(plan.subscriptionState),
    pricingPlan: text(plan.pricingPlan),
    trialPlanName: text(plan.trialPlanName),
    trialEndsOn: plan.trialEndDate,
    costAdvisorEnabled: plan.costAdvisorEnabled,
    secureEnabled: plan.secureEnabled,
    monitorEnabled: plan.monitorEnabled,
    partner: text(plan.partner),
    indirectCustomer: plan.indirectCustomer,
  };
}

export function createUserEntity(user: User): Entity {
  const username = text(user.email);
  const firstName = text(user.firstName);
  const lastName = text(user.lastName);
  const name =
    text([firstName, lastName].filter(Boolean).join(' ')) ??
    username ??
    user.id;
  return createEntity(
    Entities.USER,
    {
      _key: userKey(user.id),
      id: user.id,
      name,
      displayName: name,
      username,
      email: email(user.email),
      firstName,
      lastName,
      active: isActive(user),
      status: text(user.activationStatus)?.toLowerCase(),
      enabled: user.enabled,
      admin: user.admin,
      bypassSsoEnforcement: user.bypassSsoEnforcement,
      products: texts(user.products),
      createdOn: user.createdOn,
      updatedOn: user.updatedOn,
      lastSeenOn: user.lastSeenOn,
    },
    pick(user, ['id', 'activationStatus', 'enabled', 'admin', 'products']),
  );
}

/** Who is not enabled is not active; else the invitation has to be confirmed as well. */
function isActive({ enabled, activationStatus }: User): boolean | undefined {
  if (enabled === false) return false;
  const status = text(activationStatus)?.toLowerCase();
  if (status !== undefined && status !== 'confirmed') return false;
  return status === undefined ? undefined : enabled;
}

export function createTeamEntity(team: Team): Entity {
  const { permissions } = team;
  const name = text(team.name) ?? team.id;
  return createEntity(
    Entities.TEAM,
    {
      _key: teamKey(team.id),
      id: team.id,
      name,
      displayName: name,
      description: text(team.description),
      products: texts(team.products),
      default: team.isDefault,
      immutable: team.isImmutable,
      defaultRole: text(team.defaultRole),
      allZones: team.isAllZones,
      zoneIds: texts(team.zoneIds),
      userCount: team.userCount,
      capturesAllowed: permissions.captures,
      infrastructureEventsAllowed: permissions.infrastructureEvents,
      awsDataAllowed: permissions.awsData,
      rapidResponseAllowed: permissions.rapidResponse,
      agentCliAllowed: permissions.agentCli,
      beaconMetricsAllowed: permissions.beaconMetrics,
      createdOn: team.createdOn,
      updatedOn: team.updatedOn,
    },
    pick(team, ['id', 'name', 'products', 'defaultRole', 'permissions']),
  );
}

export function createServiceAccountEntity(account: ServiceAccount): Entity {
  const name = text(account.name) ?? account.id;
  return createEntity(
    Entities.SERVICE_ACCOUNT,
    {
      _key: serviceAccountKey(account.id),
      id: account.id,
      name,
      displayName: name,
      username: name,
      teamId: account.teamId,
      teamRole: text(account.teamRole),
      systemRoles: texts(account.systemRoles),
      createdOn: account.dateCreated,
      updatedOn: account.lastUpdated,
      expiresOn: account.expirationDate,
      lastUsedOn: account.lastUsed,
    },
    pick(account, ['id', 'name', 'teamId', 'teamRole', 'systemRoles']),
  );
}

export function createRoleEntity(role: Role): Entity {
  const name = text(role.name) ?? role.id;
  const { monitorPermissions = [], securePermissions = [] } = role;
  return createEntity(
    Entities.ROLE,
    {
      _key: roleKey(role.id),
      id: role.id,
      name,
      displayName: name,
      description: text(role.description),
      systemRole: false,
      privilegeNames: texts([...monitorPermissions, ...securePermissions]),
      monitorPermissions: texts(monitorPermissions),
      securePermissions: texts(securePermissions),
    },
    pick(role, [
      'id',
      'name',
      'description',
      'monitorPermissions',
      'securePermissions',
    ]),
  );
}

export function createImageScanEntity(scan: Scan): Entity {
  const image = text(scan.image);
  const reference = parseImageReference(image ?? '');
  const name = image ?? text(scan.imageId) ?? scan.id;
  const { vulnerabilities, runningVulnerabilities: running, workload } = scan;
  return createEntity(Entities.IMAGE_SCAN, {
    _key: imageScanKey(scan.id),
    id: scan.id,
    name,
    displayName: name,
    category: 'Vulnerability Scan',
    summary: summaryOf(name, scan),
    internal: true,
    scanType: scan.scanType,
    image,
    imageId: text(scan.imageId),
    imageDigest: text(scan.imageDigest) ?? reference.digest,
    imageRegistry: reference.registry,
    imageRepository: reference.repository,
    imageTag: reference.tag,
    registryVendor: text(scan.vendor),
    origin: text(scan.origin),
    analysisStatus: text(scan.analysisStatus),
    policyResult: text(scan.policyResult),
    criticalVulnerabilities: vulnerabilities?.critical,
    highVulnerabilities: vulnerabilities?.high,
    mediumVulnerabilities: vulnerabilities?.medium,
    lowVulnerabilities: vulnerabilities?.low,
    negligibleVulnerabilities: vulnerabilities?.negligible,
    runningCriticalVulnerabilities: running?.critical,
    runningHighVulnerabilities: running?.high,
    runningMediumVulnerabilities: running?.medium,
    runningLowVulnerabilities: running?.low,
    runningNegligibleVulnerabilities: running?.negligible,
    assetType: text(workload?.assetType),
    clusterName: text(workload?.clusterName),
    namespace: text(workload?.namespace),
    workloadName: text(workload?.workloadName),
    workloadType: text(workload?.workloadType),
    containerName: text(workload?.containerName),
    hostName: text(workload?.hostName),
    completedOn: scan.scannedOn,
    createdOn: scan.createdOn ?? scan.scannedOn,
  });
}

const SCAN_NAMES: Record<ScanType, string> = {
  pipeline: 'Pipeline scan',
  registry: 'Registry scan',
  runtime: 'Runtime scan',
  legacy: 'Scan',
};

const SEVERITIES = [
  'critical',
  'high',
  'medium',
  'low',
  'negligible',
] as const satisfies readonly (keyof SeverityCounts)[];

function summaryOf(image: string, scan: Scan): string {
  const { scanType, vulnerabilities = {}, policyResult } = scan;
  const counts = SEVERITIES.flatMap((severity) => {
    const count = vulnerabilities[severity];
    return count === undefined ? [] : [`${count} ${severity}`];
  });
  const parts = [
    ...(counts.length > 0 ? [`vulnerabilities ${counts.join(', ')}`] : []),
    ...(policyResult ? [`policies ${policyResult}`] : []),
  ];
  const found = parts.length > 0 ? `: ${parts.join('; ')}` : '';
  return `${SCAN_NAMES[scanType]} of ${image}${found}`;
}

/** Names of the standard roles in Sysdig's own pages. */
const ROLE_NAMES = new Map([
  ['ROLE_TEAM_READ', 'View Only'],
  ['ROLE_TEAM_SERVICE_MANAGER', 'Service Manager'],
  ['ROLE_TEAM_STANDARD', 'Standard User'],
  ['ROLE_TEAM_EDIT', 'Advanced User'],
  ['ROLE_TEAM_MANAGER', 'Team Manager'],
]);

/** `role` is the standard role, or the id of the custom role in its place. */
export function createTeamUserRelationship(
  teamId: string,
  { userId, role, customRoleId, admin }: Membership,
): Relationship {
  return createRelationship(
    Relationships.TEAM_HAS_USER,
    teamKey(teamId),
    userKey(userId),
    {
      role: text(role) ?? customRoleId,
      roleName: ROLE_NAMES.get(role ?? ''),
      customRoleId,
      admin,
    },
  );
}

export function createTeamServiceAccountRelationship(
  teamId: string,
  { id, teamRole }: ServiceAccount,
): Relationship {
  return createRelationship(
    Relationships.TEAM_HAS_SERVICE_ACCOUNT,
    teamKey(teamId),
    serviceAccountKey(id),
    { role: text(teamRole) },
  );
}

export function createUserRoleRelationship(
  userId: string,
  roleId: string,
): Relationship {
  return createRelationship(
    Relationships.USER_ASSIGNED_ROLE,
    userKey(userId),
    roleKey(roleId),
  );
}
