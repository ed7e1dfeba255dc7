import { z } from 'zod';

import type { ClientContext } from '../../collect/provider';
import { remembered, rememberedByKey } from '../../collect/remembered';
import {
  ApiClient,
  type ApiRequest,
  type ListRequest,
  type Query,
} from '../../http/apiClient';
import { staticCredentials } from '../../http/auth/credentials';
import { Secrets } from '../../http/auth/secrets';
import { ApiError, type ProviderError } from '../../http/failures';
import type { Logger } from '../../http/logger';
import { offsetPaging } from '../../http/paging/offset';
import type { IdOf } from '../../http/paging/page';
import { type Records, unlessRefused } from '../../http/records';
import { list, text } from '../../wire/fields';

import type { SysdigSettings } from './config';
import { Fallback, isBadRequest, isMissing, isRefusal } from './fallback';
import { legacyPaging } from './legacyPaging';
import { CurrentUser, type Owner } from './owner';
import { READS_SCANS, SEES_ALL } from './permissions';
import { resultsPath, ScanSource } from './scanSource';

/** Limits are counted per endpoint, and few requests at once are welcome. */
const CONCURRENCY = 2;
const TOTAL_CONCURRENCY = 4;

/** The error bodies of all generations in one. */
export const ErrorBody = z.object({
  type: text,
  message: text,
  error: text,
  errors: list(z.object({ reason: text, message: text })),
});

/** A list of the platform API. */
interface PlatformList<T> extends Omit<ListRequest<T>, 'paging'> {
  /** The id of a record, where it is not its `id`. */
  idOf?: IdOf;
}

/**
 * The connection to a Sysdig account: its platform and vulnerability management APIs, and the
 * older product API. It sends nothing but GET.
 */
export class SysdigClient {
  readonly startedAt = Date.now();
  readonly logger: Logger;
  readonly fallback: Fallback;
  readonly scanSource: ScanSource;

  /**
   * Whether a team was deleted, after a 404 on something of it. Without the platform API nothing
   * tells that.
   */
  readonly isTeamGone = rememberedByKey(async (teamId: string) => {
    if (!(await this.fallback.hasPlatform())) return false;
    const team = await this.fallback.refusalOf({
      path: teamPath(teamId),
      bucket: 'teams',
    });
    return team !== undefined && isMissing(team);
  });

  private readonly api: ApiClient;
  private readonly ownerOnce = remembered(() => this.readOwner());
  /** Who the token belonged to when it was last proved. */
  private proved?: { owner?: Owner };

  constructor(
    readonly settings: SysdigSettings,
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
      urlFields: 'sysdigRegion or sysdigBaseUrl',
      rateLimit: {
        share: rateLimitShare,
        concurrency: CONCURRENCY,
        totalConcurrency: TOTAL_CONCURRENCY,
      },
      logger,
      readError: readSysdigError,
      ...limits,
    });
    const owner = () => this.owner();
    this.fallback = new Fallback(this.api, owner, logger);
    this.scanSource = new ScanSource(this.api, this.fallback, owner, logger);
  }

  /**
   * Tries the cheapest requests, one after the other, until one succeeds: a service account may be
   * allowed only some of what is collected.
   *
   * @throws ApiError when the token is refused, or may read nothing of all that
   */
  async verify(): Promise<void> {
    const owner = await this.readOwner();
    this.proved = { owner };
    if (owner) return;
    const teams = await this.firstRefusal('/platform/v1/teams');
    if (!teams) return;
    const scans = await this.firstRefusal(resultsPath('runtime', 'v1'));
    if (!scans) return;
    if (isMissing(teams) && isMissing(scans)) throw teams;
    throw new ApiError({
      kind: 'authorization',
      endpoint: teams.endpoint,
      status: 403,
      reason: `the token is valid, but it may read neither its owner nor teams nor scan results; give its role ${SEES_ALL}, and ${READS_SCANS}`,
    });
  }

  /**
   * Who the token belongs to; undefined where it may not read that. Service accounts have no owner.
   *
   * @throws ApiError when the service cannot answer
   */
  async owner(): Promise<Owner | undefined> {
    return this.proved ? this.proved.owner : this.ownerOnce();
  }

  /** Reads a list. */
  list<T>(list: ListRequest<T>): Records<T> {
    return this.api.records(list);
  }

  /**
   * Reads one object.
   *
   * @throws ApiError when the provider does not give it
   */
  record<T>(request: ApiRequest, schema: z.ZodType<T>): Promise<T> {
    return this.api.record(request, schema);
  }

  /** Checks the elements of a list within a record. */
  elements<T>(schema: z.ZodType<T>, values: readonly unknown[]) {
    return this.api.elements(schema, values);
  }

  /** Reads a list of the platform API that cannot be sorted. */
  platformList<T>(list: PlatformList<T>): Records<T> {
    return this.list(paged(list));
  }

  /** Reads a list of the platform API in the order of ids, where that can be had. */
  sortedList<T>(list: PlatformList<T>): Records<T> {
    return this.listWith(paged(list), { orderby: 'id:asc' });
  }

  /** Reads users or teams from the older API. */
  olderList<T>(items: 'users' | 'teams', record: z.ZodType<T>): Records<T> {
    return this.list({
      path: `/api/v2/${items}/light`,
      bucket: `older ${items}`,
      permission: SEES_ALL,
      paging: legacyPaging({ limit: 100, items, identity: ['id'] }),
      record,
    });
  }

  /** Reads a list with parameters that it can do without, in case they are refused. */
  async *listWith<T>(list: ListRequest<T>, query: Query): Records<T> {
    const refusal = yield* unlessRefused(
      this.list({ ...list, query: { ...list.query, ...query } }),
      isBadRequest,
    );
    if (refusal) yield* this.list(list);
  }

  private async readOwner(): Promise<Owner | undefined> {
    const owner =
      (await this.readOwnerAt('/api/users/me')) ??
      (await this.readOwnerAt('/api/user/me'));
    if (!owner) {
      this.logger.info(
        'The token may not read its owner: the account is known by its host only, without plan',
      );
    }
    return owner;
  }

  private async readOwnerAt(path: string): Promise<Owner | undefined> {
    try {
      const { user } = await this.record(
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

  private firstRefusal(path: string): Promise<ApiError | undefined> {
    return this.fallback.refusalOf({ path, query: { limit: 1 }, bucket: path });
  }
}

function paged<T>({ idOf, ...list }: PlatformList<T>): ListRequest<T> {
  const total = 'page.total';
  const paging = offsetPaging({ limit: 200, items: 'data', total, idOf });
  return { ...list, paging };
}

/** The path of a team in the platform API. */
export function teamPath(teamId: string): string {
  return `/platform/v1/teams/${encodeURIComponent(teamId)}`;
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
