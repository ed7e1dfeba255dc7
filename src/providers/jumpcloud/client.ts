import type { z } from 'zod';

import { ApiClient, type ApiRequest } from '../../http/apiClient';
import {
  type Credentials,
  staticCredentials,
} from '../../http/auth/credentials';
import { ApiError } from '../../http/failures';
import {
  basic,
  OAuthCredentials,
  type TokenRequest,
} from '../../http/auth/oauth';
import { offsetPaging } from '../../http/paging/offset';
import type { Checked, Records } from '../../http/records';
import type { ProviderError } from '../../http/failures';
import { Secrets } from '../../http/auth/secrets';
import type { ClientContext } from '../../collect/provider';

import type { JumpCloudSettings } from './config';
import {
  GRAPH_PATHS,
  GraphConnection,
  type GraphEdge,
  type GraphNode,
  GraphObjectWithPaths,
  type GraphType,
} from './graph';
import {
  JumpCloudAdmin,
  JumpCloudAppleDevice,
  JumpCloudAppleMdm,
  JumpCloudApplication,
  JumpCloudError,
  JumpCloudGroup,
  JumpCloudOrganization,
  JumpCloudOrganizationDetail,
  JumpCloudSystem,
  JumpCloudUser,
} from './types';

/** JumpCloud publishes no rate limits and announces none: all requests count together. */
const BUCKET = 'JumpCloud';

/** Addresses that send too much at once are blocked with 403. */
const CONCURRENCY = 4;

/** A 429 comes without `Retry-After`, so that the waits have to be long by themselves. */
const RETRY = { attempts: 7, baseDelayMs: 2_000, maxDelayMs: 60_000 };

/** Both API versions: `limit` is 10 unless told, and at most 100. */
const OFFSET_PAGING = {
  limit: 100,
  defaultLimit: 10,
  offsetParameter: 'skip',
  hasNullRows: true,
};

const PAGING_V1 = offsetPaging({
  ...OFFSET_PAGING,
  items: 'results',
  total: 'totalCount',
});

/** Some lists of version 2 tell their total in this header, others do not. */
const PAGING_V2 = offsetPaging({
  ...OFFSET_PAGING,
  totalHeader: 'x-total-count',
});

/** A list within one organization. */
interface OrganizationList<T> {
  path: string;
  organizationId: string;
  permission: string;
  record: z.ZodType<T>;
  /** The field to sort by: without one, lists may miss or repeat records. */
  sort?: string;
  query?: ApiRequest['query'];
}

/** Reads JumpCloud's API, versions 1.0 and 2.0. It sends nothing but GET. */
export class JumpCloudClient {
  readonly consoleUrl: URL;
  private readonly api: ApiClient;
  private readonly logger: ClientContext['logger'];
  private readonly organizationId?: string;
  private readonly details = new Map<
    string,
    Promise<JumpCloudOrganizationDetail>
  >();
  private visible?: Promise<Checked<JumpCloudOrganization>[]>;

  constructor(
    settings: JumpCloudSettings,
    { logger, limits, rateLimitShare }: ClientContext,
  ) {
    this.consoleUrl = settings.consoleUrl;
    this.organizationId = settings.organizationId;
    this.logger = logger;
    this.api = new ApiClient({
      baseUrl: settings.baseUrl,
      credentials: credentialsOf(settings, limits),
      credentialFields: `${FIELDS[settings.credential.kind]}, and jumpcloudRegion (a credential is known in its own region only)`,
      rateLimit: {
        share: rateLimitShare,
        concurrency: CONCURRENCY,
        totalConcurrency: CONCURRENCY,
      },
      logger,
      readError,
      ...limits,
      retry: { ...RETRY, ...limits.retry },
    });
  }

  /**
   * Reads what every collection begins with: the configured organization, or the list of those
   * that the credential sees. That the settings of the former are refused to the role proves the
   * credential as well.
   *
   * @throws ApiError when the credential cannot be used, or sees no organization
   */
  async verify(): Promise<void> {
    if (this.organizationId === undefined) {
      await this.visibleOrganizations();
      return;
    }
    try {
      await this.organization(this.organizationId);
    } catch (error) {
      const isRoleTooLow =
        error instanceof ApiError && error.kind === 'authorization';
      if (!isRoleTooLow) throw error;
    }
  }

  /**
   * The organizations to collect: the configured one, else all that the credential sees
   * (`GET /api/organizations`). They are asked for once.
   */
  async *organizations(): Records<JumpCloudOrganization> {
    yield* await this.visibleOrganizations();
  }

  /**
   * One organization with its settings (`GET /api/organizations/{id}`), asked for once.
   *
   * @throws ApiError
   */
  organization(id: string): Promise<JumpCloudOrganizationDetail> {
    const known = this.details.get(id);
    if (known) return known;
    const detail = this.readOrganization(id);
    this.details.set(id, detail);
    return detail;
  }

  /** All users, in all states (`GET /api/systemusers`). */
  users(organizationId: string): Records<JumpCloudUser> {
    return this.listV1({
      path: '/api/systemusers',
      organizationId,
      permission: readRole('users'),
      record: JumpCloudUser,
    });
  }

  /** All user groups (`GET /api/v2/usergroups`). */
  groups(organizationId: string): Records<JumpCloudGroup> {
    return this.listV2({
      path: '/api/v2/usergroups',
      organizationId,
      permission: readRole('user groups'),
      record: JumpCloudGroup,
      sort: 'name',
    });
  }

  /** All device groups (`GET /api/v2/systemgroups`). */
  deviceGroups(organizationId: string): Records<JumpCloudGroup> {
    return this.listV2({
      path: '/api/v2/systemgroups',
      organizationId,
      permission: readRole('device groups'),
      record: JumpCloudGroup,
      sort: 'name',
    });
  }

  /** All applications (`GET /api/applications`). */
  applications(organizationId: string): Records<JumpCloudApplication> {
    return this.listV1({
      path: '/api/applications',
      organizationId,
      permission: readRole('applications'),
      record: JumpCloudApplication,
    });
  }

  /** All devices with the agent (`GET /api/systems`). */
  devices(organizationId: string): Records<JumpCloudSystem> {
    return this.listV1({
      path: '/api/systems',
      organizationId,
      permission: readRole('devices'),
      record: JumpCloudSystem,
    });
  }

  /** The Apple device managements, usually one or none (`GET /api/v2/applemdms`). */
  appleMdms(organizationId: string): Records<JumpCloudAppleMdm> {
    return this.listV2({
      path: '/api/v2/applemdms',
      organizationId,
      permission: readRole('MDM'),
      record: JumpCloudAppleMdm,
    });
  }

  /** The devices of one Apple device management (`GET /api/v2/applemdms/{id}/devices`). */
  appleDevices(
    organizationId: string,
    mdmId: string,
  ): Records<JumpCloudAppleDevice> {
    return this.listV2({
      path: `/api/v2/applemdms/${encodeURIComponent(mdmId)}/devices`,
      organizationId,
      permission: readRole('MDM devices'),
      record: JumpCloudAppleDevice,
      sort: 'id',
    });
  }

  /** The administrators of the console (`GET /api/users`). The specification leaves it out. */
  admins(organizationId: string): Records<JumpCloudAdmin> {
    return this.listV1({
      path: '/api/users',
      organizationId,
      permission: ADMINS_PERMISSION,
      record: JumpCloudAdmin,
    });
  }

  /** The direct members of a group (`GET /api/v2/{usergroups,systemgroups}/{id}/members`). */
  members(group: GraphNode): Records<GraphEdge> {
    return this.listV2({
      path: `${pathOf(group)}/members`,
      organizationId: group.organizationId,
      permission: readRole('group members'),
      record: GraphConnection,
    });
  }

  /** What an object is bound to directly (`GET /api/v2/…/{id}/associations?targets=…`). */
  associations(from: GraphNode, target: GraphType): Records<GraphEdge> {
    return this.listV2({
      path: `${pathOf(from)}/associations`,
      organizationId: from.organizationId,
      permission: readRole('associations'),
      record: GraphConnection,
      query: { targets: target },
    });
  }

  /** What an object is bound to directly or through groups (`GET /api/v2/…/{id}/{targets}`). */
  reachable(from: GraphNode, target: GraphType): Records<GraphEdge> {
    return this.listV2({
      path: `${pathOf(from)}/${GRAPH_PATHS[target]}`,
      organizationId: from.organizationId,
      permission: readRole('bindings of users and devices'),
      record: GraphObjectWithPaths,
    });
  }

  private visibleOrganizations(): Promise<Checked<JumpCloudOrganization>[]> {
    this.visible ??= this.readOrganizations();
    return this.visible;
  }

  private async readOrganizations(): Promise<Checked<JumpCloudOrganization>[]> {
    if (this.organizationId !== undefined) {
      return [{ ok: true, record: { id: this.organizationId } }];
    }
    const found: Checked<JumpCloudOrganization>[] = [];
    const list = this.list({
      path: '/api/organizations',
      query: { sort: '_id' },
      bucket: BUCKET,
      permission: `${readRole('organizations')}; or give jumpcloudOrgId, so that the list is not needed`,
      paging: PAGING_V1,
      record: JumpCloudOrganization,
    });
    for await (const organization of list) found.push(organization);
    if (found.length === 0) throw noOrganization();
    return found;
  }

  private async readOrganization(
    id: string,
  ): Promise<JumpCloudOrganizationDetail> {
    try {
      return await this.api.record(
        {
          path: `/api/organizations/${encodeURIComponent(id)}`,
          headers: headersFor(id),
          bucket: BUCKET,
          permission: readRole('the settings of the organization'),
        },
        JumpCloudOrganizationDetail,
      );
    } catch (error) {
      throw id === this.organizationId ? withOrganizationHint(error) : error;
    }
  }

  private listV1<T>(list: OrganizationList<T>): Records<T> {
    return this.list({
      ...inOrganization({ sort: '_id', ...list }),
      paging: PAGING_V1,
    });
  }

  private listV2<T>(list: OrganizationList<T>): Records<T> {
    return this.list({ ...inOrganization(list), paging: PAGING_V2 });
  }

  /** Reads a list once more without a sort where JumpCloud refuses to sort it. */
  private async *list<T>(
    list: Parameters<typeof this.api.records<T>>[0],
  ): Records<T> {
    const { sort, ...query } = list.query ?? {};
    try {
      yield* this.api.records(list);
    } catch (error) {
      if (sort === undefined || !isBadRequest(error)) throw error;
      this.logger.info(
        `JumpCloud does not sort ${list.path} by ${sort}: reading it unsorted`,
      );
      yield* this.api.records({ ...list, query });
    }
  }
}

/** The configuration fields that hold the credential. */
const FIELDS = {
  apiKey: 'jumpcloudApiKey',
  serviceAccount: 'jumpcloudClientId and jumpcloudClientSecret',
} as const;

function inOrganization<T>({
  path,
  organizationId,
  permission,
  record,
  sort,
  query,
}: OrganizationList<T>) {
  return {
    path,
    query: { ...query, sort },
    headers: headersFor(organizationId),
    bucket: BUCKET,
    permission,
    record,
  };
}

/** An administrator of several organizations has to say which one each request is for. */
function headersFor(organizationId: string): Record<string, string> {
  return { 'x-org-id': organizationId };
}

const ADMINS_PERMISSION =
  'an administrator role that may read administrators, such as Administrator or Administrator With Billing; or switch off the ingestion source "Administrators"';

function readRole(what: string): string {
  return `an administrator role that may read ${what}: Read Only or higher, or a custom role with that permission`;
}

function pathOf({ type, id }: GraphNode): string {
  return `/api/v2/${GRAPH_PATHS[type]}/${encodeURIComponent(id)}`;
}

function credentialsOf(
  { credential }: JumpCloudSettings,
  limits: ClientContext['limits'],
): Credentials {
  if (credential.kind === 'apiKey') {
    return staticCredentials('x-api-key', credential.apiKey, new Secrets());
  }
  return new OAuthCredentials({
    tokenUrl: credential.tokenUrl,
    requests: () => tokenRequests(credential),
    credentialFields: `${FIELDS.serviceAccount}, and jumpcloudRegion`,
    secrets: new Secrets([credential.clientSecret]),
    ...limits,
  });
}

/**
 * JumpCloud takes HTTP Basic only. Its documentation joins id and secret as they are; where that
 * differs from the form-encoding of RFC 6749 section 2.3.1, the latter is tried second.
 */
function tokenRequests({
  clientId,
  clientSecret,
}: {
  clientId: string;
  clientSecret: string;
}): TokenRequest[] {
  const plain = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const ways = new Set([`Basic ${plain}`, basic(clientId, clientSecret)]);
  return [...ways].map((authorization) => ({
    headers: { authorization },
    form: { grant_type: 'client_credentials', scope: 'api' },
  }));
}

function isBadRequest(error: unknown): boolean {
  return error instanceof ApiError && error.status === 400;
}

/**
 * Without a credential that it can read, JumpCloud redirects to its login page. A block of the
 * network address is answered with 403, but no permission helps against it.
 */
function readError(status: number, body: unknown): ProviderError {
  if (status < 400) {
    return {
      kind: 'authentication',
      message:
        'JumpCloud redirects, as it does to its login page where it sees no credential',
    };
  }
  const said = JumpCloudError.safeParse(body).data;
  const message = said?.message ?? said?.error;
  const isBlocked = status === 403 && /\bblocked\b/i.test(message ?? '');
  return isBlocked ? { kind: 'request', message } : { message };
}

function noOrganization(): ApiError {
  return new ApiError({
    kind: 'answer',
    endpoint: 'GET /api/organizations',
    status: 200,
    reason:
      'JumpCloud lists no organization for this credential; give the id of the organization in jumpcloudOrgId, or use a credential that sees one',
  });
}

/** JumpCloud answers 404 for an unknown organization, and 400 for an id that cannot be one. */
function withOrganizationHint(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  if (error.kind !== 'missing' && error.kind !== 'request') return error;
  return new ApiError({
    kind: error.kind,
    endpoint: error.endpoint,
    status: error.status,
    reason:
      'JumpCloud knows no such organization, or not for this credential; check jumpcloudOrgId and jumpcloudRegion',
    requestId: error.requestId,
  });
}
