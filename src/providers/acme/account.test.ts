import { toEntity } from '../../graph/entities';

import { ACCOUNT, accountKey } from './account';
import { ServiceProviderConfig } from './discovery';

const baseUrl = new URL('https://scim.acme.example/tenant-7/v2');

describe('the account', () => {
  test('has what the service declares of itself', () => {
    const entity = toEntity(ACCOUNT, {
      baseUrl,
      config: ServiceProviderConfig.parse({
        documentationUri: 'https://docs.example/scim',
        patch: { supported: true },
        bulk: { supported: false },
        filter: { supported: true, maxResults: 200 },
        changePassword: { supported: false },
        sort: { supported: true },
        etag: { supported: false },
        pagination: { cursor: true, index: true },
        authenticationSchemes: [
          { type: 'oauthbearertoken' },
          { type: 'httpbasic' },
        ],
      }),
    });

    expect(entity).toMatchObject({
      _key: 'acme_account:scim.acme.example/tenant-7/v2',
      _type: 'acme_account',
      _class: ['Account'],
      name: 'scim.acme.example',
      displayName: 'scim.acme.example',
      vendor: 'SCIM',
      accountId: 'scim.acme.example/tenant-7/v2',
      domain: 'scim.acme.example',
      webLink: 'https://scim.acme.example/tenant-7/v2',
      documentationLink: 'https://docs.example/scim',
      patchSupported: true,
      bulkSupported: false,
      filterSupported: true,
      filterMaxResults: 200,
      changePasswordSupported: false,
      sortSupported: true,
      etagSupported: false,
      indexPagingSupported: true,
      cursorPagingSupported: true,
      authenticationSchemes: ['oauthbearertoken', 'httpbasic'],
    });
    expect([entity]).toMatchGraphObjectSchema({
      _class: ACCOUNT._class,
    });
  });

  test('says nothing of what the service does not declare', () => {
    const { _rawData, ...entity } = toEntity(ACCOUNT, { baseUrl });

    expect(JSON.parse(JSON.stringify(entity))).toEqual({
      _key: 'acme_account:scim.acme.example/tenant-7/v2',
      _type: 'acme_account',
      _class: ['Account'],
      name: 'scim.acme.example',
      displayName: 'scim.acme.example',
      vendor: 'SCIM',
      accountId: 'scim.acme.example/tenant-7/v2',
      domain: 'scim.acme.example',
      webLink: 'https://scim.acme.example/tenant-7/v2',
    });
  });

  test.each([
    ['https://Scim.Acme.example/', 'acme_account:scim.acme.example'],
    ['https://scim.acme.example/v2/', 'acme_account:scim.acme.example/v2'],
    [
      'https://scim.acme.example:8443/v2',
      'acme_account:scim.acme.example:8443/v2',
    ],
  ])('at %s has the key %s', (url, key) => {
    expect(accountKey(new URL(url))).toBe(key);
  });
});
