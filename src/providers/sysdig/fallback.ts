import type { ApiClient, ApiRequest } from '../../http/apiClient';
import { ApiError } from '../../http/failures';
import type { Logger } from '../../http/logger';
import { type Records, unlessEmpty, unlessRefused } from '../../http/records';
import { remembered } from '../../collect/remembered';

import { type Owner, seesAll } from './owner';
import { SEES_ALL } from './permissions';

/** A list that both the platform API and the older API have, and that is never empty. */
export interface ListOfBoth<T> {
  /** The list, as the user knows it. */
  what: string;
  platform: Records<T>;
  older: Records<T>;
}

/**
 * Reads from the platform API and, where that refuses a list, from the older API.
 */
export class Fallback {
  /** True once it is known that all of the platform API is 404 on this tenant. */
  isPlatformAbsent = false;

  /** Whether the tenant has the platform API at all: tenants without it answer 404 to all of it. */
  readonly hasPlatform = remembered(async () => {
    const refusal = await this.refusalOf({
      path: '/platform/v1/teams',
      query: { limit: 1 },
      bucket: 'teams',
    });
    this.isPlatformAbsent = refusal !== undefined && isMissing(refusal);
    return !this.isPlatformAbsent;
  });

  constructor(
    private readonly api: ApiClient,
    private readonly owner: () => Promise<Owner | undefined>,
    private readonly logger: Logger,
  ) {}

  /**
   * Why the provider refuses an object, or a list; undefined where it gives it.
   *
   * @throws ApiError when it does neither
   */
  async refusalOf(request: ApiRequest): Promise<ApiError | undefined> {
    try {
      await this.api.get(request);
      return undefined;
    } catch (error) {
      if (error instanceof ApiError && isRefusal(error)) return error;
      throw error;
    }
  }

  /**
   * Reads a list from the platform API or, where that refuses it, from the older API.
   *
   * @throws ApiError where neither gives the list, or nothing proves that it is whole
   */
  async *either<T>({ what, platform, older }: ListOfBoth<T>): Records<T> {
    const refusal = yield* unlessRefused(notEmpty(platform, what), isRefusal);
    if (!refusal) return;
    this.tell(what, refusal);
    const olderRefusal = yield* unlessRefused(notEmpty(older, what), isRefusal);
    if (olderRefusal) throw repairable(refusal, olderRefusal);
    await this.checkOwnerSeesAll(what, refusal);
  }

  /**
   * The platform API answers who may not see all with 403; the older API with what they see.
   *
   * @param refusal why the older API was read
   * @throws ApiError unless the owner of the token is an administrator
   */
  async checkOwnerSeesAll(what: string, refusal: ApiError): Promise<void> {
    const owner = await this.owner();
    if (seesAll(owner)) return;
    const { systemRole = 'unknown' } = owner ?? {};
    throw new ApiError({
      kind: 'authorization',
      endpoint: refusal.endpoint,
      status: refusal.status,
      reason: `${what} were read from the older API, which gives only those that the owner of the token may see; the owner's role is ${systemRole}. Give the token of an administrator, or of a service account with ${SEES_ALL}`,
    });
  }

  /** A list that the older API does not have. */
  async *platformOnly<T>(records: Records<T>): Records<T> {
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

  /** Tells that a list is read from the older API, and why. */
  tell(what: string, refusal: ApiError): void {
    this.logger.info(
      `Reading ${what} from the older API, as the newer one refuses: ${reasonOf(refusal)}`,
    );
  }
}

/**
 * Whether an answer says: not to you, or not on this tenant. A product that is not licensed, a
 * missing permission and an API that a tenant does not have are not told apart by the status.
 */
export function isRefusal(error: ApiError): boolean {
  return error.kind === 'authorization' || isMissing(error);
}

/** Whether an answer says: there is no such thing. */
export function isMissing({ kind }: ApiError): boolean {
  return kind === 'missing';
}

/** Whether an answer says: not with these parameters. */
export function isBadRequest(error: ApiError): boolean {
  return error.kind === 'request' && error.status === 400;
}

/** Why an API is left: a permission that would help is worth naming. */
export function reasonOf(refusal: ApiError): string {
  return refusal.kind === 'authorization'
    ? refusal.message
    : `${refusal.endpoint} answers ${refusal.status}`;
}

/** Of two refusals the one that the user can repair. */
export function repairable(first: ApiError, second: ApiError): ApiError {
  const authorization = [first, second].find(
    ({ kind }) => kind === 'authorization',
  );
  return authorization ?? first;
}

/**
 * Every account has users and teams: where none comes, the token sees none.
 *
 * @throws ApiError at the end of an empty list
 */
function notEmpty<T>(records: Records<T>, what: string): Records<T> {
  return unlessEmpty(
    records,
    () =>
      new ApiError({
        kind: 'authorization',
        endpoint: `the list of ${what}`,
        status: 200,
        reason: `the list is empty, although every account has ${what}: the token does not see them; it needs ${SEES_ALL}`,
      }),
  );
}
