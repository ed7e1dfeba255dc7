import { z } from 'zod';

import type { ApiClient } from '../../http/apiClient';
import { ApiError } from '../../http/failures';
import { count, text } from '../../wire/fields';

import { Buckets } from './limits';

/** The scope of a service app that may read its own share. It is asked for only where it is configured. */
export const SHARE_SCOPE = 'okta.principalRateLimits.read';

/** `GET /api/v1/principal-rate-limits`. */
const PrincipalRateLimit = z.object({
  principalId: text,
  defaultPercentage: count,
});

/** Okta gives so many of them in one page, which is all that is read. */
const LIMITS_PAGE = 50;

/**
 * Which share of each rate limit of the org Okta lets the credential use: 50 % unless an admin chose
 * another one. An API token does not know its own id: where tokens have different shares, nobody
 * knows which is meant.
 *
 * @param clientId of a service app
 * @returns in percent; undefined where it is not known, as many credentials may not read it
 */
export async function readCredentialShare(
  api: ApiClient,
  clientId?: string,
): Promise<number | undefined> {
  const filter = clientId
    ? `principalType eq "OAUTH_CLIENT" and principalId eq "${clientId}"`
    : 'principalType eq "SSWS_TOKEN"';
  try {
    const limits = await api.record(
      {
        path: '/api/v1/principal-rate-limits',
        query: { filter, limit: LIMITS_PAGE },
        bucket: Buckets.OTHER,
        isOptional: true,
      },
      z.array(PrincipalRateLimit),
    );
    const shares = new Set(
      limits.map(({ defaultPercentage }) => defaultPercentage),
    );
    const [share] = shares;
    return shares.size === 1 ? share : undefined;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/**
 * How to make a collection faster.
 *
 * @param share of each rate limit, in percent, as far as it is known
 */
export function rateLimitHints(share: number | undefined): string[] {
  if (share === undefined || share >= 100) return [];
  const faster = share === 50 ? 'half as long' : `${share} % of that time`;
  return [
    `Okta lets the credential use ${share} % of each rate limit of the org. Where the run is long, raise that in the admin console (Security, API, Tokens; or the application of the service app): at 100 % it takes ${faster}.`,
  ];
}
