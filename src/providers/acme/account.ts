import type { ProviderStep } from '../../collect/provider';
import { Probe } from '../../collect/survey';
import { entityModel, toEntity } from '../../graph/entities';
import { link, texts } from '../../graph/properties';

import { BUCKET, type ScimClient, SELF_DESCRIPTION } from './client';
import type { ServiceProviderConfig } from './discovery';

/** The directory, and what its service declares of itself, where it does. */
interface AccountSource {
  baseUrl: URL;
  config?: ServiceProviderConfig;
}

export const ACCOUNT = entityModel<AccountSource>({
  resourceName: 'Account',
  _type: 'acme_account',
  _class: ['Account'],
  key: ({ baseUrl }) => accountKey(baseUrl),
  properties: {
    name: ['Host of the SCIM service', ({ baseUrl }) => baseUrl.hostname],
    vendor: ['Always SCIM', () => 'SCIM'],
    accountId: [
      'Host and base path of the SCIM service',
      ({ baseUrl }) => accountId(baseUrl),
    ],
    domain: ['Host of the SCIM service', ({ baseUrl }) => baseUrl.hostname],
    webLink: [
      'Base URL of the SCIM service',
      ({ baseUrl }) => link(baseUrl.href),
    ],
    documentationLink: [
      'Help for administrators, as the service names it',
      ({ config }) => link(config?.documentationUri),
    ],
    patchSupported: [
      'Whether parts of a resource can be changed',
      ({ config }) => config?.patch?.supported,
    ],
    bulkSupported: [
      'Whether many changes can be sent at once',
      ({ config }) => config?.bulk?.supported,
    ],
    filterSupported: [
      'Whether lists can be filtered',
      ({ config }) => config?.filter?.supported,
    ],
    filterMaxResults: [
      'Most resources that a list gives at once',
      ({ config }) => config?.filter?.maxResults,
    ],
    changePasswordSupported: [
      'Whether passwords can be changed',
      ({ config }) => config?.changePassword?.supported,
    ],
    sortSupported: [
      'Whether lists can be sorted',
      ({ config }) => config?.sort?.supported,
    ],
    etagSupported: [
      'Whether resources have versions',
      ({ config }) => config?.etag?.supported,
    ],
    indexPagingSupported: [
      'Whether lists can be read by index',
      ({ config }) => config?.pagination?.index,
    ],
    cursorPagingSupported: [
      'Whether lists can be read by cursor',
      ({ config }) => config?.pagination?.cursor,
    ],
    authenticationSchemes: [
      'Ways to authenticate to the service, such as oauthbearertoken',
      ({ config }) =>
        texts(config?.authenticationSchemes?.map(({ type }) => type)),
    ],
  },
});

function accountId({ host, pathname }: URL): string {
  return `${host}${pathname.replace(/\/$/, '')}`;
}

/** The key of the account: a directory is known by its URL. */
export function accountKey(baseUrl: URL): string {
  return `acme_account:${accountId(baseUrl)}`;
}

/** The proof of the credential, and what the service declares of itself and of its resources. */
const CALLS_AT_FIRST = 3;

const selfDescriptionProbe = new Probe({
  access: SELF_DESCRIPTION,
  look: (client: ScimClient) => client.serviceProviderConfig(),
});

export const account: ProviderStep<ScimClient> = {
  id: 'fetch-acme-account',
  name: 'Fetch SCIM account',
  entities: [ACCOUNT],
  relationships: [],
  reads: [SELF_DESCRIPTION],
  survey: {
    probes: [selfDescriptionProbe],
    calls: () => Promise.resolve({ [BUCKET]: CALLS_AT_FIRST }),
  },
  async collect({ client, jobState, completeness }) {
    const config = await completeness.attempt(
      () => client.serviceProviderConfig(),
      'the service provider configuration',
    );
    const { baseUrl } = client;
    await jobState.addEntity(toEntity(ACCOUNT, { baseUrl, config }));
  },
};
