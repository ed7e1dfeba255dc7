import { toEntity } from '../../graph/entities';

import { ACCOUNT, OktaSupport, OrgSetting, SERVICE } from './account';
import type { Org } from './client';
import { accountKey } from './fields';

const org: Org = {
  host: 'acme.okta.com',
  url: 'https://acme.okta.com',
  adminUrl: 'https://acme-admin.okta.com',
};

test('what may not be read of the account stays unknown', () => {
  const setting = OrgSetting.parse({
    id: '00o1abcDEFghiJKL0h7z',
    companyName: 'Acme Tools',
    subdomain: 'acme',
    status: 'ACTIVE',
    phoneNumber: '+1 555 0100',
  });
  const account = toEntity(ACCOUNT, {
    org,
    setting,
    support: OktaSupport.parse({ support: 'ENABLED' }),
  });
  expect(account).toMatchObject({
    _key: 'okta_account_acme.okta.com',
    name: 'Acme Tools',
    vendor: 'Okta',
    accountId: '00o1abcDEFghiJKL0h7z',
    supportEnabled: true,
  });
  expect(JSON.stringify(account)).not.toContain('555');
  const unknown = toEntity(ACCOUNT, { org });
  expect(unknown).toMatchObject({ _key: accountKey(org), name: org.host });
  expect(unknown.supportEnabled).toBeUndefined();
});

test('services are known by the first part of the host', () => {
  const service = { id: 'sso', name: 'SSO', description: 'x', org };
  expect(toEntity(SERVICE, service)).toMatchObject({
    _key: 'okta:sso:acme',
    displayName: 'Okta SSO',
  });
});
