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
});
