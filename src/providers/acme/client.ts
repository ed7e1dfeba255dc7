import { ApiClient } from '../../http/apiClient';
import {
  type Credentials,
  staticCredentials,
} from '../../http/auth/credentials';
import { ApiError, describeEndpoint } from '../../http/failures';
import { clientSecretRequests, OAuthCredentials } from '../../http/auth/oauth';
import type { Paging } from '../../http/paging/pagination';
import type { Records } from '../../http/records';
import type { ProviderError } from '../../http/failures';
import { scimPaging } from './scimPaging';
import { Secrets } from '../../http/auth/secrets';
import type { ClientContext } from '../../collect/provider';

import type { AcmeSettings } from './config';
import {
  type ResourceType,
  ResourceTypes,
  ScimError,
  ScimGroup,
  ScimUser,
  ServiceProviderConfig,
} from './types';

/** SCIM knows no rate-limit buckets: all requests count together. */
const BUCKET = 'SCIM';

/** No limits are announced by SCIM servers: few of them take more at once kindly. */
const CONCURRENCY = 2;

/** Every known server gives pages of this size, or caps them by itself. */
const PAGE_SIZE = 100;

/** AWS IAM Identity Center answers with empty `members` for every group. */
const HIDES_MEMBERS = /^scim\..+\.amazonaws\.com$/;

/** Where RFC 7644 section 3.2 has users and groups. */
const USERS_PATH = '/Users';
const GROUPS_PATH = '/Groups';

/** The status for what a service does not support (RFC 7644 section 3.12). */
const NOT_IMPLEMENTED = 501;

const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** What discovery found out about lists. */
interface Lists {
  usersPath: string;
  groupsPath: string;
  paging: Paging;
}

/** Reads a SCIM 2.0 directory (RFC 7643, RFC 7644). It sends nothing but GET. */
export class ScimClient {
  readonly baseUrl: URL;
  private readonly api: ApiClient;
  private config?: Promise<ServiceProviderConfig | undefined>;
  private lists?: Promise<Lists>;

  constructor(
    settings: AcmeSettings,
    { logger, limits, rateLimitShare }: ClientContext,
  ) {
    this.baseUrl = settings.baseUrl;
    this.api = new ApiClient({
      baseUrl: settings.baseUrl,
      credentials: credentialsOf(settings, limits),
      credentialFields:
        settings.credential.kind === 'apiKey'
          ? 'acmeApiKey'
          : 'acmeClientId and acmeClientSecret',
      rateLimit: {
        share: rateLimitShare,
        concurrency: CONCURRENCY,
        totalConcurrency: CONCURRENCY,
      },
      logger,
      accept: 'application/scim+json, application/json',
      readError: readScimError,
      ...limits,
    });
  }

  /**
   * Reads one user: discovery may be public, and `count=0` is refused by some servers, so this is
   * the cheapest proof that the credential works.
   *
   * @throws ApiError when it does not
   */
  async verify(): Promise<void> {
    try {
      await this.readOneUser(USERS_PATH);
    } catch (error) {
      const isElsewhere = error instanceof ApiError && error.kind === 'missing';
      if (!isElsewhere) throw error;
      const { usersPath } = await this.discoverLists();
      if (usersPath === USERS_PATH) throw error;
      await this.readOneUser(usersPath);
    }
  }

  private async readOneUser(path: string): Promise<void> {
    await this.api.get({
      path,
      query: { startIndex: 1, count: 1 },
      bucket: BUCKET,
      permission: USERS_PERMISSION,
    });
  }

  /**
   * What the service declares of itself (`GET /ServiceProviderConfig`); undefined where it
   * declares nothing, or not to this credential.
   *
   * @throws ApiError when the service cannot answer
   */
  serviceProviderConfig(): Promise<ServiceProviderConfig | undefined> {
    this.config ??= this.declared(() =>
      this.api.record(
        { path: '/ServiceProviderConfig', bucket: BUCKET },
        ServiceProviderConfig,
      ),
    );
    return this.config;
  }

  /** All users (`GET /Users`, or where the service says that users are). */
  async *users(): Records<ScimUser> {
    const { usersPath, paging } = await this.discoverLists();
    yield* this.api.records({
      path: usersPath,
      bucket: BUCKET,
      permission: USERS_PERMISSION,
      paging,
      record: ScimUser,
    });
  }

  /** All groups (`GET /Groups`). Some services leave out their members here. */
  async *groups(): Records<ScimGroup> {
    const { groupsPath, paging } = await this.discoverLists();
    yield* this.api.records({
      path: groupsPath,
      bucket: BUCKET,
      permission: GROUPS_PERMISSION,
      paging,
      record: ScimGroup,
    });
  }

  /**
   * One group (`GET /Groups/{id}`).
   *
   * @throws ApiError
   */
  async group(id: string): Promise<ScimGroup> {
    const { groupsPath } = await this.discoverLists();
    return this.api.record(
      {
        path: `${groupsPath}/${encodeURIComponent(id)}`,
        bucket: BUCKET,
        permission: GROUPS_PERMISSION,
      },
      ScimGroup,
    );
  }

  /**
   * For a directory that told no members of any group.
   *
   * @throws ApiError where the service is known to hide them
   */
  checkMembersAreTold(): Promise<void> {
    if (!HIDES_MEMBERS.test(this.baseUrl.hostname)) return Promise.resolve();
    return Promise.reject(
      new ApiError({
        kind: 'answer',
        endpoint: describeEndpoint('GET', this.baseUrl),
        status: 200,
        reason:
          'AWS IAM Identity Center tells the members of no group by SCIM; collect them with an AWS integration',
      }),
    );
  }

  private discoverLists(): Promise<Lists> {
    this.lists ??= this.readLists();
    return this.lists;
  }

  /** Lists can be read without discovery; whether they can, they tell themselves. */
  private async readLists(): Promise<Lists> {
    const [config, types] = await Promise.all([
      this.serviceProviderConfig().catch(ignoreApiError),
      this.declared(() =>
        this.api.record(
          { path: '/ResourceTypes', bucket: BUCKET },
          ResourceTypes,
        ),
      ).catch(ignoreApiError),
    ]);
    return {
      usersPath: pathOf(types, USER_SCHEMA) ?? USERS_PATH,
      groupsPath: pathOf(types, GROUP_SCHEMA) ?? GROUPS_PATH,
      paging: pagingOf(config),
    };
  }

  private async declared<T>(read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      const isUnknown =
        error instanceof ApiError &&
        error.kind === 'unavailable' &&
        error.status !== NOT_IMPLEMENTED;
      if (isUnknown) throw error;
      return ignoreApiError(error);
    }
  }
}

const USERS_PERMISSION = 'read access to users (SCIM resource /Users)';
const GROUPS_PERMISSION = 'read access to groups (SCIM resource /Groups)';

function credentialsOf(
  { credential }: AcmeSettings,
  limits: ClientContext['limits'],
): Credentials {
  if (credential.kind === 'apiKey') {
    return staticCredentials(
      'authorization',
      credential.apiKey,
      new Secrets(),
      'Bearer',
    );
  }
  const { tokenUrl, clientSecret } = credential;
  return new OAuthCredentials({
    tokenUrl,
    requests: () => clientSecretRequests(credential),
    credentialFields: 'acmeClientId, acmeClientSecret and acmeScope',
    secrets: new Secrets([clientSecret]),
    ...limits,
  });
}

function ignoreApiError(error: unknown): undefined {
  if (!(error instanceof ApiError)) throw error;
  return undefined;
}

/** The path of a resource type, where it is one: an absolute URL is never called. */
function pathOf(
  types: readonly ResourceType[] | undefined,
  schema: string,
): string | undefined {
  const endpoint = types?.find(
    (type) => type.schema?.toLowerCase() === schema.toLowerCase(),
  )?.endpoint;
  const path = endpoint?.replace(/^\/?/, '/').replace(/\/$/, '');
  return path && /^(\/[\w~-][\w.~-]*)+$/.test(path) ? path : undefined;
}

/** `filter.maxResults` caps every list in practice, and RFC 9865 announces a maximum page size. */
function pagingOf(config: ServiceProviderConfig | undefined): Paging {
  const { filter, pagination } = config ?? {};
  const caps = [filter?.maxResults, pagination?.maxPageSize].filter(
    (cap) => cap !== undefined,
  );
  const prefersCursor =
    pagination?.defaultPaginationMethod?.toLowerCase() === 'cursor' ||
    pagination?.index === false;
  return scimPaging({
    count: Math.min(PAGE_SIZE, ...caps),
    method: prefersCursor && pagination?.cursor !== false ? 'cursor' : 'index',
  });
}

function readScimError(_status: number, body: unknown): ProviderError {
  const error = ScimError.safeParse(body).data;
  const older = error?.Errors?.[0];
  return {
    code: error?.scimType ?? older?.code,
    message: error?.detail ?? older?.description,
  };
}
