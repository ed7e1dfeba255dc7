import { ApiError } from '../../http/failures';
import type { Checked, Records } from '../../http/records';
import type { Logger } from '../../http/logger';

/**
 * Whether an answer says: not to you, or not on this tenant. A product that is not licensed, a
 * missing permission and an API that a tenant does not have are not told apart by the status.
 */
export function isRefusal(error: ApiError): boolean {
  return error.kind === 'authorization' || error.kind === 'missing';
}

/** Whether an answer says: not with these parameters. */
export function isBadRequest(error: ApiError): boolean {
  return error.kind === 'request' && error.status === 400;
}

/**
 * Hands on a list. Returns the error when the provider refuses its beginning in the given way.
 *
 * @throws ApiError for any other failure
 */
export async function* unlessRefused<T>(
  records: Records<T>,
  isRefused: (error: ApiError) => boolean,
): AsyncGenerator<Checked<T>, ApiError | undefined> {
  let isBegun = false;
  try {
    for await (const record of records) {
      isBegun = true;
      yield record;
    }
    return undefined;
  } catch (error) {
    if (isBegun || !(error instanceof ApiError)) throw error;
    if (!isRefused(error)) throw error;
    return error;
  }
}

/** A list that two generations of the API offer. */
export interface GenerationsOf<T> {
  /** The list, as the user knows it. */
  what: string;
  platform: Records<T>;
  legacy: Records<T>;
  logger: Logger;
}

/**
 * Reads a list from the newer API or, when that refuses it, from the older one.
 *
 * A list that is empty in the older API proves nothing where the newer one said 403: the
 * permission may be all that is missing. It is then a failure.
 *
 * @throws ApiError where neither gives the list
 */
export async function* eitherGeneration<T>({
  what,
  platform,
  legacy,
  logger,
}: GenerationsOf<T>): Records<T> {
  const refusal = yield* unlessRefused(platform, isRefusal);
  if (!refusal) return;
  logger.info(
    `Reading ${what} from the older API, as the newer one refuses: ${reasonOf(refusal)}`,
  );
  let isEmpty = true;
  const legacyRefusal = yield* unlessRefused(
    watched(legacy, () => (isEmpty = false)),
    isRefusal,
  );
  if (legacyRefusal) throw moreTelling(refusal, legacyRefusal);
  if (isEmpty && refusal.kind === 'authorization') throw refusal;
}

/** Why the newer API is left: a permission that would help is worth naming. */
export function reasonOf(refusal: ApiError): string {
  return refusal.kind === 'authorization'
    ? refusal.message
    : `${refusal.endpoint} answers ${refusal.status}`;
}

/** Of two refusals the one that the user can repair. */
export function moreTelling(first: ApiError, second: ApiError): ApiError {
  const authorization = [first, second].find(
    ({ kind }) => kind === 'authorization',
  );
  return authorization ?? first;
}

async function* watched<T>(records: Records<T>, seen: () => void): Records<T> {
  for await (const record of records) {
    seen();
    yield record;
  }
}
