import { toEntity } from '../../graph/entities';

import {
  APPLICATION,
  applicationSource,
  OktaApplication,
} from './applications';
import type { Org } from './client';

const org: Org = {
  host: 'acme.okta.com',
  url: 'https://acme.okta.com',
  adminUrl: 'https://acme-admin.okta.com',
};

const APP = '0oa1exampleAWS00h7zz';

function createApplication(app: OktaApplication) {
  return toEntity(APPLICATION, applicationSource(app, org));
}

describe('an application', () => {
  const app = OktaApplication.parse({
    id: APP,
    name: 'amazon_aws',
    label: 'AWS Prod',
    status: 'ACTIVE',
    signOnMode: 'SAML_2_0',
    features: [],
    credentials: { oauthClient: { client_secret: 'hidden' } },
    settings: {
      app: {
        identityProviderArn: 'arn:aws:iam::123456789012:saml-provider/OKTA',
        joinAllRoles: true,
        sessionDuration: 3600,
      },
    },
    _links: {
      appLinks: [
        { name: 'other', href: 'https://acme.okta.com/other' },
        { name: 'login', href: 'https://acme.okta.com/home/amazon_aws' },
      ],
      logo: [{ name: 'medium', href: 'https://static.example/logo.png' }],
    },
  });

  test('of AWS leads to its account', () => {
    expect(createApplication(app)).toMatchObject({
      _key: APP,
      name: 'AWS Prod',
      shortName: 'amazon_aws',
      isSAMLApp: true,
      isMultiInstanceApp: true,
      appVendorName: 'AWS',
      appAccountType: 'aws_account',
      appAccountId: '123456789012',
      awsAccountId: '123456789012',
      awsJoinAllRoles: true,
      awsSessionDuration: 3600,
      loginUrl: 'https://acme.okta.com/home/amazon_aws',
      imageUrl: 'https://static.example/logo.png',
      webLink: `https://acme-admin.okta.com/admin/app/amazon_aws/instance/${APP}`,
    });
    expect(JSON.stringify(createApplication(app))).not.toContain('hidden');
  });

  test('of which little is known claims nothing', () => {
    const bare = OktaApplication.parse({ id: APP, signOnMode: null });
    const entity = createApplication(bare);
    expect(entity.name).toBe(APP);
    for (const property of ['isSAMLApp', 'active', 'isMultiInstanceApp']) {
      expect(entity[property]).toBeUndefined();
    }
  });

  test.each<[string, object, boolean | undefined, string[] | undefined]>([
    [
      'a service',
      { application_type: 'service', grant_types: ['client_credentials'] },
      true,
      ['client_credentials'],
    ],
    [
      'a web app',
      { application_type: 'web', grant_types: ['authorization_code', ''] },
      false,
      ['authorization_code'],
    ],
    ['a client of a kind that is not told', {}, undefined, undefined],
  ])('tells %s', (_name, oauthClient, isServiceApp, grantTypes) => {
    const entity = createApplication(
      OktaApplication.parse({
        id: APP,
        signOnMode: 'OPENID_CONNECT',
        settings: { oauthClient },
      }),
    );
    expect([entity.isServiceApp, entity.grantTypes]).toEqual([
      isServiceApp,
      grantTypes,
    ]);
    expect(createApplication(app).isServiceApp).toBe(false);
  });

  test('tells what its access policy demands, unless nobody signs on', () => {
    const access = new Map([['rst1examplePol00h7zz', { mfaRequired: true }]]);
    const withPolicy = (settings: object) =>
      toEntity(
        APPLICATION,
        applicationSource(
          OktaApplication.parse({
            id: APP,
            settings,
            _links: {
              accessPolicy: { href: 'https://a/policies/rst1examplePol00h7zz' },
            },
          }),
          org,
          access,
        ),
      );
    expect(withPolicy({}).mfaRequired).toBe(true);
    const service = { oauthClient: { grant_types: ['client_credentials'] } };
    expect(withPolicy(service).mfaRequired).toBeUndefined();
    expect(createApplication(app).mfaRequired).toBeUndefined();
  });
});
