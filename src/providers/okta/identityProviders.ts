import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import { listStep } from '../../collect/listStep';
import { listProbe, listSurvey } from '../../collect/survey';
import { entityModel } from '../../graph/entities';
import { pick, text, texts } from '../../graph/properties';
import { related } from '../../graph/relationships';
import { parseUrl } from '../../http/parse';
import {
  flag,
  keyIdentifier,
  objectField,
  text as textField,
  textList,
} from '../../wire/fields';

import { SUPER, oktaAccess } from './access';
import { ACCOUNT, inAccount } from './account';
import { type OktaClient, type Org, pages } from './client';
import { adminLink, createdAndUpdated, isActive, statusOf } from './fields';
import { Buckets } from './limits';

export const IdentityProvidersSource = 'okta-identity-providers';

const action = objectField({ action: textField });
const endpoint = objectField({ url: textField });

/** `GET /api/v1/idps`. Its credentials, which hold client secrets in clear, are let go unread. */
export const OktaIdentityProvider = z.object({
  id: keyIdentifier,
  name: textField,
  type: textField,
  status: textField,
  created: textField,
  lastUpdated: textField,
  issuerMode: textField,
  protocol: objectField({
    type: textField,
    endpoints: objectField({ sso: endpoint, authorization: endpoint }),
  }),
  policy: objectField({
    provisioning: objectField({
      action: textField,
      groups: objectField({
        action: textField,
        assignments: textList,
        filter: textList,
      }),
    }),
    accountLink: action,
    subject: objectField({ matchType: textField }),
    trustClaims: flag,
  }),
});
export type OktaIdentityProvider = z.infer<typeof OktaIdentityProvider>;

const ACCESS = oktaAccess({
  what: 'identity providers',
  oauthScopes: ['okta.idps.read'],
  roles: ['Organization Administrator', SUPER],
  permissions: ['okta.identityProviders.read'],
  endpoints: ['GET /api/v1/idps'],
});

const listIdentityProviders = (client: OktaClient) =>
  client.list({
    path: '/api/v1/idps',
    bucket: Buckets.OTHER,
    permission: ACCESS.needs,
    paging: pages(200),
    record: OktaIdentityProvider,
  });

interface Source {
  org: Org;
  idp: OktaIdentityProvider;
}

export const IDENTITY_PROVIDER = entityModel<Source>({
  resourceName: 'Okta Identity Provider',
  _type: 'okta_identity_provider',
  _class: ['Service'],
  key: ({ idp }) => idp.id,
  properties: {
    id: ["Okta's id of the identity provider", ({ idp }) => idp.id],
    name: ['Its name', ({ idp }) => text(idp.name) ?? idp.id],
    category: ['Always security', () => ['security']],
    function: ['Always SSO', () => ['SSO']],
    type: [
      'Kind of identity provider, such as `SAML2`, `OIDC` or `GOOGLE`',
      ({ idp }) => text(idp.type),
    ],
    status: ['Status in lower case', ({ idp }) => statusOf(idp.status)],
    active: ['Whether the status is ACTIVE', ({ idp }) => isActive(idp.status)],
    issuerMode: [
      'Which of the domains of the org it knows',
      ({ idp }) => text(idp.issuerMode),
    ],
    protocol: ['How it is asked', ({ idp }) => text(idp.protocol?.type)],
    host: ['Where users identify themselves', hostOf],
    provisioning: [
      'What happens with unknown users: `AUTO` makes them',
      ({ idp }) => text(idp.policy?.provisioning?.action),
    ],
    groupAction: [
      'How it puts users into groups: `NONE`, `ASSIGN`, `APPEND` or `SYNC`',
      ({ idp }) => text(idp.policy?.provisioning?.groups?.action),
    ],
    groupIds: [
      'The groups into which it puts everybody',
      ({ idp }) => texts(idp.policy?.provisioning?.groups?.assignments),
    ],
    groupFilter: [
      'The groups into which it may put users',
      ({ idp }) => texts(idp.policy?.provisioning?.groups?.filter),
    ],
    accountLink: [
      'Whether known users are recognized: `AUTO` or `DISABLED`',
      ({ idp }) => text(idp.policy?.accountLink?.action),
    ],
    matchType: [
      'By what they are',
      ({ idp }) => text(idp.policy?.subject?.matchType),
    ],
    trustClaims: [
      'Whether its word on second factors is believed',
      ({ idp }) => idp.policy?.trustClaims,
    ],
    ...createdAndUpdated('the identity provider', ({ idp }: Source) => idp),
    webLink: [
      'The identity providers in the admin console',
      ({ org }) => adminLink(org, '/admin/access/identity-providers'),
    ],
  },
  raw: ({ idp }) =>
    pick(idp, ['id', 'name', 'type', 'status', 'created', 'lastUpdated']),
});

/** The host alone: what follows may name clients and tenants. */
function hostOf({ idp }: Source): string | undefined {
  const { sso, authorization } = idp.protocol?.endpoints ?? {};
  return parseUrl(sso?.url ?? authorization?.url ?? '')?.host;
}

export const identityProviders = listStep({
  id: 'fetch-okta-identity-providers',
  name: 'Fetch Okta identity providers',
  entity: IDENTITY_PROVIDER,
  relationship: related(ACCOUNT, RelationshipClass.TRUSTS, IDENTITY_PROVIDER),
  ingestionSourceId: IdentityProvidersSource,
  access: ACCESS,
  survey: listSurvey(
    listProbe(ACCESS, listIdentityProviders),
    Buckets.OTHER,
    200,
  ),
  list: listIdentityProviders,
  ...inAccount,
  toSource: (idp: OktaIdentityProvider, org: Org) => ({ org, idp }),
});
