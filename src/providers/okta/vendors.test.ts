import { appAccount } from './vendors';

test.each([
  [
    'amazon_aws',
    { identityProviderArn: 'arn:aws:iam::123456789012:saml-provider/X' },
    { appVendorName: 'AWS', appAccountId: '123456789012' },
  ],
  [
    'google',
    { domain: 'acme.example' },
    {
      appVendorName: 'Google',
      appDomain: 'acme.example',
      appAccountId: 'acme.example',
    },
  ],
  [
    'githubcloud',
    { githubOrg: 'acme' },
    { appVendorName: 'GitHub', githubOrg: 'acme', appAccountId: 'acme' },
  ],
  ['slack', {}, { appVendorName: 'Slack' }],
])('%s leads to an account of its vendor', (name, settings, expected) => {
  expect(appAccount(name, settings)).toMatchObject(expected);
});

test('of an unknown app nothing is claimed', () => {
  const account = appAccount('acme_custom_1', { domain: 7 });
  expect(Object.values(account).every((value) => value === undefined)).toBe(
    true,
  );
});

test('an ARN that is none gives no account', () => {
  const account = appAccount('amazon_aws', {
    identityProviderArn: 'a:b:c:d:e',
  });
  expect(account.awsAccountId).toBeUndefined();
});
