import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import type { ProviderStep } from '../../collect/provider';
import { Probe } from '../../collect/survey';
import { entityModel, toEntity } from '../../graph/entities';
import { link, pick, text, time } from '../../graph/properties';
import { createRelationship, related } from '../../graph/relationships';
import { ApiError } from '../../http/failures';
import { text as textField } from '../../wire/fields';

import { READ_ONLY, SUPER, oktaAccess } from './access';
import type { OktaClient, Org } from './client';
import { accountKey, isActive, statusOf } from './fields';
import { Buckets } from './limits';
import { listedPolicies, ReadPolicies } from './policyReading';
import type { SessionWords } from './signOnWords';

/** `GET /api/v1/org`. */
export const OrgSetting = z.object({
  id: z.string().min(1),
  subdomain: textField,
  companyName: textField,
  status: textField,
  website: textField,
  created: textField,
  lastUpdated: textField,
  expiresAt: textField,
});
export type OrgSetting = z.infer<typeof OrgSetting>;

/** `GET /api/v1/org/privacy/oktaSupport`. */
export const OktaSupport = z.object({
  support: textField,
  expiration: textField,
});
export type OktaSupport = z.infer<typeof OktaSupport>;

const ORG = oktaAccess({
  what: 'org settings',
  oauthScopes: ['okta.orgs.read'],
  roles: [READ_ONLY],
  endpoints: ['GET /api/v1/org'],
});

const SUPPORT = oktaAccess({
  what: 'access of Okta support',
  oauthScopes: ['okta.orgs.read'],
  roles: [SUPER],
  withoutIt: 'whether Okta support may enter the org is unknown',
  endpoints: ['GET /api/v1/org/privacy/oktaSupport'],
});

const SUPPORT_REQUEST = {
  path: '/api/v1/org/privacy/oktaSupport',
  bucket: Buckets.OTHER,
  permission: SUPPORT.needs,
};

/** The org's settings. */
const readSetting = (client: OktaClient) =>
  client.record(
    {
      path: '/api/v1/org',
      bucket: Buckets.OTHER,
      permission: ORG.needs,
    },
    OrgSetting,
  );

/**
 * Whether Okta's support may enter the org; undefined where the credential may not know, as most
 * admins may not.
 *
 * @throws ApiError when Okta cannot answer
 */
async function readSupport(
  client: OktaClient,
): Promise<OktaSupport | undefined> {
  try {
    return await client.record(SUPPORT_REQUEST, OktaSupport);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === 'unavailable' || error.kind === 'answer') throw error;
    client.logger.info(
      `Whether Okta support may access the org is unknown: ${error.message}`,
    );
    return undefined;
  }
}

/** What the credential may not read stays unknown. */
interface Source {
  org: Org;
  setting?: OrgSetting;
  support?: OktaSupport;
  session?: SessionWords;
}

export const ACCOUNT = entityModel<Source>({
  resourceName: 'Okta Account',
  _type: 'okta_account',
  _class: ['Account'],
  key: ({ org }) => accountKey(org),
  properties: {
    id: ["Okta's id of the org", ({ setting }) => setting?.id],
    name: [
      'Company name, else the host',
      ({ org, setting }) => text(setting?.companyName) ?? org.host,
    ],
    vendor: ['Always Okta', () => 'Okta'],
    accountId: [
      "Okta's id of the org, else the host",
      ({ org, setting }) => setting?.id ?? org.host,
    ],
    domain: ['The configured host', ({ org }) => org.host],
    subdomain: [
      'Subdomain of the org',
      ({ setting }) => text(setting?.subdomain),
    ],
    status: [
      'Status in lower case',
      ({ setting }) => statusOf(setting?.status),
    ],
    active: [
      'Whether the status is ACTIVE',
      ({ setting }) => isActive(setting?.status),
    ],
    website: [
      'Website of the company',
      ({ setting }) => link(setting?.website),
    ],
    accessURL: ['Where users sign in', ({ org }) => link(org.url)],
    webLink: ['The admin console', ({ org }) => link(org.adminUrl ?? org.url)],
    createdOn: [
      'When the org was created',
      ({ setting }) => time(setting?.created),
    ],
    updatedOn: [
      'When the org was changed',
      ({ setting }) => time(setting?.lastUpdated),
    ],
    expiresOn: ['When the org ends', ({ setting }) => time(setting?.expiresAt)],
    supportEnabled: [
      "Whether Okta's support may enter the org",
      ({ support }) => isEnabled(support?.support),
    ],
    supportExpiresOn: [
      'When that permission ends',
      ({ support }) => time(support?.expiration),
    ],
    sessionMfaRequired: [
      'Whether every rule of the global session policies that allows demands a second factor; undefined where that cannot be known',
      ({ session }) => session?.sessionMfaRequired,
    ],
    sessionLifetimeMinutes: [
      'The longest session that such rules allow; undefined likewise, and where one has no limit',
      ({ session }) => session?.sessionLifetimeMinutes,
    ],
    sessionHasNoLimit: [
      'Whether one of them allows sessions without limit; undefined likewise',
      ({ session }) => session?.sessionHasNoLimit,
    ],
  },
  raw: ({ setting }) =>
    setting && pick(setting, ['id', 'subdomain', 'companyName', 'status']),
});

/** Unknown where the value is neither. */
function isEnabled(value: unknown): boolean | undefined {
  return value === 'ENABLED' || value === 'DISABLED'
    ? value === 'ENABLED'
    : undefined;
}

/** What Okta provides to every org. */
interface Service {
  id: string;
  name: string;
  description: string;
  org: Org;
}

const SERVICES = [
  { id: 'sso', name: 'SSO', description: 'Okta single sign-on' },
  { id: 'mfa', name: 'MFA', description: 'Okta multifactor authentication' },
];

export const SERVICE = entityModel<Service>({
  resourceName: 'Okta Service',
  _type: 'okta_service',
  _class: ['Service', 'Control'],
  key: ({ id, org }) => `okta:${id}:${firstLabel(org)}`,
  properties: {
    name: ['`SSO` or `MFA`', ({ name }) => name],
    displayName: ['The same with the vendor', ({ name }) => `Okta ${name}`],
    description: ['The service in words', ({ description }) => description],
    category: ['Always security', () => ['security']],
    function: ['What the service is for', ({ name }) => [name]],
    control: ['The control that it is', ({ name }) => name],
    webLink: ['The org', ({ org }) => link(org.url)],
  },
});

function firstLabel({ host }: Org): string {
  return host.replace(/:\d+$/, '').split('.')[0] ?? host;
}

const ACCOUNT_HAS_SERVICE = related(ACCOUNT, RelationshipClass.HAS, SERVICE);

const orgProbe = new Probe({ access: ORG, look: readSetting });

const supportProbe = new Probe({
  access: SUPPORT,
  look: (client: OktaClient) => client.record(SUPPORT_REQUEST, OktaSupport),
});

export const account: ProviderStep<OktaClient> = {
  id: 'fetch-okta-account',
  name: 'Fetch Okta account and services',
  entities: [ACCOUNT, SERVICE],
  relationships: [ACCOUNT_HAS_SERVICE],
  reads: [ORG, SUPPORT],
  survey: {
    probes: [orgProbe, supportProbe],
    calls: () => Promise.resolve({ [Buckets.OTHER]: 2 }),
  },
  dependsOn: [listedPolicies.id],
  async collect({ client, jobState, completeness, stepData }) {
    const { session } = await stepData.get(ReadPolicies);
    const [org, setting, support] = await Promise.all([
      client.org(),
      completeness.attempt(() => readSetting(client), 'org settings'),
      completeness.attempt(() => readSupport(client), 'Okta support access'),
    ]);
    if (setting && setting.status === undefined) {
      completeness.doubt(
        'status of the org',
        'Okta gives it as a text, always',
      );
    }
    await jobState.addEntity(
      toEntity(ACCOUNT, { org, setting, support, session }),
    );
    for (const each of SERVICES) {
      const service = toEntity(SERVICE, { ...each, org });
      await jobState.addEntity(service);
      await jobState.addRelationship(
        createRelationship(ACCOUNT_HAS_SERVICE, accountKey(org), service._key),
      );
    }
  },
};

/** For `listStep`: what belongs to the account. */
export const inAccount = {
  parent: ({ client }: { client: OktaClient }) => client.org(),
  parentKey: accountKey,
};
