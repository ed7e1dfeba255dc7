import { ApiClient, type ListRequest } from '../../http/apiClient';
import { clientAssertion } from '../../http/auth/privateKeys';
import {
  type Credentials,
  staticCredentials,
} from '../../http/auth/credentials';
import { ApiError } from '../../http/failures';
import type { Logger } from '../../http/logger';
import { OAuthCredentials } from '../../http/auth/oauth';
import { linkPaging, wholeListPaging } from '../../http/paging/link';
import type { Records } from '../../http/records';
import { type ProviderError } from '../../http/failures';
import { Secrets } from '../../http/auth/secrets';
import { parseUrl } from '../../http/parse';
import type { ClientContext } from '../../collect/provider';

import { adminOrigin, isOktaHost, type OktaSettings } from './config';
import { Buckets, permission } from './limits';
import {
  AppGroup,
  AppUser,
  Factor,
  GroupMember,
  GroupRule,
  LogEvent,
  OktaApplication,
  OktaDevice,
  OktaError,
  OktaGroup,
  OktaSupport,
  OktaUser,
  OrgSetting,
  RoleAssignee,
  RoleAssignment,
  WellKnownOrganization,
} from './types';

/**
 * Requests in flight. Okta refuses above 35 or 75 per org, whoever sends them ("Concurrent rate
 * limits"); these are few enough to leave room for others.
 */
const CONCURRENCY = 4;
const TOTAL_CONCURRENCY = 8;

/** The system log goes back 90 days; a little less, so that slow clocks ask for nothing older. */
const LOG_SPAN_MS = (90 * 24 - 1) * 3_600_000;

/** New apps of any kind, and, as the log wrote it before 2021, an update right after `_new_`. */
const APP_CREATION =
  'eventType eq "application.lifecycle.create" or (eventType eq "application.lifecycle.update" and debugContext.debugData.requestUri ew "_new_")';

/** Groups with statistics are given in no smaller pages than this, before the statistics go. */
const SMALLEST_GROUPS_PAGE = 25;

/** `GET /api/v1/apps/{appId}/groups` accepts no smaller limit. */
const SMALLEST_APP_GROUPS_PAGE = 20;

const RULES_PATH = '/api/v1/groups/rules';

/** The org as the graph shows it. */
export interface Org {
  /** The configured host, by which the account is known. */
  host: string;
  url: string;
  /** Origin of the admin console; undefined where it is not known. */
  adminUrl?: string;
}

/** Reads an Okta org (Okta management API, `/api/v1`). It sends nothing but GET, save for tokens. */
export class OktaClient {
  readonly ingestsDeprovisionedUsers: boolean;
  private readonly orgUrl: URL;
  private readonly api: ApiClient;
  private readonly logger: Logger;
  private knownOrg?: Promise<Org>;
  private discovery?: Promise<WellKnownOrganization>;

  constructor(
    settings: OktaSettings,
    { logger, limits, rateLimitShare }: ClientContext,
  ) {
    this.orgUrl = settings.orgUrl;
    this.ingestsDeprovisionedUsers = settings.ingestDeprovisionedUsers;
    this.logger = logger;
    this.api = new ApiClient({
      baseUrl: settings.orgUrl,
      credentials: credentialsOf(settings, limits),
      credentialFields:
        settings.credential.kind === 'apiToken'
          ? 'oktaApiKey: the token may be revoked, expired (30 days after its last use) or limited to other networks, and it stops working when the admin who made it is deactivated'
          : 'oktaClientId and oktaPrivateKey',
      rateLimit: {
        share: rateLimitShare,
        concurrency: CONCURRENCY,
        totalConcurrency: TOTAL_CONCURRENCY,
      },
      logger,
      readError,
      ...limits,
    });
  }

  /**
   * Reads one user: that is what everything needs. The credential goes to a custom domain only
   * after the domain has said that it is an Okta org.
   *
   * @throws ApiError when the credential does not work, or the host is no Okta org
   */
  async verify(): Promise<void> {
    if (!isOktaHost(this.orgUrl.host)) await this.wellKnown();
    await this.api.get({
      path: '/api/v1/users',
      query: { limit: 1 },
      bucket: Buckets.USERS,
      permission: permission('okta.users.read', 'users'),
    });
  }

  /**
   * The org's hosts. Its other domains are trusted from then on: links may lead there, as long as
   * their scheme is that of the configured URL.
   */
  org(): Promise<Org> {
    this.knownOrg ??= this.discover();
    return this.knownOrg;
  }

  /** How many calls a minute a bucket allows; undefined until it is known. */
  callsPerMinute(bucket: string): number | undefined {
    return this.api.callsPerMinute(bucket);
  }

  /**
   * The org's settings (`GET /api/v1/org`).
   *
   * @throws ApiError
   */
  orgSetting(): Promise<OrgSetting> {
    return this.api.record(
      {
        path: '/api/v1/org',
        bucket: Buckets.OTHER,
        permission: permission('okta.orgs.read', 'org settings'),
      },
      OrgSetting,
    );
  }

  /**
   * Whether Okta's support may enter the org (`GET /api/v1/org/privacy/oktaSupport`); undefined
   * where the credential may not know, as most admins may not.
   *
   * @throws ApiError when the provider cannot answer
   */
  async oktaSupport(): Promise<OktaSupport | undefined> {
    try {
      return await this.api.record(
        { path: '/api/v1/org/privacy/oktaSupport', bucket: Buckets.OTHER },
        OktaSupport,
      );
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === 'unavailable' || error.kind === 'answer') throw error;
      this.logger.info(
        `Whether Okta support may access the org is unknown: ${error.message}`,
      );
      return undefined;
    }
  }

  /** All users but the deprovisioned ones (`GET /api/v1/users`). */
  users(): Records<OktaUser> {
    return this.userList({});
  }

  /**
   * The users that `users` leaves out. A filter reads the store itself; a search would read an
   * index that follows with a delay.
   */
  deprovisionedUsers(): Records<OktaUser> {
    return this.userList({ filter: 'status eq "DEPROVISIONED"' });
  }

  /** The factors of a user (`GET /api/v1/users/{userId}/factors`). */
  factors(userId: string): Records<Factor> {
    return this.list({
      path: `/api/v1/users/${encodeURIComponent(userId)}/factors`,
      bucket: Buckets.USER,
      permission: permission('okta.users.read', 'factors'),
      paging: wholeListPaging(),
      record: Factor,
    });
  }

  /**
   * All groups, with their sizes and the apps of app groups (`GET /api/v1/groups?expand=stats,app`).
   * Counting is what makes this list fail in large orgs: where even small pages fail, the groups
   * are read again without their sizes.
   */
  async *groups(): Records<OktaGroup> {
    try {
      yield* this.groupList('stats,app', SMALLEST_GROUPS_PAGE);
    } catch (error) {
      if (!(error instanceof ApiError) || !isTooLarge(error)) throw error;
      this.logger.warn(
        `Okta cannot give the groups with their sizes; reading them without: ${error.message}`,
      );
      yield* this.groupList('app');
    }
  }

  /** The members of a group (`GET /api/v1/groups/{groupId}/users`, at most 1,000 a page). */
  groupMembers(groupId: string): Records<GroupMember> {
    return this.list({
      path: `/api/v1/groups/${encodeURIComponent(groupId)}/users`,
      bucket: Buckets.GROUPS,
      permission: permission('okta.groups.read', 'group members'),
      paging: pages(1000),
      record: GroupMember,
    });
  }

  /** The rules that put users into groups; a feature that not every org has. */
  groupRules(): Records<GroupRule> {
    return this.list({
      path: RULES_PATH,
      bucket: Buckets.GROUPS,
      permission: permission('okta.groups.read', 'group rules'),
      paging: pages(200),
      record: GroupRule,
    });
  }

  /** All applications, active or not (`GET /api/v1/apps`, at most 200 a page). */
  applications(): Records<OktaApplication> {
    return this.list({
      path: '/api/v1/apps',
      bucket: Buckets.APPS,
      permission: permission('okta.apps.read', 'applications'),
      paging: pages(200),
      record: OktaApplication,
    });
  }

  /** The users of an application (`GET /api/v1/apps/{appId}/users`, at most 500 a page). */
  appUsers(appId: string): Records<AppUser> {
    return this.list({
      path: `/api/v1/apps/${encodeURIComponent(appId)}/users`,
      bucket: Buckets.APPS,
      permission: permission('okta.apps.read', 'application assignments'),
      paging: pages(500),
      record: AppUser,
    });
  }

  /** The groups of an application (`GET /api/v1/apps/{appId}/groups`, 20 to 200 a page). */
  appGroups(appId: string): Records<AppGroup> {
    return this.list({
      path: `/api/v1/apps/${encodeURIComponent(appId)}/groups`,
      bucket: Buckets.APPS,
      permission: permission('okta.apps.read', 'application assignments'),
      paging: pages(200, SMALLEST_APP_GROUPS_PAGE),
      record: AppGroup,
    });
  }

  /** The users who have an admin role (`GET /api/v1/iam/assignees/users`). */
  roleAssignees(): Records<RoleAssignee> {
    return this.list({
      path: '/api/v1/iam/assignees/users',
      bucket: Buckets.OTHER,
      permission: permission('okta.roles.read', 'admin roles'),
      paging: linkPaging({
        limit: 100,
        items: 'value',
        link: '_links.next.href',
        isStale,
        isTooLarge,
      }),
      record: RoleAssignee,
    });
  }

  /** The admin roles of a user, inherited ones too (`GET /api/v1/users/{userId}/roles`). */
  userRoles(userId: string): Records<RoleAssignment> {
    return this.list({
      path: `/api/v1/users/${encodeURIComponent(userId)}/roles`,
      bucket: Buckets.USER,
      permission: permission('okta.roles.read', 'admin roles'),
      paging: wholeListPaging(),
      record: RoleAssignment,
    });
  }

  /** The admin roles of a group (`GET /api/v1/groups/{groupId}/roles`). */
  groupRoles(groupId: string): Records<RoleAssignment> {
    return this.list({
      path: `/api/v1/groups/${encodeURIComponent(groupId)}/roles`,
      bucket: Buckets.GROUPS,
      permission: permission('okta.roles.read', 'admin roles'),
      paging: wholeListPaging(),
      record: RoleAssignment,
    });
  }

  /** All devices and who uses them (`GET /api/v1/devices`); Identity Engine orgs only. */
  devices(): Records<OktaDevice> {
    return this.list({
      path: '/api/v1/devices',
      query: { expand: 'userSummary' },
      bucket: Buckets.DEVICES,
      permission: permission('okta.devices.read', 'devices'),
      paging: pages(200),
      record: OktaDevice,
    });
  }

  /** The creation of applications in the last 90 days (`GET /api/v1/logs`, 1,000 a page). */
  appCreations(): Records<LogEvent> {
    const until = Date.now();
    return this.list({
      path: '/api/v1/logs',
      query: {
        since: new Date(until - LOG_SPAN_MS).toISOString(),
        until: new Date(until).toISOString(),
        filter: APP_CREATION,
      },
      bucket: Buckets.LOGS,
      permission: permission('okta.logs.read', 'system log'),
      paging: pages(1000),
      record: LogEvent,
    });
  }

  private userList(query: Record<string, string>): Records<OktaUser> {
    return this.list({
      path: '/api/v1/users',
      query,
      bucket: Buckets.USERS,
      permission: permission('okta.users.read', 'users'),
      paging: pages(200),
      record: OktaUser,
    });
  }

  private groupList(expand: string, smallestPage?: number): Records<OktaGroup> {
    return this.list({
      path: '/api/v1/groups',
      query: { expand },
      bucket: Buckets.GROUPS,
      permission: permission('okta.groups.read', 'groups'),
      paging: pages(200, smallestPage),
      record: OktaGroup,
    });
  }

  /** The org's domains have to be known before a link is followed. */
  private async *list<T>(request: ListRequest<T>): Records<T> {
    await this.org();
    yield* this.api.records(request);
  }

  private async discover(): Promise<Org> {
    const { origin, host, protocol } = this.orgUrl;
    const known = await this.wellKnown().catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      this.logger.warn(`The org's other domains are unknown: ${error.message}`);
      return undefined;
    });
    const origins = [known?._links.organization, known?._links.alternate]
      .map((link) => originOf(link?.href))
      .filter((each) => each !== undefined);
    for (const each of origins) {
      if (each.protocol === protocol) this.api.trustOrigin(each.origin);
    }
    const adminUrl = [this.orgUrl, ...origins]
      .map((each) => adminOrigin(each.host))
      .find((each) => each !== undefined);
    return { host, url: origin, adminUrl };
  }

  /** Asked without the credential: it tells whether the credential may be sent at all. */
  private wellKnown(): Promise<WellKnownOrganization> {
    this.discovery ??= this.api.record(
      {
        path: '/.well-known/okta-organization',
        bucket: Buckets.DISCOVERY,
        isPublic: true,
      },
      WellKnownOrganization,
    );
    return this.discovery;
  }
}

function credentialsOf(
  { orgUrl, credential }: OktaSettings,
  limits: ClientContext['limits'],
): Credentials {
  if (credential.kind === 'apiToken') {
    const { apiToken } = credential;
    return staticCredentials('authorization', apiToken, new Secrets(), 'SSWS');
  }
  const { clientId, key, scopes } = credential.serviceApp;
  const tokenUrl = new URL('/oauth2/v1/token', orgUrl);
  return new OAuthCredentials({
    tokenUrl,
    requests: () => [
      { form: { grant_type: 'client_credentials', scope: scopes.join(' ') } },
    ],
    signedForm: () => clientAssertion({ ...key, clientId, tokenUrl }),
    credentialFields:
      'that oktaClientId, oktaPrivateKey and oktaKeyId are those of the service app, and that the app was granted every scope of oktaScopes (Okta admin console: Applications, the app, Okta API Scopes)',
    secrets: new Secrets(),
    ...limits,
  });
}

function pages(limit: number, smallestPage?: number) {
  return linkPaging({ limit, smallestPage, isStale, isTooLarge });
}

/** A page that Okta cannot put together in time ends in one of these. */
function isTooLarge({ status }: ApiError): boolean {
  return status === 500 || status === 504;
}

/** Cursors grow old: Okta then refuses them as a bad request. */
function isStale({ status }: ApiError): boolean {
  return status === 400;
}

function originOf(href: string | undefined): URL | undefined {
  return href === undefined ? undefined : parseUrl(href);
}

/**
 * Okta's error body. `E0000015` comes with 401 but says that the org lacks the feature, and rules
 * are refused with 400 where they are switched off.
 */
function readError(
  status: number,
  body: unknown,
  { path }: { path: string },
): ProviderError {
  const error = OktaError.safeParse(body).data;
  const isFeatureOff =
    error?.errorCode === 'E0000015' || (status === 400 && path === RULES_PATH);
  return {
    code: error?.errorCode,
    message: error?.errorCauses?.[0]?.errorSummary ?? error?.errorSummary,
    ...(isFeatureOff && { kind: 'feature' }),
  };
}
