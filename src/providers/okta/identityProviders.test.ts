import { toEntity } from '../../graph/entities';

import { IDENTITY_PROVIDER, OktaIdentityProvider } from './identityProviders';

const org = { host: 'acme.okta.com', url: 'https://acme.okta.com' };

test('an identity provider keeps its credentials to itself, in the record as well', () => {
  const idp = OktaIdentityProvider.parse({
    id: '0oi1exampleIdp00h7zz',
    name: 'Customer sign-in',
    type: 'OIDC',
    status: 'INACTIVE',
    protocol: {
      type: 'OIDC',
      endpoints: {
        authorization: { url: 'https://login.customer.example/authorize?t=1' },
      },
      credentials: { client: { client_id: 'c', client_secret: 'hidden' } },
    },
    policy: {
      provisioning: {
        action: 'AUTO',
        groups: { action: 'ASSIGN', assignments: ['00g1'] },
      },
      accountLink: { action: 'DISABLED' },
      subject: { matchType: 'EMAIL' },
      trustClaims: true,
    },
    _links: { acs: { href: 'https://hidden.example' } },
  });
  const entity = toEntity(IDENTITY_PROVIDER, { org, idp });
  expect(entity).toMatchObject({
    _key: '0oi1exampleIdp00h7zz',
    _class: ['Service'],
    category: ['security'],
    function: ['SSO'],
    name: 'Customer sign-in',
    type: 'OIDC',
    active: false,
    host: 'login.customer.example',
    provisioning: 'AUTO',
    groupAction: 'ASSIGN',
    groupIds: ['00g1'],
    accountLink: 'DISABLED',
    matchType: 'EMAIL',
    trustClaims: true,
  });
  expect(JSON.stringify([idp, entity])).not.toMatch(/hidden/);
});

test('an identity provider can do with next to nothing', () => {
  const idp = OktaIdentityProvider.parse({ id: '0oi1exampleIdp00h7zz' });
  const entity = toEntity(IDENTITY_PROVIDER, { org, idp });
  expect(entity).toMatchObject({ name: '0oi1exampleIdp00h7zz' });
  expect(entity.active).toBeUndefined();
  expect(entity.host).toBeUndefined();
});
