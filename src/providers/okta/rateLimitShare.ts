import { z } from 'zod';

import { sample } from '../../collect/survey';
import { ApiError } from '../../http/failures';
import { count, text } from '../../wire/fields';

import { type OktaClient, pages } from './client';
import { Buckets } from './limits';

/** `GET /api/v1/principal-rate-limits`. */
const PrincipalRateLimit = z.object({
  principalId: text,
  defaultPercentage: count,
});

/** Okta gives so many of them in one page. */
const LIMITS_PAGE = 50;

/**
 * What Okta says of the share of its rate limits that the credential may use. An API token does not
 * know its own id: where tokens have different shares, nobody knows which is meant.
 *
 * @returns a share in percent; undefined where it is not known, as most credentials may not read it
 */
async function shareOf(client: OktaClient): Promise<number | undefined> {
  const { clientId } = client;
  const filter = clientId
    ? `principalType eq "OAUTH_CLIENT" and principalId eq "${clientId}"`
    : 'principalType eq "SSWS_TOKEN"';
  const list = client.list({
    path: '/api/v1/principal-rate-limits',
    query: { filter },
    bucket: Buckets.OTHER,
    paging: pages(LIMITS_PAGE),
    record: PrincipalRateLimit,
  });
  try {
    const { records } = await sample(list, LIMITS_PAGE);
    const shares = new Set(
      records.map(({ defaultPercentage }) => defaultPercentage),
    );
    const [share] = shares;
    return shares.size === 1 ? share : undefined;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** How to make a collection faster. */
export async function rateLimitHints(client: OktaClient): Promise<string[]> {
  const share = await shareOf(client);
  if (share === undefined || share >= 100) return [];
  const faster = share === 50 ? 'half as long' : `${share} % of that time`;
  return [
    `Okta lets the credential use ${share} % of each rate limit of the org. Where the run is long, raise that in the admin console (Security, API, Tokens; or the application of the service app): at 100 % it takes ${faster}.`,
  ];
}
