import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import { listStep } from '../../collect/listStep';
import type { ProviderStep } from '../../collect/provider';
import { stepDataKey } from '../../collect/stepData';
import { listProbe, listSurvey } from '../../collect/survey';
import { entityModel } from '../../graph/entities';
import { pick, text, texts, time } from '../../graph/properties';
import { related } from '../../graph/relationships';
import { wholeListPaging } from '../../http/paging/link';
import {
  keyIdentifier,
  objectField,
  text as textField,
  textList,
} from '../../wire/fields';

import { SUPER, oktaAccess } from './access';
import { ACCOUNT, inAccount } from './account';
import { seconds } from './assuranceWords';
import type { OktaClient } from './client';
import { createdAndUpdated } from './fields';
import { Buckets } from './limits';
import { KnownUsers, listedUsers, USER } from './users';

export const ApiTokensSource = 'okta-api-tokens';

/** `GET /api/v1/api-tokens`. The token itself is shown to whoever makes it, and never again. */
export const OktaApiToken = z.object({
  id: keyIdentifier,
  name: textField,
  userId: textField,
  clientName: textField,
  tokenWindow: textField,
  created: textField,
  lastUpdated: textField,
  expiresAt: textField,
  network: objectField({
    connection: textField,
    include: textList,
    exclude: textList,
  }),
});
export type OktaApiToken = z.infer<typeof OktaApiToken>;

const ACCESS = oktaAccess({
  what: 'API tokens',
  oauthScopes: ['okta.apiTokens.read'],
  roles: [SUPER],
  permissions: ['okta.users.apitokens.read'],
  endpoints: ['GET /api/v1/api-tokens'],
});

/** The active tokens. Nothing is said of pages: links are followed where there are some. */
const listApiTokens = (client: OktaClient) =>
  client.list({
    path: '/api/v1/api-tokens',
    bucket: Buckets.OTHER,
    permission: ACCESS.needs,
    paging: wholeListPaging(),
    record: OktaApiToken,
  });

/** A token lives for a window of time from its last use, or from when it was made. */
function usedAt({ expiresAt, tokenWindow }: OktaApiToken): number | undefined {
  const end = time(expiresAt);
  const window = seconds(tokenWindow ?? '');
  return end === undefined || window === undefined
    ? undefined
    : end - window * 1000;
}

/** Times are rounded differently: a use within the first minute is taken for none. */
const ROUNDING_MS = 60_000;

/** Whether the token was ever used; undefined where its times do not tell. */
function isUsed(token: OktaApiToken): boolean | undefined {
  const used = usedAt(token);
  const created = time(token.created);
  if (used === undefined || created === undefined) return undefined;
  return used - created > ROUNDING_MS;
}

/** A zone to come from is a restriction; zones that are shut out leave the rest of the world. */
function isRestricted({ network }: OktaApiToken): boolean | undefined {
  const { connection = 'ANYWHERE', include = [] } = network ?? {};
  if (connection === 'ANYWHERE') return false;
  return connection === 'ZONE' ? include.length > 0 : undefined;
}

export const API_TOKEN = entityModel<OktaApiToken>({
  resourceName: 'Okta API Token',
  _type: 'okta_api_token',
  _class: ['AccessKey'],
  key: ({ id }) => id,
  properties: {
    id: ["Okta's id of the token, which is no secret", ({ id }) => id],
    name: ['Name of the token', ({ id, name }) => text(name) ?? id],
    userId: [
      'The user with whose permissions it works',
      ({ userId }) => text(userId),
    ],
    clientName: ['What it was made for', ({ clientName }) => text(clientName)],
    tokenWindow: [
      'How long it lives from its last use (ISO 8601)',
      ({ tokenWindow }) => text(tokenWindow),
    ],
    expiresOn: [
      'When it ends, unless it is used before',
      ({ expiresAt }) => time(expiresAt),
    ],
    lastUsedOn: [
      'When it was last used: its end less its window; undefined where it never was',
      (token) => (isUsed(token) ? usedAt(token) : undefined),
    ],
    used: ['Whether it was ever used', isUsed],
    networkConnection: [
      'From where it may be used: `ANYWHERE` or `ZONE`',
      ({ network }) => text(network?.connection),
    ],
    zoneIds: [
      'The network zones from which alone it may be used',
      ({ network }) => texts(network?.include),
    ],
    excludedZoneIds: [
      'The network zones from which it may not be used',
      ({ network }) => texts(network?.exclude),
    ],
    restrictedToZones: [
      'Whether it may be used from some network zones only',
      isRestricted,
    ],
    ...createdAndUpdated('the token', (token: OktaApiToken) => token),
  },
  raw: (token) =>
    pick(token, [
      'id',
      'name',
      'userId',
      'clientName',
      'tokenWindow',
      'created',
      'lastUpdated',
      'expiresAt',
    ]),
});

const API_TOKENS = 'fetch-okta-api-tokens';

/** The users to whom tokens belong, by the id of the token. */
const Owners = stepDataKey<ReadonlyMap<string, string | undefined>>({
  from: API_TOKENS,
  name: 'owners',
});

export const apiTokens = listStep({
  id: API_TOKENS,
  name: 'Fetch Okta API tokens',
  entity: API_TOKEN,
  relationship: related(ACCOUNT, RelationshipClass.HAS, API_TOKEN),
  ingestionSourceId: ApiTokensSource,
  access: ACCESS,
  survey: listSurvey(listProbe(ACCESS, listApiTokens), Buckets.OTHER, 1000),
  list: listApiTokens,
  ...inAccount,
  toSource: (token) => token,
  handsOn: { key: Owners, entry: ({ id, userId }) => [id, text(userId)] },
});

const USER_HAS_API_TOKEN = related(USER, RelationshipClass.HAS, API_TOKEN);

/** A token of somebody who is deactivated stops working, and may still be listed. */
export const apiTokenOwners: ProviderStep<OktaClient> = {
  id: 'fetch-okta-api-token-owners',
  name: 'Relate Okta API tokens to users',
  entities: [],
  relationships: [USER_HAS_API_TOKEN],
  dependsOn: [apiTokens.id, listedUsers.id],
  ingestionSourceId: ApiTokensSource,
  async collect({ client, stepData, edges }) {
    const owners = await stepData.get(Owners);
    const users = await stepData.get(KnownUsers);
    for (const [tokenId, userId] of owners) {
      if (userId === undefined) continue;
      const isKnown = users.has(userId);
      if (!isKnown && !client.ingestsDeprovisionedUsers) edges.skip();
      else await edges.add(USER_HAS_API_TOKEN, userId, tokenId, {}, isKnown);
    }
  },
};
