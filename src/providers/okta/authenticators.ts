import {
  type IntegrationLogger,
  IntegrationWarnEventName,
} from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import type { Completeness } from '../../collect/completeness';
import { Probe, sample } from '../../collect/survey';
import { ApiError, type FailureKind } from '../../http/failures';
import { wholeListPaging } from '../../http/paging/link';
import { type Records, unlessRefused } from '../../http/records';
import { objectField, text } from '../../wire/fields';

import { READ_ONLY, oktaAccess } from './access';
import type { OktaClient, Org } from './client';
import { Buckets } from './limits';

/**
 * `GET /api/v1/authenticators`. Of each only what says whether its factors count: the part about
 * its provider holds secrets.
 */
export const Authenticator = z.object({
  key: z.string(),
  status: text,
  settings: objectField({ allowedFor: text }),
});
export type Authenticator = z.infer<typeof Authenticator>;

export const AUTHENTICATORS = oktaAccess({
  what: 'authenticators',
  oauthScopes: ['okta.authenticators.read'],
  roles: [READ_ONLY],
  withoutIt: 'which factors count is unknown; not asked on Classic Engine',
  endpoints: ['GET /api/v1/authenticators'],
});

/** The authenticators of an org on Identity Engine; the list comes whole. */
const listAuthenticators = (client: OktaClient) =>
  client.list({
    path: '/api/v1/authenticators',
    bucket: Buckets.OTHER,
    permission: AUTHENTICATORS.needs,
    paging: wholeListPaging(),
    record: Authenticator,
  });

/** Classic Engine has none. */
export const authenticatorsProbe = new Probe({
  access: AUTHENTICATORS,
  look: async (client: OktaClient) => {
    const { pipeline } = await client.org();
    if (pipeline === 'v1') {
      throw new ApiError({
        kind: 'feature',
        endpoint: 'the org',
        status: 200,
        reason: 'it is on Classic Engine, which has none',
      });
    }
    return sample(listAuthenticators(client));
  },
  counted: (found) => found,
});

/** What decides which factors are second ones: the engine, and on Identity Engine the authenticators. */
export type FactorRules =
  | { engine: 'classic' }
  | {
      engine: 'identity';
      /** Undefined where they could not be read. */
      authenticators?: readonly Authenticator[];
    };

/** The org says no: it does not have authenticators, or the credential may not know them. */
const REFUSALS = new Set<FailureKind>(['authorization', 'missing', 'feature']);

/**
 * Reads what decides which factors are second ones: one call, and none on Classic Engine. A refusal
 * costs nothing but the facts that need it, and is told once; any other failure becomes part of what
 * is missing of the factors.
 */
export async function readFactorRules(
  client: OktaClient,
  { pipeline }: Org,
  completeness: Completeness,
  logger: IntegrationLogger,
): Promise<FactorRules> {
  if (pipeline === 'v1') return { engine: 'classic' };
  const { records, isWhole } = await completeness.gatherChild(
    toldWhereRefused(listAuthenticators(client), logger),
    { what: 'authenticators', isGone: () => Promise.resolve(false) },
  );
  // Every org on Identity Engine has at least the authenticator of passwords.
  const isKnown = isWhole && records.length > 0;
  return { engine: 'identity', ...(isKnown && { authenticators: records }) };
}

async function* toldWhereRefused(
  authenticators: Records<Authenticator>,
  logger: IntegrationLogger,
): Records<Authenticator> {
  const refusal = yield* unlessRefused(authenticators, ({ kind }) =>
    REFUSALS.has(kind),
  );
  if (!refusal) return;
  const description = `Whether e-mail is a second factor, and whether the org has smart cards, is unknown: mfaEnabled stays undefined for users of whom nothing but an e-mail address is active, and mfaPhishingResistant for those without a key: ${refusal.message}`;
  logger.warn(description);
  logger.publishWarnEvent({
    name: IntegrationWarnEventName.MissingPermission,
    description,
  });
}
