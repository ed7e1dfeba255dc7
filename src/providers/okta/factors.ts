import { z } from 'zod';

import { wholeListPaging } from '../../http/paging/link';
import { entityModel } from '../../graph/entities';
import { pick, text } from '../../graph/properties';
import {
  keyIdentifier,
  objectField,
  text as textField,
} from '../../wire/fields';

import { READ_ONLY, oktaAccess } from './access';
import type { OktaClient } from './client';
import { createdAndUpdated, isActive, statusOf } from './fields';
import { Buckets } from './limits';

export const FactorsSource = 'okta-mfa-factors';

/** `GET /api/v1/users/{userId}/factors`. Phone numbers, e-mail addresses and secrets stay behind. */
export const Factor = z.object({
  id: keyIdentifier,
  factorType: z.string(),
  provider: textField,
  vendorName: textField,
  status: textField,
  created: textField,
  lastUpdated: textField,
  profile: objectField({
    name: textField,
    authenticatorName: textField,
    deviceType: textField,
    platform: textField,
    version: textField,
  }),
});
export type Factor = z.infer<typeof Factor>;

export const FACTORS = oktaAccess({
  what: 'factors',
  oauthScopes: ['okta.users.read'],
  roles: [READ_ONLY, 'Help Desk Administrator'],
  endpoints: [
    'GET /api/v1/users/{userId}',
    'GET /api/v1/users/{userId}/factors',
  ],
});

/** The factors of a user; the list comes whole. */
export const listFactors = (client: OktaClient, userId: string) =>
  client.list({
    path: `/api/v1/users/${encodeURIComponent(userId)}/factors`,
    bucket: Buckets.USER,
    permission: FACTORS.needs,
    paging: wholeListPaging(),
    record: Factor,
    essential: ['status'],
  });

export const FACTOR = entityModel<Factor>({
  resourceName: 'Okta Factor Device',
  _type: 'mfa_device',
  _class: ['Key'],
  key: ({ id }) => id,
  properties: {
    id: ["Okta's id of the factor", ({ id }) => id],
    name: ['Name of the device or authenticator, else vendor and type', nameOf],
    factorType: [
      'Type, such as `webauthn` or `token:software:totp`',
      ({ factorType }) => text(factorType),
    ],
    provider: ['Who provides the factor', ({ provider }) => text(provider)],
    vendorName: ['The vendor', ({ vendorName }) => text(vendorName)],
    status: ['Status in lower case', ({ status }) => statusOf(status)],
    active: ['Whether the status is ACTIVE', ({ status }) => isActive(status)],
    authenticatorName: [
      'Name of the authenticator',
      ({ profile }) => text(profile?.authenticatorName),
    ],
    deviceType: ['Kind of device', ({ profile }) => text(profile?.deviceType)],
    platform: [
      'Operating system of the device',
      ({ profile }) => text(profile?.platform),
    ],
    version: [
      'Version of the app or key',
      ({ profile }) => text(profile?.version),
    ],
    ...createdAndUpdated('the factor', (factor: Factor) => factor),
  },
  raw: (factor) =>
    pick(factor, [
      'id',
      'factorType',
      'provider',
      'vendorName',
      'status',
      'created',
      'lastUpdated',
    ]),
});

function nameOf({ factorType, vendorName, provider, profile }: Factor): string {
  const vendor = text(vendorName) ?? text(provider);
  const kind = [vendor, factorType].filter(Boolean).join(' ');
  return text(profile?.name) ?? text(profile?.authenticatorName) ?? kind;
}
