import type {
  ApiTokenRecord,
  GroupRecord,
  IdentityProviderRecord,
  UserRecord,
} from './records';

const CREATED = '2026-01-05T08:00:00.000Z';
const DATES = { created: CREATED, lastUpdated: '2026-02-01T10:00:00.000Z' };

function idOf(prefix: string, index: number): string {
  return prefix + String(index).padStart(20 - prefix.length, '0');
}

/** One in use and limited to a zone, one with a zone shut out, one that was never used. */
export function createApiTokens(
  users: readonly UserRecord[],
): ApiTokenRecord[] {
  const kinds: Pick<ApiTokenRecord, 'name' | 'network' | 'expiresAt'>[] = [
    {
      name: 'hr-sync',
      network: { connection: 'ZONE', include: ['nzo1example000000zon'] },
      expiresAt: '2026-03-03T10:00:00.000Z',
    },
    {
      name: 'reports',
      network: { connection: 'ZONE', exclude: ['nzo2example000000zon'] },
      expiresAt: '2026-02-20T10:00:00.000Z',
    },
    {
      name: 'never used',
      network: { connection: 'ANYWHERE' },
      expiresAt: '2026-02-04T08:00:00.000Z',
    },
  ];
  return kinds.map((kind, index) => ({
    id: idOf('00T', index),
    userId: users[index % 2]?.id ?? '',
    clientName: 'Okta API',
    tokenWindow: 'P30D',
    ...DATES,
    ...kind,
  }));
}

/** A directory with a certificate, and an OpenID Connect provider whose secret is sent in clear. */
export function createIdentityProviders(
  groups: readonly GroupRecord[],
): IdentityProviderRecord[] {
  const provisioning = {
    action: 'AUTO',
    profileMaster: true,
    groups: {
      action: 'ASSIGN',
      assignments: groups.slice(1, 2).map(({ id }) => id),
    },
    conditions: {
      deprovisioned: { action: 'NONE' },
      suspended: { action: 'NONE' },
    },
  };
  return [
    {
      id: idOf('0oi', 0),
      type: 'SAML2',
      name: 'Partner directory',
      status: 'ACTIVE',
      issuerMode: 'ORG_URL',
      ...DATES,
      protocol: {
        type: 'SAML2',
        endpoints: {
          sso: {
            url: 'https://idp.partner.example/sso/exampletenant',
            binding: 'HTTP-POST',
            destination: 'https://idp.partner.example/sso/exampletenant',
          },
          acs: { binding: 'HTTP-POST', type: 'INSTANCE' },
        },
        algorithms: {
          request: { signature: { algorithm: 'SHA-256', scope: 'REQUEST' } },
          response: { signature: { algorithm: 'SHA-256', scope: 'ANY' } },
        },
        credentials: {
          trust: {
            issuer: 'urn:example:partner',
            audience: 'https://acme.example',
            kid: 'example-idp-kid',
          },
          signing: { kid: 'example-signing-kid' },
        },
      },
      policy: {
        provisioning,
        accountLink: { action: 'AUTO' },
        subject: {
          userNameTemplate: { template: 'idpuser.subjectNameId' },
          matchType: 'USERNAME',
        },
        maxClockSkew: 0,
      },
    },
    {
      id: idOf('0oi', 1),
      type: 'OIDC',
      name: 'Customer sign-in',
      status: 'INACTIVE',
      issuerMode: 'DYNAMIC',
      ...DATES,
      protocol: {
        type: 'OIDC',
        endpoints: {
          authorization: {
            url: 'https://login.customer.example/oauth2/authorize',
            binding: 'HTTP-REDIRECT',
          },
          token: {
            url: 'https://login.customer.example/oauth2/token',
            binding: 'HTTP-POST',
          },
        },
        scopes: ['openid', 'profile'],
        credentials: {
          client: {
            client_id: 'example-idp-client',
            client_secret: 'example-idp-client-secret',
          },
        },
      },
      policy: {
        provisioning: { ...provisioning, groups: { action: 'NONE' } },
        accountLink: { action: 'DISABLED' },
        subject: {
          userNameTemplate: { template: 'idpuser.email' },
          matchType: 'EMAIL',
        },
        maxClockSkew: 0,
        trustClaims: true,
      },
    },
  ];
}
