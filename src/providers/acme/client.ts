import { z } from 'zod';

import type { Access } from '../../collect/access';
import type { ClientContext } from '../../collect/provider';
import { remembered, rememberedByKey } from '../../collect/remembered';
import { ApiClient, type ApiRequest, type Query } from '../../http/apiClient';
import {
  type Credentials,
  staticCredentials,
} from '../../http/auth/credentials';
import { clientSecretRequests, OAuthCredentials } from '../../http/auth/oauth';
import { Secrets } from '../../http/auth/secrets';
import { ApiError, type ProviderError } from '../../http/failures';
import type { Records } from '../../http/records';

import { scimObject, textAttribute } from './attributes';
import type { AcmeSettings } from './config';
import {
  declaredPath,
  pagingOf,
  ResourceTypes,
  ServiceProviderConfig,
} from './discovery';
import { type ListResponse, listResponse } from './scimPaging';

/** SCIM knows no rate-limit buckets: all requests count together. */
export const BUCKET = 'SCIM';

/** No limits are announced by SCIM servers: few of them take more at once kindly. */
const CONCURRENCY = 2;

/** The status for what a service does not support (RFC 7644 section 3.12). */
export const NOT_IMPLEMENTED = 501;

/** The first resource of a list. */
const FIRST = { startIndex: 1, count: 1 };

/** Where a service tells what it has; asked before anything else, and public with many. */
const DISCOVERY = ['GET /ServiceProviderConfig', 'GET /ResourceTypes'];

/** What a credential needs to read resources of SCIM, which knows no permissions by name. */
export function scimAccess(
  what: string,
  path: string,
  furtherEndpoints: readonly string[] = [],
): Access {
  const access = `read access to ${what}`;
  return {
    what,
    permissions: [access],
    endpoints: [
      ...DISCOVERY,
      `GET ${path}`,
      `GET ${path}/{id}`,
      ...furtherEndpoints,
    ],
    needs: `${access} (SCIM resource ${path})`,
  };
}

/** What the account takes. */
export const SELF_DESCRIPTION: Access = {
  what: 'what the service declares of itself',
  endpoints: DISCOVERY,
  withoutIt: 'it is unknown',
  needs: 'read access to ServiceProviderConfig',
};

/** A kind of resource: its schema, and where it is unless the service says otherwise. */
export interface Resource {
  schema: string;
  path: string;
  access: Access;
  /** So many of them are asked for at once where the service announces that it gives as many. */
  largestPage: number;
}

/** Reads a SCIM 2.0 directory (RFC 7643, RFC 7644). It sends nothing but GET. */
export class ScimClient {
  readonly baseUrl: URL;
  private readonly api: ApiClient;

  constructor(
    { baseUrl, credential }: AcmeSettings,
    { logger, limits, rateLimitShare }: ClientContext,
  ) {
    this.baseUrl = baseUrl;
    this.api = new ApiClient({
      baseUrl,
      credentials: credentialsOf(credential, limits),
      credentialFields:
        credential.kind === 'apiKey'
          ? 'acmeApiKey'
          : 'acmeClientId and acmeClientSecret',
      urlFields: 'acmeBaseUrl',
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
   * What the service declares of itself (`GET /ServiceProviderConfig`); undefined where it
   * declares nothing, or not to this credential.
   *
   * @throws ApiError when the service cannot answer
   */
  readonly serviceProviderConfig = remembered(() =>
    this.declared('/ServiceProviderConfig', ServiceProviderConfig),
  );

  /** Lists can be read without discovery; whether they can, they tell themselves. */
  private readonly discovery = remembered(async () => {
    const [config, types] = await Promise.all([
      this.serviceProviderConfig().catch(ignoreApiError),
      this.declared('/ResourceTypes', ResourceTypes).catch(ignoreApiError),
    ]);
    return { config, types };
  });

  /** Remembered, as a list that had to be read by cursor once is begun by cursor the next time. */
  private readonly pagingOf = rememberedByKey(async (resource: Resource) => {
    const { config } = await this.discovery();
    return pagingOf(config, resource.largestPage);
  });

  /**
   * The path of a resource type; undefined where the service has no such type. What stands where
   * RFC 7644 section 3.2 has it wins: some services declare a path that does not work.
   */
  private readonly pathOf = rememberedByKey(
    async ({ schema, path, access }: Resource) => {
      const { types } = await this.discovery();
      const declared = declaredPath(types, schema, this.baseUrl);
      if (!types || declared === path) return path;
      const permission = access.needs;
      const request = { path, query: FIRST, bucket: BUCKET, permission };
      return (await this.isMissing(request)) ? declared : path;
    },
  );

  /**
   * Asks for the first resource: discovery may be public, and `count=0` is refused by some servers,
   * so this is the cheapest proof that the credential works.
   *
   * @throws ApiError when it does not
   */
  async probe(resource: Resource): Promise<void> {
    const { needs: permission } = resource.access;
    const request = { query: FIRST, bucket: BUCKET, permission };
    try {
      await this.api.get({ ...request, path: resource.path });
    } catch (error) {
      if (!isNotOffered(error)) throw error;
      const path = await this.pathOf(resource);
      if (path === undefined || path === resource.path) throw error;
      await this.api.get({ ...request, path });
    }
  }

  /** Whether the service has resources of this kind. */
  async offers(resource: Resource): Promise<boolean> {
    return (await this.pathOf(resource)) !== undefined;
  }

  /** All resources of a kind, or those that the query leaves; none where there is no such kind. */
  async *list<T>(
    resource: Resource,
    record: z.ZodType<T>,
    query?: Query,
  ): Records<T> {
    const path = await this.pathOf(resource);
    if (path === undefined) return;
    const { needs: permission } = resource.access;
    const request = { path, query, bucket: BUCKET, permission };
    const paging = await this.pagingOf(resource);
    yield* this.api.records({ ...request, paging, record });
  }

  /** The first page of a kind of resources; undefined where there is no such kind. */
  async firstPage(resource: Resource): Promise<ListResponse | undefined> {
    const path = await this.pathOf(resource);
    if (path === undefined) return undefined;
    const paging = await this.pagingOf(resource);
    const { needs: permission } = resource.access;
    const request = { path, bucket: BUCKET, permission };
    const record = z.unknown();
    const { body } = await this.api.firstAnswer({ ...request, paging, record });
    return listResponse(body);
  }

  /**
   * One resource, by its id.
   *
   * @throws ApiError
   */
  async record<T>(
    resource: Resource,
    id: string,
    schema: z.ZodType<T>,
    query?: Query,
  ): Promise<T> {
    const request = await this.requestFor(resource, id);
    return this.api.record({ ...request, query }, schema);
  }

  /** Checks the elements of a list within a resource. */
  elements<T>(schema: z.ZodType<T>, values: readonly unknown[]) {
    return this.api.elements(schema, values);
  }

  /** Whether there is no resource with this id. */
  async isGone(resource: Resource, id: string): Promise<boolean> {
    return this.api.isGone(await this.requestFor(resource, id));
  }

  /** Whether lists can be filtered, as far as the service tells. */
  async mayFilter(): Promise<boolean> {
    const config = await this.serviceProviderConfig().catch(ignoreApiError);
    return config?.filter?.supported ?? true;
  }

  private async requestFor(resource: Resource, id: string) {
    const path = (await this.pathOf(resource)) ?? resource.path;
    return {
      path: `${path}/${encodeURIComponent(id)}`,
      bucket: BUCKET,
      permission: resource.access.needs,
    };
  }

  private async isMissing(request: ApiRequest): Promise<boolean> {
    try {
      await this.api.get(request);
      return false;
    } catch (error) {
      if (isNotOffered(error)) return true;
      throw error;
    }
  }

  private async declared<T>(
    path: string,
    schema: z.ZodType<T>,
  ): Promise<T | undefined> {
    try {
      return await this.api.record({ path, bucket: BUCKET }, schema);
    } catch (error) {
      const isUnknown =
        error instanceof ApiError && error.kind === 'unavailable';
      if (isUnknown && !isNotOffered(error)) throw error;
      return ignoreApiError(error);
    }
  }
}

function credentialsOf(
  credential: AcmeSettings['credential'],
  limits: ClientContext['limits'],
): Credentials {
  if (credential.kind === 'apiKey') {
    const { apiKey } = credential;
    return staticCredentials('authorization', apiKey, new Secrets(), 'Bearer');
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

function isNotOffered(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    (error.kind === 'missing' || error.status === NOT_IMPLEMENTED)
  );
}

/** For what is good to know, and not needed. */
export function ignoreApiError(error: unknown): undefined {
  if (!(error instanceof ApiError)) throw error;
  return undefined;
}

/** An error (RFC 7644 section 3.12), or the older form of SCIM 1 in `Errors`. */
const ScimError = scimObject({
  scimType: textAttribute,
  detail: textAttribute,
  Errors: z
    .array(scimObject({ code: textAttribute, description: textAttribute }))
    .optional(),
});

function readScimError(_status: number, body: unknown): ProviderError {
  const error = ScimError.safeParse(body).data;
  const older = error?.Errors?.[0];
  return {
    code: error?.scimType ?? older?.code,
    message: error?.detail ?? older?.description,
  };
}
