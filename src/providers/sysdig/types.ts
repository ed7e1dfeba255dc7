import { z } from 'zod';

import { epochTime, time } from '../../graph/properties';

/** A 64-bit number; ids are the same in all generations of the API. */
const id = z
  .union([z.number(), z.string().min(1)], { error: 'expected an id' })
  .transform(String);

/** Optional fields: what is absent, null or of another type is unknown, and loses no record. */
const textField = z.string().optional().catch(undefined);
const flagField = z.boolean().optional().catch(undefined);
const countField = z.number().int().min(0).optional().catch(undefined);
const idField = id.optional().catch(undefined);
const textList = z.array(z.string()).optional().catch(undefined);

/** Date and time in ISO 8601, as newer APIs write it; epoch ms comes out. */
const isoTime = textField.transform(time);

/** Epoch ms, as the older platform API writes times. */
const millisecondTime = z
  .unknown()
  .transform((value) => epochTime(value, 1))
  .optional();

/** Epoch s, as the older scanner writes times; epoch ms comes out. */
const secondTime = z
  .unknown()
  .transform((value) => epochTime(value, 1000))
  .optional();

/** Products by the names that newer APIs use. */
const PRODUCTS = new Map([
  ['SDC', 'monitor'],
  ['SDS', 'secure'],
]);

function productNames(codes: readonly string[] = []): string[] {
  return codes.map((code) => PRODUCTS.get(code) ?? code.toLowerCase());
}

/** A user, whichever generation of the API it comes from. Times are in epoch ms. */
export interface User {
  id: string;
  email?: string;
  firstName?: string;
  lastName?: string;
  /** True for an administrator of the account; undefined where no role says. */
  admin?: boolean;
  enabled?: boolean;
  /** Such as `confirmed` or `pending`. */
  activationStatus?: string;
  bypassSsoEnforcement?: boolean;
  products?: string[];
  createdOn?: number;
  updatedOn?: number;
  lastSeenOn?: number;
}

/** A record of `GET /platform/v1/users`. */
export const PlatformUser: z.ZodType<User> = z
  .looseObject({
    id,
    email: textField,
    firstName: textField,
    lastName: textField,
    isAdmin: flagField,
    isEnabled: flagField,
    activationStatus: textField,
    bypassSsoEnforcement: flagField,
    dateCreated: isoTime,
    lastUpdated: isoTime,
  })
  .transform((user) => ({
    id: user.id,
    email: user.email,
    firstName: user.firstName,
    lastName: user.lastName,
    admin: user.isAdmin,
    enabled: user.isEnabled,
    activationStatus: user.activationStatus,
    bypassSsoEnforcement: user.bypassSsoEnforcement,
    createdOn: user.dateCreated,
    updatedOn: user.lastUpdated,
  }));

/** System roles of the older API; any other says nothing of administration. */
const IS_ADMIN = new Map([
  ['ROLE_CUSTOMER', true],
  ['ROLE_USER', false],
]);

/** A record of `GET /api/v2/users/light`. */
export const LegacyUser: z.ZodType<User> = z
  .looseObject({
    id,
    username: textField,
    firstName: textField,
    lastName: textField,
    enabled: flagField,
    status: textField,
    systemRole: textField,
    products: textList,
    dateCreated: millisecondTime,
    lastUpdated: millisecondTime,
    lastSeenOnSecure: millisecondTime,
  })
  .transform((user) => ({
    id: user.id,
    email: user.username,
    firstName: user.firstName,
    lastName: user.lastName,
    admin: IS_ADMIN.get(user.systemRole ?? ''),
    enabled: user.enabled,
    activationStatus: user.status,
    products: productNames(user.products),
    createdOn: user.dateCreated,
    updatedOn: user.lastUpdated,
    lastSeenOn: user.lastSeenOnSecure,
  }));

/** What a team may do beyond the roles of its members. */
export interface TeamPermissions {
  captures?: boolean;
  infrastructureEvents?: boolean;
  awsData?: boolean;
  rapidResponse?: boolean;
  agentCli?: boolean;
  beaconMetrics?: boolean;
}

/** A team, whichever generation of the API it comes from. Times are in epoch ms. */
export interface Team {
  id: string;
  name: string;
  description?: string;
  products?: string[];
  isDefault?: boolean;
  isImmutable?: boolean;
  /** The role that new members get: a standard one, or the id of a custom one. */
  defaultRole?: string;
  isAllZones?: boolean;
  zoneIds?: string[];
  userCount?: number;
  permissions: TeamPermissions;
  createdOn?: number;
  updatedOn?: number;
}

const AdditionalPermissions = z
  .looseObject({
    hasSysdigCaptures: flagField,
    hasInfrastructureEvents: flagField,
    hasAwsData: flagField,
    hasRapidResponse: flagField,
    hasAgentCli: flagField,
    hasBeaconMetrics: flagField,
  })
  .optional()
  .catch(undefined);

/** A record of `GET /platform/v1/teams`. */
export const PlatformTeam: z.ZodType<Team> = z
  .looseObject({
    id,
    name: textField,
    description: textField,
    product: textField,
    isDefaultTeam: flagField,
    isImmutableTeam: flagField,
    standardTeamRole: textField,
    customTeamRoleId: idField,
    isAllZones: flagField,
    zoneIds: z.array(id).optional().catch(undefined),
    additionalTeamPermissions: AdditionalPermissions,
    dateCreated: isoTime,
    lastUpdated: isoTime,
  })
  .transform(({ additionalTeamPermissions: additional, ...team }) => ({
    id: team.id,
    name: team.name ?? team.id,
    description: team.description,
    products: team.product === undefined ? undefined : [team.product],
    isDefault: team.isDefaultTeam,
    isImmutable: team.isImmutableTeam,
    defaultRole: team.standardTeamRole ?? team.customTeamRoleId,
    isAllZones: team.isAllZones,
    zoneIds: team.zoneIds,
    permissions: {
      captures: additional?.hasSysdigCaptures,
      infrastructureEvents: additional?.hasInfrastructureEvents,
      awsData: additional?.hasAwsData,
      rapidResponse: additional?.hasRapidResponse,
      agentCli: additional?.hasAgentCli,
      beaconMetrics: additional?.hasBeaconMetrics,
    },
    createdOn: team.dateCreated,
    updatedOn: team.lastUpdated,
  }));

/** A record of `GET /api/v2/teams/light`. */
export const LegacyTeam: z.ZodType<Team> = z
  .looseObject({
    id,
    name: textField,
    description: textField,
    products: textList,
    default: flagField,
    immutable: flagField,
    defaultTeamRole: textField,
    userCount: countField,
    canUseSysdigCapture: flagField,
    canUseCustomEvents: flagField,
    canUseAwsMetrics: flagField,
    canUseRapidResponse: flagField,
    canUseAgentCli: flagField,
    canUseBeaconMetrics: flagField,
    dateCreated: millisecondTime,
    lastUpdated: millisecondTime,
  })
  .transform((team) => ({
    id: team.id,
    name: team.name ?? team.id,
    description: team.description,
    products: productNames(team.products),
    isDefault: team.default,
    isImmutable: team.immutable,
    defaultRole: team.defaultTeamRole,
    userCount: team.userCount,
    permissions: {
      captures: team.canUseSysdigCapture,
      infrastructureEvents: team.canUseCustomEvents,
      awsData: team.canUseAwsMetrics,
      rapidResponse: team.canUseRapidResponse,
      agentCli: team.canUseAgentCli,
      beaconMetrics: team.canUseBeaconMetrics,
    },
    createdOn: team.dateCreated,
    updatedOn: team.lastUpdated,
  }));

/** A user's membership of a team. */
export interface Membership {
  userId: string;
  /** A standard role, such as `ROLE_TEAM_READ`. */
  role?: string;
  /** The id of a custom role, which then stands in the place of a standard one. */
  customRoleId?: string;
  /** True where there may be a custom role, and the record has no place for it. */
  isRoleUntold?: boolean;
  /** True for an administrator of the account; undefined where the record does not say. */
  admin?: boolean;
}

/** A record of `GET /platform/v1/teams/{id}/users`. */
export const PlatformMembership: z.ZodType<Membership> = z
  .looseObject({
    userId: id,
    standardTeamRole: textField,
    customTeamRoleId: idField,
  })
  .transform((membership) => ({
    userId: membership.userId,
    role: membership.standardTeamRole,
    customRoleId: membership.customTeamRoleId,
  }));

/** What the older API says of a member who has a custom role, or none. */
const NO_STANDARD_ROLE = 'ROLE_TEAM_NONE';

/** An item of `userRoles` in `GET /api/teams` and `GET /api/teams/{id}`. */
export const LegacyMembership: z.ZodType<Membership> = z
  .looseObject({ userId: id, role: textField, admin: flagField })
  .transform(({ userId, role, admin }) => ({
    userId,
    role,
    isRoleUntold: role === undefined || role === NO_STANDARD_ROLE,
    admin,
  }));

/** A team with its members, which are checked one by one; undefined where they are left out. */
const TeamWithMembers = z.looseObject({
  id,
  userRoles: z.array(z.unknown()).optional().catch(undefined),
});
export type TeamWithMembers = z.infer<typeof TeamWithMembers>;

/** `GET /api/teams/{id}`. */
export const TeamAnswer = z.object({ team: TeamWithMembers });

/** `GET /api/teams?product=`. */
export const TeamsAnswer = z.object({ teams: z.array(TeamWithMembers) });

/** A record of `GET /platform/v1/roles`: a custom role. */
export const Role = z.looseObject({
  id,
  name: textField,
  description: textField,
  monitorPermissions: textList,
  securePermissions: textList,
});
export type Role = z.infer<typeof Role>;

/** A record of `GET /platform/v1/service-accounts`, or of those of a team. */
export const ServiceAccount = z.looseObject({
  id,
  name: textField,
  dateCreated: isoTime,
  lastUpdated: isoTime,
  lastUsed: isoTime,
  expirationDate: isoTime,
  teamId: idField,
  teamRole: textField,
  systemRoles: textList,
});
export type ServiceAccount = z.infer<typeof ServiceAccount>;

/** Where an image was scanned. `legacy` is the older scanner, which does not tell it. */
export type ScanType = 'pipeline' | 'registry' | 'runtime' | 'legacy';

const SeverityCounts = z
  .looseObject({
    critical: countField,
    high: countField,
    medium: countField,
    low: countField,
    negligible: countField,
  })
  .optional()
  .catch(undefined);
export type SeverityCounts = NonNullable<z.infer<typeof SeverityCounts>>;

/** The result of one scan of one image. Times are in epoch ms. */
export interface Scan {
  id: string;
  scanType: ScanType;
  /** How the image was named: `registry/repository:tag`. */
  image?: string;
  imageId?: string;
  imageDigest?: string;
  /** The kind of registry, such as `harbor`. */
  vendor?: string;
  /** How the older scanner came to the image. */
  origin?: string;
  analysisStatus?: string;
  policyResult?: string;
  vulnerabilities?: SeverityCounts;
  /** Of these, those in code that is in use. */
  runningVulnerabilities?: SeverityCounts;
  /** What a running image belongs to. */
  workload?: Workload;
  scannedOn?: number;
  createdOn?: number;
}

/** A running workload or container. */
export interface Workload {
  assetType?: string;
  clusterName?: string;
  namespace?: string;
  workloadName?: string;
  workloadType?: string;
  containerName?: string;
  hostName?: string;
}

const resultId = z.string({ error: 'expected an id' }).min(1);

/** A record of `GET /secure/vulnerability/v1/pipeline-results`. */
export const PipelineScan: z.ZodType<Scan> = z
  .looseObject({
    resultId,
    imageId: textField,
    pullString: textField,
    createdAt: isoTime,
    policyEvaluationResult: textField,
    vulnTotalBySeverity: SeverityCounts,
  })
  .transform((result) => ({
    id: result.resultId,
    scanType: 'pipeline',
    image: result.pullString,
    imageId: result.imageId,
    policyResult: result.policyEvaluationResult,
    vulnerabilities: result.vulnTotalBySeverity,
    scannedOn: result.createdAt,
  }));

/** A record of `GET /secure/vulnerability/v1/registry-results`. */
export const RegistryScan: z.ZodType<Scan> = z
  .looseObject({
    resultId,
    imageId: textField,
    pullString: textField,
    vendor: textField,
    createdAt: isoTime,
    vulnTotalBySeverity: SeverityCounts,
  })
  .transform((result) => ({
    id: result.resultId,
    scanType: 'registry',
    image: result.pullString,
    imageId: result.imageId,
    vendor: result.vendor,
    vulnerabilities: result.vulnTotalBySeverity,
    scannedOn: result.createdAt,
  }));

/** Labels are texts, though numbers are possible. */
const label = z
  .union([z.string(), z.number()])
  .transform(String)
  .optional()
  .catch(undefined);

const Scope = z
  .looseObject({
    'asset.type': label,
    'kubernetes.cluster.name': label,
    'kubernetes.namespace.name': label,
    'kubernetes.workload.name': label,
    'kubernetes.workload.type': label,
    'kubernetes.pod.container.name': label,
    'host.hostName': label,
  })
  .transform((scope): Workload => ({
    assetType: scope['asset.type'],
    clusterName: scope['kubernetes.cluster.name'],
    namespace: scope['kubernetes.namespace.name'],
    workloadName: scope['kubernetes.workload.name'],
    workloadType: scope['kubernetes.workload.type'],
    containerName: scope['kubernetes.pod.container.name'],
    hostName: scope['host.hostName'],
  }))
  .optional()
  .catch(undefined);

/** A record of `GET /secure/vulnerability/v1/runtime-results`: it has no time. */
export const RuntimeScan: z.ZodType<Scan> = z
  .looseObject({
    resultId,
    resourceId: textField,
    mainAssetName: textField,
    scope: Scope,
    policyEvaluationResult: textField,
    vulnTotalBySeverity: SeverityCounts,
    runningVulnTotalBySeverity: SeverityCounts,
  })
  .transform((result) => ({
    id: result.resultId,
    scanType: 'runtime',
    image: result.mainAssetName,
    imageId: result.resourceId,
    workload: result.scope,
    policyResult: result.policyEvaluationResult,
    vulnerabilities: result.vulnTotalBySeverity,
    runningVulnerabilities: result.runningVulnTotalBySeverity,
  }));

/** Results of the older scanner by the words of the newer one. */
const POLICY_RESULTS = new Map([
  ['pass', 'passed'],
  ['warn', 'warned'],
  ['fail', 'failed'],
  ['stop', 'failed'],
  ['not_evaluated', 'notEvaluated'],
]);

/** A record of `GET /api/scanning/v1/resultsDirect`. */
export const LegacyScan: z.ZodType<Scan> = z
  .looseObject({
    imageId: textField,
    imageDigest: textField,
    fullTag: textField,
    origin: textField,
    analysisStatus: textField,
    policyStatus: textField.transform((status) => {
      const word = status?.toLowerCase();
      return word && (POLICY_RESULTS.get(word) ?? word);
    }),
    analyzedAt: secondTime,
    createdAt: secondTime,
  })
  .refine(
    ({ imageId, imageDigest }) => imageId || imageDigest,
    'expected an imageId or imageDigest',
  )
  .transform((result) => ({
    id: result.imageId || result.imageDigest || '',
    scanType: 'legacy',
    image: result.fullTag,
    imageId: result.imageId,
    imageDigest: result.imageDigest,
    origin: result.origin,
    analysisStatus: result.analysisStatus,
    policyResult: result.policyStatus,
    scannedOn: result.analyzedAt,
    createdOn: result.createdAt,
  }));

/** `GET /api/scanning/v1/resultsDirect`, as far as it tells whether there are results. */
export const ScansAnswer = z.looseObject({
  results: z.array(z.unknown()).nullish(),
});

const Plan = z
  .object({
    maxAgents: countField,
    onDemandAgents: countField,
    allocatedAgentsCount: countField,
    /** -1 is unlimited. */
    maxTeams: z.number().int().optional().catch(undefined),
    subscriptionState: textField,
    pricingPlan: textField,
    trialPlanName: textField,
    trialEndDate: millisecondTime,
    costAdvisorEnabled: flagField,
    secureEnabled: flagField,
    monitorEnabled: flagField,
    partner: textField,
    indirectCustomer: flagField,
  })
  .optional()
  .catch(undefined);
export type Plan = NonNullable<z.infer<typeof Plan>>;

/**
 * `GET /api/users/me`: the owner of the token and the account. As the body holds access keys, all
 * that is not named here is dropped at once.
 */
export const CurrentUser = z.object({
  user: z.object({
    id,
    customer: z
      .object({
        id,
        name: textField,
        externalId: textField,
        dateCreated: millisecondTime,
      })
      .nullish(),
    customerSettings: z.object({ plan: Plan }).optional().catch(undefined),
  }),
});
export type CurrentUser = z.infer<typeof CurrentUser>['user'];

/** The error bodies of all generations in one. */
export const ErrorBody = z.looseObject({
  type: textField,
  message: textField,
  error: textField,
  errors: z
    .array(z.looseObject({ reason: textField, message: textField }))
    .optional()
    .catch(undefined),
});
