import { z } from 'zod';

import type { ClientContext } from '../../collect/provider';
import { remembered } from '../../collect/remembered';
import {
  ApiClient,
  type ApiRequest,
  type ListRequest,
} from '../../http/apiClient';
import {
  type Credentials,
  staticCredentials,
} from '../../http/auth/credentials';
import { OAuthCredentials } from '../../http/auth/oauth';
import { clientAssertion } from '../../http/auth/privateKeys';
import { Secrets } from '../../http/auth/secrets';
import {
  ApiError,
  describeEndpoint,
  type ProviderError,
} from '../../http/failures';
import type { Logger } from '../../http/logger';
import { linkPaging } from '../../http/paging/link';
import { parseUrl } from '../../http/parse';
import type { WaitFor } from '../../http/rateLimiter';
import type { Records } from '../../http/records';
import { list, text } from '../../wire/fields';

import { READ_ONLY, oktaAccess } from './access';
import {
  adminOrigin,
  ALL_SCOPES,
  FIRST_SCOPES,
  isOktaHost,
  type OktaSettings,
} from './config';
import { Buckets, COUNTED_TOGETHER } from './limits';
import { readCredentialShare, SHARE_SCOPE } from './rateLimitShare';
import { SharedMembers } from './sharedMembers';

/**
 * Requests in flight. Okta refuses above 35 or 75 per org, whoever sends them ("Concurrent rate
 * limits"), and lets a credential have half of them; these are few enough to leave room for others.
 * A bucket has more than four only where its limit, and the time of its answers, take more.
 */
const CONCURRENCY = 4;
const MOST_CONCURRENCY = 15;

/** As a rule, two buckets are busy at the same time. */
export const USUALLY_AT_ONCE = 2 * CONCURRENCY;

/** `GET /.well-known/okta-organization`. */
const WellKnownOrganization = z.object({
  id: z.string().min(1),
  pipeline: text,
  _links: z.object({
    organization: z.object({ href: z.string() }),
    alternate: z.object({ href: z.string() }).nullish().catch(undefined),
  }),
});

/** The body of a refusal. */
const ErrorBody = z.object({
  errorCode: text,
  errorSummary: text,
  errorCauses: list(z.object({ errorSummary: text })),
});

export const USERS_PATH = '/api/v1/users';

export const USERS_ACCESS = oktaAccess({
  what: 'users',
  oauthScopes: ['okta.users.read'],
  roles: [READ_ONLY],
  endpoints: [`GET ${USERS_PATH}`],
});

/** The org as the graph shows it. */
export interface Org {
  /** The configured host, by which the account is known. */
  host: string;
  url: string;
  /** Origin of the admin console; undefined where it is not known. */
  adminUrl?: string;
  /** `idx` on Identity Engine, `v1` on Classic Engine; undefined where it is not known. */
  pipeline?: string;
}

/** Reads an Okta org (Okta management API, `/api/v1`). It sends nothing but GET, save for tokens. */
export class OktaClient {
  readonly ingestsDeprovisionedUsers: boolean;
  /** The custom profile attributes that enter the graph. */
  readonly userAttributes: OktaSettings['userAttributes'];
  readonly orgUrl: URL;
  private readonly api: ApiClient;
  private readonly credential: OktaSettings['credential'];
  readonly logger: Logger;

  /**
   * The org's hosts. Its other domains are trusted from then on: links may lead there, as long as
   * their scheme is that of the configured URL.
   */
  readonly org = remembered(() => this.discover());

  /** Of groups that may give admin roles. */
  readonly sharedMembers = new SharedMembers();

  /**
   * The share of each rate limit that Okta lets the credential use, in percent; undefined where it is
   * not known. Requests are paced by it from then on. One call, which a service app makes only where
   * it has the scope.
   */
  readonly credentialShare = remembered(async () => {
    const { credential } = this;
    const app =
      credential.kind === 'serviceApp' ? credential.serviceApp : undefined;
    if (app && !app.scopes.includes(SHARE_SCOPE)) return undefined;
    const share = await readCredentialShare(this.api, app?.clientId);
    if (share && share < 100) this.api.allowCredential(share / 100);
    return share;
  });

  /** Asked without the credential: it tells whether the credential may be sent at all. */
  private readonly wellKnown = remembered(() =>
    this.api.record(
      {
        path: '/.well-known/okta-organization',
        bucket: Buckets.DISCOVERY,
        isPublic: true,
      },
      WellKnownOrganization,
    ),
  );

  constructor(
    settings: OktaSettings,
    { logger, limits, rateLimitShare }: ClientContext,
  ) {
    this.orgUrl = settings.orgUrl;
    this.credential = settings.credential;
    this.ingestsDeprovisionedUsers = settings.ingestDeprovisionedUsers;
    this.userAttributes = settings.userAttributes;
    this.logger = logger;
    this.api = new ApiClient({
      baseUrl: settings.orgUrl,
      credentials: credentialsOf(settings, limits),
      credentialFields:
        settings.credential.kind === 'apiToken'
          ? 'oktaApiKey: the token may be revoked, expired (30 days after its last use) or limited to other networks, and it stops working when the admin who made it is deactivated'
          : 'oktaClientId and oktaPrivateKey',
      urlFields: 'oktaOrgUrl',
      rateLimit: {
        share: rateLimitShare,
        concurrency: CONCURRENCY,
        mostConcurrency: MOST_CONCURRENCY,
        totalConcurrency: MOST_CONCURRENCY,
        countedTogether: COUNTED_TOGETHER,
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
    const { body } = await this.api.get({
      path: USERS_PATH,
      query: { limit: 1 },
      bucket: Buckets.USERS,
      permission: USERS_ACCESS.needs,
    });
    if (Array.isArray(body) && body.length === 0) throw this.noUsersError();
  }

  /**
   * What an empty list of users means: every org has the admin who made it, so the credential may not
   * see users, such as a service app without an admin role.
   */
  noUsersError(): ApiError {
    return this.tooLittleError(
      USERS_PATH,
      `the credential sees no users, and every org has some; it needs ${USERS_ACCESS.needs}`,
    );
  }

  /** A list that lacks what every org has: the credential sees only a part of it. */
  tooLittleError(path: string, reason: string): ApiError {
    return new ApiError({
      kind: 'authorization',
      endpoint: describeEndpoint('GET', new URL(path, this.orgUrl)),
      status: 200,
      reason,
    });
  }

  /** Logs what is made of texts of the provider, which may echo the credential. */
  warn(message: string): void {
    this.api.logger.warn(message);
  }

  /** How many calls a minute a bucket allows; undefined until it is known. */
  callsPerMinute(bucket: string): number | undefined {
    return this.api.callsPerMinute(bucket);
  }

  /** For `forEach`: how long the calls that are left have to wait for the limit of a bucket. */
  limitOf(bucket: string): WaitFor {
    return this.api.limitOf(bucket);
  }

  /**
   * Reads one object.
   *
   * @throws ApiError
   */
  record<T>(request: ApiRequest, schema: z.ZodType<T>): Promise<T> {
    return this.api.record(request, schema);
  }

  /** Whether there is no such object; an `ApiError` is thrown where Okta does not say. */
  isGone(path: string, bucket: string): Promise<boolean> {
    return this.api.isGone({ path, bucket });
  }

  /** Checks the elements of a list within a record. */
  elements<T>(schema: z.ZodType<T>, values?: readonly unknown[]) {
    return this.api.elements(schema, values);
  }

  /** The org's domains have to be known before a link is followed, and its limits before many calls. */
  async *list<T>(request: ListRequest<T>): Records<T> {
    await Promise.all([this.org(), this.credentialShare()]);
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
    return { host, url: origin, adminUrl, pipeline: known?.pipeline };
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
    requests: () =>
      scopesToTry(scopes).map((each) => ({
        form: { grant_type: 'client_credentials', scope: each.join(' ') },
      })),
    signedForm: () => clientAssertion({ ...key, clientId, tokenUrl }),
    credentialFields:
      'that oktaClientId, oktaPrivateKey and oktaKeyId are those of the service app, and that the app was granted every scope of oktaScopes (Okta admin console: Applications, the app, Okta API Scopes)',
    secrets: new Secrets(),
    ...limits,
  });
}

/**
 * Okta refuses all scopes where one of them was not granted. An app that was granted those of users,
 * groups, applications, roles, devices and the log shall read them: what needs more is refused by
 * itself.
 */
function scopesToTry(scopes: readonly string[]): (readonly string[])[] {
  const areAll = ALL_SCOPES.every((scope) => scopes.includes(scope));
  return areAll ? [scopes, FIRST_SCOPES] : [scopes];
}

/** Lists that are connected by `Link` headers. */
export function pages(limit: number, smallestPage?: number) {
  return linkPaging({ limit, smallestPage, isStale, isTooLarge });
}

/** A page that Okta cannot put together in time ends in one of these. */
export function isTooLarge({ status }: ApiError): boolean {
  return status === 500 || status === 504;
}

/** Cursors grow old: Okta then refuses them as a bad request. */
export function isStale({ status }: ApiError): boolean {
  return status === 400;
}

function originOf(href: string | undefined): URL | undefined {
  return href === undefined ? undefined : parseUrl(href);
}

/**
 * Okta's error body. `E0000015` comes with 401 but says that the org lacks the feature, and rules
 * are refused with 400 where they are switched off. `E0000005`, an invalid session, comes with 403
 * and passes when the call is made again.
 */
function readError(
  status: number,
  body: unknown,
  { path }: { path: string },
): ProviderError {
  const error = ErrorBody.safeParse(body).data;
  const isFeatureOff =
    error?.errorCode === 'E0000015' ||
    (status === 400 && path === '/api/v1/groups/rules');
  const isPassing = status === 403 && error?.errorCode === 'E0000005';
  return {
    code: error?.errorCode,
    message: error?.errorCauses?.[0]?.errorSummary ?? error?.errorSummary,
    ...(isFeatureOff && { kind: 'feature' }),
    ...(isPassing && { kind: 'unavailable' }),
  };
}
