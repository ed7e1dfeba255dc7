import type { z } from 'zod';

import { ApiClient, type ListRequest, type Query } from '../../http/apiClient';
import { staticCredentials } from '../../http/auth/credentials';
import { ApiError } from '../../http/failures';
import type { Logger } from '../../http/logger';
import type { Paging } from '../../http/paging/pagination';
import { offsetPaging } from '../../http/paging/offset';
import { tokenPaging } from '../../http/paging/token';
import { checkRecord, type Records } from '../../http/records';
import type { ProviderError } from '../../http/failures';
import { Secrets } from '../../http/auth/secrets';
import type { ClientContext } from '../../collect/provider';

import {
  type AccountKeyKind,
  DEFAULT_PIPELINE_DAYS,
  type SysdigSettings,
} from './config';
import {
  eitherGeneration,
  isBadRequest,
  isRefusal,
  moreTelling,
  reasonOf,
  unlessRefused,
} from './generations';
import { legacyPaging } from './legacyPaging';
import {
  CurrentUser,
  ErrorBody,
  LegacyMembership,
  LegacyScan,
  LegacyTeam,
  LegacyUser,
  type Membership,
  PipelineScan,
  PlatformMembership,
  PlatformTeam,
  PlatformUser,
  RegistryScan,
  Role,
  RuntimeScan,
  type Scan,
  ScansAnswer,
  type ScanType,
  ServiceAccount,
  type Team,
  TeamAnswer,
  TeamsAnswer,
  type TeamWithMembers,
  type User,
} from './types';

/** Limits are counted per endpoint, and few requests at once are welcome. */
const CONCURRENCY = 2;
const TOTAL_CONCURRENCY = 4;

/** The largest pages of the platform API, of vulnerability management, and of the older API. */
const PLATFORM_LIMIT = 200;
const RESULTS_LIMIT = 1000;
const LEGACY_LIMIT = 100;

const DAY_MS = 86_400_000;

/** The scan results that vulnerability management keeps apart. */
export type ScanKind = Exclude<ScanType, 'legacy'>;

const SCAN_KINDS: readonly ScanKind[] = ['pipeline', 'registry', 'runtime'];

const SCAN_RECORDS = {
  pipeline: PipelineScan,
  registry: RegistryScan,
  runtime: RuntimeScan,
} as const;

/** Hosts are scanned at runtime as well; they are no images. */
const RUNTIME_IMAGES = 'asset.type = "workload" or asset.type = "container"';

const LEGACY_RESULTS = '/api/scanning/v1/resultsDirect';

/** Team lists of the older API are kept apart by product: Secure and Monitor. */
const LEGACY_PRODUCTS = ['SDS', 'SDC'];

const Permissions = {
  USERS: 'users.read',
  TEAMS: 'customer-teams.read',
  MEMBERSHIPS: 'memberships.read',
  ROLES: 'roles.read',
  SERVICE_ACCOUNTS: 'global-service-accounts.read',
  TEAM_SERVICE_ACCOUNTS: 'team-service-accounts.read',
  SCANS: 'read access to vulnerability scan results in Sysdig Secure',
} as const;

const platformPaging = offsetPaging({
  limit: PLATFORM_LIMIT,
  items: 'data',
  total: 'page.total',
  next: 'page.next',
});

/** A cursor may be refused when it became too old: the list is then read again. */
const resultPaging = tokenPaging({
  limit: RESULTS_LIMIT,
  items: 'data',
  tokenParameter: 'cursor',
  next: 'page.next',
  isStale: isBadRequest,
});

function lightPaging(items: 'users' | 'teams'): Paging {
  return legacyPaging({ limit: LEGACY_LIMIT, items, identity: ['id'] });
}

/** Who the token belongs to, as far as it may be known. */
export interface Account {
  baseUrl: URL;
  keyKind: AccountKeyKind;
  /** Undefined where the token may not read it. */
  owner?: CurrentUser;
}

/**
 * Reads a Sysdig account: from the platform and vulnerability management APIs and, where these
 * refuse, from the older product API. It sends nothing but GET.
 */
export class SysdigClient {
  private readonly api: ApiClient;
  private readonly logger: Logger;
  private readonly startedAt = Date.now();
  private currentAccount?: Promise<Account>;
  private platform?: Promise<boolean>;
  /** Why memberships are read from the older API. */
  private membershipRefusal?: ApiError;
  private legacyTeams?: Promise<Map<string, TeamWithMembers>>;
  private legacyScanner?: Promise<boolean>;
  private areLegacyScansRead = false;

  constructor(
    private readonly settings: SysdigSettings,
    { logger, limits, rateLimitShare }: ClientContext,
  ) {
    this.logger = logger;
    this.api = new ApiClient({
      baseUrl: settings.baseUrl,
      credentials: staticCredentials(
        'authorization',
        settings.apiToken,
        new Secrets(),
        'Bearer',
      ),
      credentialFields: 'sysdigApiToken',
      rateLimit: {
        share: rateLimitShare,
        concurrency: CONCURRENCY,
        totalConcurrency: TOTAL_CONCURRENCY,
      },
      logger,
      readError: readSysdigError,
      ...limits,
    });
  }

  /**
   * Tries the cheapest requests, one after the other, until one succeeds: a service account may be
   * allowed only some of what is collected.
   *
   * @throws ApiError when the token is refused, or may read nothing of all that
   */
  async verify(): Promise<void> {
    const { owner } = await this.account();
    if (owner) return;
    const teams = await this.refusalOf('/platform/v1/teams', 'teams');
    if (!teams) return;
    const scans = await this.refusalOf(
      resultsPath('runtime'),
      'runtime results',
    );
    if (!scans) return;
    if (isMissing(teams) && isMissing(scans)) throw teams;
    throw new ApiError({
      kind: 'authorization',
      endpoint: teams.endpoint,
      status: 403,
      reason: `the token is valid, but it may read neither its owner nor teams nor scan results; give its role ${Permissions.USERS}, ${Permissions.TEAMS}, ${Permissions.MEMBERSHIPS} and ${Permissions.SCANS}`,
    });
  }

  /**
   * The account of the token (`GET /api/users/me`). What may not be read is left out: service
   * accounts have no owner.
   *
   * @throws ApiError when the service cannot answer
   */
  account(): Promise<Account> {
    this.currentAccount ??= this.readAccount();
    return this.currentAccount;
  }

  /** The time, in epoch ms, from which on scans of a type are wanted; undefined for all. */
  scansSince(type: ScanType): number | undefined {
    const standard = type === 'pipeline' ? DEFAULT_PIPELINE_DAYS : 0;
    const days = this.settings.scanDays ?? standard;
    return days === 0 ? undefined : this.startedAt - days * DAY_MS;
  }

  /** All users (`GET /platform/v1/users`, else `GET /api/v2/users/light`). */
  users(): Records<User> {
    return eitherGeneration({
      what: 'users',
      platform: this.sorted(
        '/platform/v1/users',
        'users',
        Permissions.USERS,
        PlatformUser,
      ),
      legacy: this.api.records({
        path: '/api/v2/users/light',
        bucket: 'older users',
        permission: Permissions.USERS,
        paging: lightPaging('users'),
        record: LegacyUser,
      }),
      logger: this.logger,
    });
  }

  /** All teams (`GET /platform/v1/teams`, else `GET /api/v2/teams/light`). */
  teams(): Records<Team> {
    return eitherGeneration({
      what: 'teams',
      platform: this.sorted(
        '/platform/v1/teams',
        'teams',
        Permissions.TEAMS,
        PlatformTeam,
      ),
      legacy: this.api.records({
        path: '/api/v2/teams/light',
        bucket: 'older teams',
        permission: Permissions.TEAMS,
        paging: lightPaging('teams'),
        record: LegacyTeam,
      }),
      logger: this.logger,
    });
  }

  /**
   * The members of a team, administrators of the account included
   * (`GET /platform/v1/teams/{id}/users`, else `userRoles` of the older team API).
   */
  async *teamMembers(teamId: string): Records<Membership> {
    const refusal =
      this.membershipRefusal ??
      (yield* unlessRefused(
        this.api.records({
          path: `${teamPath(teamId)}/users`,
          query: { withAdminUsers: true },
          bucket: 'memberships',
          permission: Permissions.MEMBERSHIPS,
          paging: platformPaging,
          record: PlatformMembership,
        }),
        isRefusal,
      ));
    if (!refusal) return;
    if (await this.isTeamGone(teamId, refusal)) throw refusal;
    this.readMembersFromOlderApi(refusal);
    yield* this.legacyTeamMembers(teamId, refusal);
  }

  /**
   * To be asked where custom roles of members were not told: the older API has no place for them.
   *
   * @throws ApiError the refusal for which the older API was read
   */
  checkCustomRolesAreTold(): Promise<void> {
    const { membershipRefusal } = this;
    return membershipRefusal
      ? Promise.reject(membershipRefusal)
      : Promise.resolve();
  }

  /** All custom roles (`GET /platform/v1/roles`). */
  roles(): Records<Role> {
    return this.platformOnly(
      this.sorted('/platform/v1/roles', 'roles', Permissions.ROLES, Role),
    );
  }

  /** The service accounts of the account (`GET /platform/v1/service-accounts`). */
  serviceAccounts(): Records<ServiceAccount> {
    return this.platformOnly(
      this.sorted(
        '/platform/v1/service-accounts',
        'service accounts',
        Permissions.SERVICE_ACCOUNTS,
        ServiceAccount,
      ),
    );
  }

  /** The service accounts of a team (`GET /platform/v1/teams/{id}/service-accounts`). */
  async *teamServiceAccounts(teamId: string): Records<ServiceAccount> {
    if ((await this.platform) === false) return;
    const refusal = yield* unlessRefused(
      this.api.records({
        path: `${teamPath(teamId)}/service-accounts`,
        bucket: 'team service accounts',
        permission: Permissions.TEAM_SERVICE_ACCOUNTS,
        paging: platformPaging,
        record: ServiceAccount,
      }),
      isMissing,
    );
    if (!refusal || !(await this.hasPlatform())) return;
    if (await this.isTeamGone(teamId, refusal)) throw refusal;
    throw lostList(refusal);
  }

  /**
   * The scan results of one kind (`GET /secure/vulnerability/v1/{kind}-results`). On a tenant
   * whose results are all in the older scanner (`GET /api/scanning/v1/resultsDirect`), which knows
   * no kinds, the first kind that is asked for gives them all, and the others give none.
   */
  async *scans(kind: ScanKind): Records<Scan> {
    const refusal = yield* unlessRefused(this.results(kind), isRefusal);
    if (!refusal) return;
    this.legacyScanner ??= this.isScannerOlder(kind, refusal);
    if (!(await this.legacyScanner)) throw refusal;
    if (this.areLegacyScansRead) return;
    this.areLegacyScansRead = true;
    yield* this.legacyScans();
  }

  private async readAccount(): Promise<Account> {
    const { baseUrl, accountKey: keyKind } = this.settings;
    const owner =
      (await this.readOwner('/api/users/me')) ??
      (await this.readOwner('/api/user/me'));
    if (!owner) {
      this.logger.info(
        'The token may not read its owner: the account is known by its host only, without plan',
      );
    }
    return { baseUrl, keyKind, owner };
  }

  private async readOwner(path: string): Promise<CurrentUser | undefined> {
    try {
      const { user } = await this.api.record(
        { path, bucket: 'current user' },
        CurrentUser,
      );
      return user;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (isRefusal(error) || isBadRequest(error)) return undefined;
      throw error;
    }
  }

  /** Why the provider refuses one record of a list; undefined where it gives it. */
  private async refusalOf(
    path: string,
    bucket: string,
  ): Promise<ApiError | undefined> {
    try {
      await this.api.get({ path, query: { limit: 1 }, bucket });
      return undefined;
    } catch (error) {
      if (error instanceof ApiError && isRefusal(error)) return error;
      throw error;
    }
  }

  /** Whether the tenant has the platform API at all: tenants without it answer 404 to all of it. */
  private hasPlatform(): Promise<boolean> {
    this.platform ??= this.refusalOf('/platform/v1/teams', 'teams').then(
      (refusal) => !refusal || !isMissing(refusal),
    );
    return this.platform;
  }

  /** A list that no older API has. */
  private async *platformOnly<T>(records: Records<T>): Records<T> {
    const refusal = yield* unlessRefused(records, isMissing);
    if (!refusal) return;
    if (await this.hasPlatform()) throw refusal;
    throw new ApiError({
      kind: 'feature',
      endpoint: refusal.endpoint,
      status: refusal.status,
      reason: 'this tenant does not have the platform API',
    });
  }

  /**
   * A list of the platform API, in the order of ids where that can be had, so that paging by offset
   * misses nothing.
   */
  private sorted<T>(
    path: string,
    bucket: string,
    permission: string,
    record: z.ZodType<T>,
  ): Records<T> {
    const list = { path, bucket, permission, paging: platformPaging, record };
    return this.withOptional(list, { orderby: 'id:asc' });
  }

  /** A list with parameters that it can do without, in case they are refused. */
  private async *withOptional<T>(
    list: ListRequest<T>,
    query: Query,
  ): Records<T> {
    const refusal = yield* unlessRefused(
      this.api.records({ ...list, query: { ...list.query, ...query } }),
      isBadRequest,
    );
    if (refusal) yield* this.api.records(list);
  }

  /** A 404 means that the team was deleted, or that the endpoint does not exist. */
  private async isTeamGone(
    teamId: string,
    refusal: ApiError,
  ): Promise<boolean> {
    if (!isMissing(refusal) || this.membershipRefusal === refusal) return false;
    if (!(await this.hasPlatform())) return false;
    const team = await this.refusalOf(teamPath(teamId), 'teams');
    return team !== undefined && isMissing(team);
  }

  private readMembersFromOlderApi(refusal: ApiError): void {
    if (this.membershipRefusal) return;
    this.membershipRefusal = refusal;
    this.logger.info(
      `Reading the members of teams from the older API, as the newer one refuses: ${reasonOf(refusal)}`,
    );
  }

  private async *legacyTeamMembers(
    teamId: string,
    refusal: ApiError,
  ): Records<Membership> {
    this.legacyTeams ??= this.readLegacyTeams();
    const listed = (await this.legacyTeams).get(teamId);
    const { userRoles } = listed?.userRoles
      ? listed
      : await this.legacyTeam(teamId, refusal);
    let position = 0;
    for (const member of userRoles ?? []) {
      position += 1;
      yield checkRecord(LegacyMembership, member, position);
    }
  }

  /** The teams of all products with their members: one request for each product. */
  private async readLegacyTeams(): Promise<Map<string, TeamWithMembers>> {
    const teams = new Map<string, TeamWithMembers>();
    for (const product of LEGACY_PRODUCTS) {
      for (const team of await this.legacyTeamsOf(product)) {
        teams.set(team.id, team);
      }
    }
    return teams;
  }

  private async legacyTeamsOf(product: string): Promise<TeamWithMembers[]> {
    try {
      const { teams } = await this.api.record(
        { path: '/api/teams', query: { product }, bucket: 'older teams' },
        TeamsAnswer,
      );
      return teams;
    } catch (error) {
      if (!(error instanceof ApiError) || error.kind === 'unavailable') {
        throw error;
      }
      return [];
    }
  }

  private async legacyTeam(
    teamId: string,
    refusal: ApiError,
  ): Promise<TeamWithMembers> {
    try {
      const { team } = await this.api.record(
        {
          path: `/api/teams/${encodeURIComponent(teamId)}`,
          bucket: 'older teams',
          permission: Permissions.MEMBERSHIPS,
        },
        TeamAnswer,
      );
      return team;
    } catch (error) {
      if (!(error instanceof ApiError) || !isRefusal(error)) throw error;
      const told = moreTelling(refusal, error);
      const isListLost = isMissing(told) && (await this.hasPlatform());
      throw isListLost ? lostList(refusal) : told;
    }
  }

  private results(kind: ScanKind): Records<Scan> {
    const list = {
      path: resultsPath(kind),
      bucket: `${kind} results`,
      permission: Permissions.SCANS,
      paging: resultPaging,
      record: SCAN_RECORDS[kind],
    };
    return kind === 'runtime'
      ? imagesOf(this.withOptional(list, { filter: RUNTIME_IMAGES }))
      : this.api.records(list);
  }

  private legacyScans(): Records<Scan> {
    return this.api.records({
      path: LEGACY_RESULTS,
      query: { sort: 'desc', sortBy: 'scanDate' },
      bucket: 'older scan results',
      permission: Permissions.SCANS,
      paging: legacyPaging({
        limit: RESULTS_LIMIT,
        items: 'results',
        identity: ['imageId', 'imageDigest', 'fullTag'],
      }),
      record: LegacyScan,
    });
  }

  /**
   * Whether all scan results are in the older scanner. They are when vulnerability management
   * refuses every kind and the older scanner does not. After a 403, which may be a permission that
   * the token lacks, only results that are really there prove it.
   */
  private async isScannerOlder(
    refusedKind: ScanKind,
    refusal: ApiError,
  ): Promise<boolean> {
    let isForbidden = refusal.kind === 'authorization';
    for (const kind of SCAN_KINDS.filter((each) => each !== refusedKind)) {
      const other = await this.refusalOf(resultsPath(kind), `${kind} results`);
      if (!other) return false;
      isForbidden ||= other.kind === 'authorization';
    }
    const results = await this.olderResults();
    const isOlder = results === 'some' || (results === 'none' && !isForbidden);
    if (isOlder) {
      this.logger.info(
        `Reading image scans from the older scanner, as vulnerability management refuses: ${reasonOf(refusal)}`,
      );
    }
    return isOlder;
  }

  /** Whether the older scanner has results: any, none, or none for this token. */
  private async olderResults(): Promise<'some' | 'none' | 'refused'> {
    try {
      const { results } = await this.api.record(
        {
          path: LEGACY_RESULTS,
          query: { limit: 1, offset: 0 },
          bucket: 'older scan results',
        },
        ScansAnswer,
      );
      return results && results.length > 0 ? 'some' : 'none';
    } catch (error) {
      if (error instanceof ApiError && isRefusal(error)) return 'refused';
      throw error;
    }
  }
}

function isMissing({ kind }: ApiError): boolean {
  return kind === 'missing';
}

/** A 404 on a list of a team that is there: not a deletion. */
function lostList({ endpoint, status }: ApiError): ApiError {
  return new ApiError({
    kind: 'answer',
    endpoint,
    status,
    reason: 'the team is there, but this list of it is not',
  });
}

function teamPath(teamId: string): string {
  return `/platform/v1/teams/${encodeURIComponent(teamId)}`;
}

function resultsPath(kind: ScanKind): string {
  return `/secure/vulnerability/v1/${kind}-results`;
}

/** Without hosts, which come along when the filter is refused. */
async function* imagesOf(scans: Records<Scan>): Records<Scan> {
  for await (const scan of scans) {
    const isHost = scan.ok && scan.record.workload?.assetType === 'host';
    if (!isHost) yield scan;
  }
}

/**
 * Reads the error body of any generation. Vulnerability management documents 409 for reads that
 * may succeed a moment later.
 */
function readSysdigError(status: number, body: unknown): ProviderError {
  const error = ErrorBody.safeParse(body).data;
  const first = error?.errors?.[0];
  return {
    code: error?.type ?? first?.reason,
    message: error?.message ?? first?.message ?? first?.reason ?? error?.error,
    kind: status === 409 ? 'unavailable' : undefined,
  };
}
