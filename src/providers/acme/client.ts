import { z } from 'zod';

import type { ClientContext } from '../../collect/provider';
import { remembered } from '../../collect/remembered';
import { ApiClient } from '../../http/apiClient';
import {
  type Credentials,
  staticCredentials,
} from '../../http/auth/credentials';
import { clientSecretRequests, OAuthCredentials } from '../../http/auth/oauth';
import { Secrets } from '../../http/auth/secrets';
import {
  ApiError,
  describeEndpoint,
  type ProviderError,
} from '../../http/failures';
import type { Records } from '../../http/records';

import { scimObject, textAttribute } from './attributes';
import type { AcmeSettings } from './config';
import {
  pagingOf,
  pathOf,
  ResourceTypes,
  ServiceProviderConfig,
} from './discovery';

/** SCIM knows no rate-limit buckets: all requests count together. */
const BUCKET = 'SCIM';

/** No limits are announced by SCIM servers: few of them take more at once kindly. */
const CONCURRENCY = 2;

/** AWS IAM Identity Center answers with empty `members` for every group. */
const HIDES_MEMBERS = /^scim\..+\.amazonaws\.com$/;

/** The status for what a service does not support (RFC 7644 section 3.12). */
const NOT_IMPLEMENTED = 501;

/** A kind of resource: its schema, and where it is unless the service says otherwise. */
export interface Resource {
  schema: string;
  path: string;
  permission: string;
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
    return { paging: pagingOf(config), types };
  });

  /**
   * Asks for the first resource, where RFC 7644 section 3.2 has it or where the service says.
   *
   * @throws ApiError when the service refuses
   */
  async probe(resource: Resource): Promise<void> {
    const first = { startIndex: 1, count: 1 };
    const { permission } = resource;
    const probeAt = (path: string) =>
      this.api.get({ path, query: first, bucket: BUCKET, permission });
    try {
      await probeAt(resource.path);
    } catch (error) {
      const isElsewhere = error instanceof ApiError && error.kind === 'missing';
      if (!isElsewhere) throw error;
      const path = await this.pathOf(resource);
      if (path === resource.path) throw error;
      await probeAt(path);
    }
  }

  /** All resources of a kind. */
  async *list<T>(resource: Resource, record: z.ZodType<T>): Records<T> {
    const { paging } = await this.discovery();
    yield* this.api.records({
      path: await this.pathOf(resource),
      bucket: BUCKET,
      permission: resource.permission,
      paging,
      record,
    });
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
  ): Promise<T> {
    return this.api.record(await this.requestFor(resource, id), schema);
  }

  /** Whether there is no such resource any more. */
  async isGone(resource: Resource, id: string): Promise<boolean> {
    return this.api.isGone(await this.requestFor(resource, id));
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

  private async requestFor(resource: Resource, id: string) {
    const path = `${await this.pathOf(resource)}/${encodeURIComponent(id)}`;
    return { path, bucket: BUCKET, permission: resource.permission };
  }

  private async pathOf({ schema, path }: Resource): Promise<string> {
    const { types } = await this.discovery();
    return pathOf(types, schema) ?? path;
  }

  private async declared<T>(
    path: string,
    schema: z.ZodType<T>,
  ): Promise<T | undefined> {
    try {
      return await this.api.record({ path, bucket: BUCKET }, schema);
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

function ignoreApiError(error: unknown): undefined {
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
