import { type Request, Router } from 'express';

import { legacyError, parameter, type Refusal, wholeNumber } from './answers';
import { legacyResults } from './results';
import type { SimulatedTeam, SimulatedUser, Tenant } from './tenant';

/** `users/light` and `teams/light` refuse more than this. */
const LARGEST_PAGE = 100;
const LARGEST_RESULTS_PAGE = 10_000;

/** Secrets and hashes that the older API gives away, to be found nowhere else. */
export const PLANTED_SECRETS = [
  'planted-customer-access-key',
  'planted-user-access-key',
  'planted-agent-access-key',
  'planted-collector.example',
  'planted-intercom-hash',
  'planted-intercom-id',
  'planted-remote-write.example',
] as const;

/** What `offset` counts. */
export type OffsetReading = 'records' | 'pages';

export interface LegacyOptions {
  tenant: Tenant;
  offsetReading: OffsetReading;
  /** Most records of a page, whatever is asked for. */
  pageCap?: number;
  /** The role of the token's owner: who is no administrator sees only what is theirs. */
  ownerRole?: string;
  /** Whether Secure is in the plan; true unless told. */
  isSecureEnabled?: boolean;
  /** Whether members' custom roles are named, by their ids; false unless told. */
  areCustomRolesTold?: boolean;
}

/** System roles that see everything. */
const ADMIN_ROLES = new Set(['ROLE_CUSTOMER', 'ROLE_ADMIN']);

/** `/api`: current user, users and teams. */
export function legacyRouter({
  tenant,
  offsetReading,
  pageCap = LARGEST_PAGE,
  ownerRole = 'ROLE_CUSTOMER',
  isSecureEnabled = true,
  areCustomRolesTold = false,
}: LegacyOptions): Router {
  const router = Router();
  const seen = <T>(all: readonly T[]) =>
    ADMIN_ROLES.has(ownerRole) ? all : all.slice(0, 1);
  const members = (team: SimulatedTeam) =>
    userRoles(tenant, team, areCustomRolesTold);
  const cappedPage = <T>(request: Request, all: readonly T[]) =>
    pageOf(request, all, offsetReading, pageCap);

  router.get('/users/me', (_request, response) => {
    response.json({ user: currentUser(tenant, ownerRole, isSecureEnabled) });
  });
  router.get('/v2/users/light', (request, response) => {
    const { records, ...page } = cappedPage(request, seen(tenant.users));
    response.json({ ...page, users: records.map(userRecord) });
  });
  router.get('/v2/teams/light', (request, response) => {
    const { records, ...page } = cappedPage(request, seen(tenant.teams));
    response.json({
      ...page,
      teams: records.map((team) => teamRecord(tenant, team)),
    });
  });
  router.get('/teams', (request, response) => {
    const product = parameter(request, 'product');
    const teams = seen(tenant.teams).filter((team) => codeOf(team) === product);
    response.json({
      teams: teams.map((team) => ({
        ...teamRecord(tenant, team),
        userRoles: members(team),
      })),
    });
  });
  router.get('/teams/:id', (request, response) => {
    const team = tenant.teams.find(
      ({ id }) => String(id) === request.params.id,
    );
    if (!team) throw legacyError(404, 'Not found', 'Team not found');
    response.json({
      team: {
        ...teamRecord(tenant, team),
        userRoles: members(team),
      },
    });
  });
  return router;
}

/** `/api/scanning/v1`: results of the older scanner. */
export function scannerRouter({
  tenant,
  offsetReading,
  pageCap = LARGEST_RESULTS_PAGE,
}: LegacyOptions): Router {
  const router = Router();
  router.get('/resultsDirect', (request, response) => {
    const all = legacyResults(tenant);
    const asked = wholeNumber(
      request,
      'limit',
      { least: 1, most: LARGEST_RESULTS_PAGE, standard: 100 },
      badRequest,
    );
    const limit = Math.min(asked, pageCap);
    const start = startOf(request, limit, offsetReading);
    const end = Math.min(start + limit, all.length);
    const results: unknown[] = [];
    for (let index = start; index < end; index += 1)
      results.push(all.at(index));
    response.json({
      options: {
        sort: parameter(request, 'sort') ?? 'desc',
        sortBy: parameter(request, 'sortBy') ?? 'scanDate',
        offset: Number(parameter(request, 'offset') ?? 0),
        limit: results.length,
        canLoadMore: end < all.length,
      },
      results: results.length > 0 ? results : null,
      totalRows: all.length,
    });
  });
  return router;
}

function badRequest(message: string): Refusal {
  return legacyError(400, 'Bad request', message);
}

function startOf(request: Request, limit: number, reading: OffsetReading) {
  const offset = wholeNumber(
    request,
    'offset',
    { least: 0, most: Number.MAX_SAFE_INTEGER, standard: 0 },
    badRequest,
  );
  return reading === 'records' ? offset : offset * limit;
}

function pageOf<T>(
  request: Request,
  all: readonly T[],
  reading: OffsetReading,
  pageCap: number,
) {
  const asked = wholeNumber(
    request,
    'limit',
    { least: 1, most: LARGEST_PAGE, standard: LARGEST_PAGE },
    badRequest,
  );
  const limit = Math.min(asked, pageCap);
  const start = startOf(request, limit, reading);
  return {
    offset: Number(parameter(request, 'offset') ?? 0),
    total: all.length,
    records: all.slice(start, start + limit),
  };
}

function codeOf({ product }: SimulatedTeam): string {
  return product === 'secure' ? 'SDS' : 'SDC';
}

function userRecord(user: SimulatedUser) {
  return {
    id: user.id,
    version: 7,
    username: user.email,
    enabled: user.isEnabled,
    systemRole: user.isAdmin ? 'ROLE_CUSTOMER' : 'ROLE_USER',
    firstName: user.firstName,
    lastName: user.lastName,
    dateCreated: user.created,
    ...(user.id % 2 === 0 ? {} : { lastSeenOnSecure: 1_760_000_000_000 }),
    status: user.status,
    products: ['SDC', 'SDS'],
  };
}

function teamRecord(tenant: Tenant, team: SimulatedTeam) {
  return {
    id: team.id,
    version: 1,
    name: team.name,
    description: team.isDefault ? null : `${team.name} of the tenant`,
    customerId: tenant.customerId,
    immutable: team.isDefault,
    default: team.isDefault,
    theme: '#7BB0B2',
    show: 'container',
    origin: 'SYSDIG',
    dateCreated: team.created,
    lastUpdated: team.created,
    canUseSysdigCapture: true,
    canUseRapidResponse: false,
    defaultTeamRole: 'ROLE_TEAM_STANDARD',
    userCount: tenant.members.get(team.id)?.length ?? 0,
    entryPoint: { module: 'Explore' },
    products: [codeOf(team)],
    properties: {},
    namespaceFilters: {},
  };
}

function userRoles(
  tenant: Tenant,
  team: SimulatedTeam,
  areCustomRolesTold: boolean,
) {
  const emails = new Map(tenant.users.map(({ id, email }) => [id, email]));
  const admins = tenant.users.filter(({ isAdmin }) => isAdmin);
  return [
    ...admins.map(({ id, email }) => ({
      userId: id,
      userName: email,
      role: 'ROLE_TEAM_MANAGER',
      admin: true,
    })),
    ...(tenant.members.get(team.id) ?? []).map(
      ({ userId, role, customRoleId }) => ({
        userId,
        userName: emails.get(userId),
        role:
          role ??
          (areCustomRolesTold ? customRoleId : undefined) ??
          'ROLE_TEAM_NONE',
        admin: false,
      }),
    ),
  ];
}

/** As the older API shows it, secrets and all. */
function currentUser(
  { users: [owner], customerId, teams: [team] }: Tenant,
  systemRole: string,
  secureEnabled: boolean,
) {
  return {
    id: owner?.id,
    username: owner?.email,
    name: 'Owner of the token',
    firstName: owner?.firstName,
    lastName: owner?.lastName,
    enabled: true,
    status: 'confirmed',
    systemRole,
    products: ['SDC', 'SDS'],
    currentTeam: team?.id,
    teamRoles: [],
    additionalRoles: [],
    dateCreated: 1_700_000_000_000,
    lastUpdated: 1_760_000_000_000,
    oauth: false,
    version: 7,
    properties: {},
    accessKey: PLANTED_SECRETS[1],
    intercomUserIdHash: PLANTED_SECRETS[4],
    uniqueIntercomUserId: PLANTED_SECRETS[5],
    remoteWriteParams: { serverAddress: PLANTED_SECRETS[6] },
    agentInstallParams: {
      accessKey: PLANTED_SECRETS[2],
      collectorAddress: PLANTED_SECRETS[3],
      collectorPort: 6443,
      checkCertificate: true,
      sslEnabled: true,
    },
    customer: {
      id: customerId,
      name: null,
      externalId: '00000000-0000-0000-0000-0000000000aa',
      accessKey: PLANTED_SECRETS[0],
      dateCreated: 1_690_000_000_000,
    },
    customerSettings: {
      plan: {
        maxAgents: 50,
        onDemandAgents: 0,
        maxTeams: -1,
        subscriptionState: 'trialing',
        pricingPlan: 'pro',
        secureEnabled,
        monitorEnabled: true,
      },
    },
  };
}
