import { toEntity } from '../../graph/entities';

import { OrganizationDetail, OrganizationInList } from './organizationRecords';
import { ACCOUNT, accountSource } from './organizations';

const CONSOLE = new URL('https://console.eu.jumpcloud.com');
const ID = '60aa11bb22cc33dd44ee55ff';

describe('organization', () => {
  const organization = OrganizationInList.parse({
    _id: ID,
    displayName: null,
    created: '2020-07-04T10:00:00.000Z',
  });

  test('without settings and name is known by its id', () => {
    const account = toEntity(
      ACCOUNT,
      accountSource(organization, undefined, CONSOLE),
    );

    expect(account).toMatchObject({
      _key: ID,
      _type: 'jumpcloud_account',
      _class: ['Account', 'Organization'],
      name: ID,
      displayName: ID,
      accountId: ID,
      vendor: 'JumpCloud',
      webLink: 'https://console.eu.jumpcloud.com/',
      createdOn: Date.UTC(2020, 6, 4, 10),
    });
    expect(account.adminMfaRequired).toBeUndefined();
  });

  test('tells only password rules that are in force', () => {
    const detail = OrganizationDetail.parse({
      _id: ID,
      settings: {
        name: 'Acme Tools',
        contactEmail: 'canary@acme.example',
        requireAdminMFA: true,
        passwordPolicy: {
          enableMinLength: true,
          minLength: 12,
          enableMaxHistory: false,
          maxHistory: 5,
          needsUppercase: true,
        },
      },
    });
    const account = toEntity(
      ACCOUNT,
      accountSource(organization, detail, CONSOLE),
    );

    expect(account).toMatchObject({
      name: 'Acme Tools',
      adminMfaRequired: true,
      passwordMinLength: 12,
      passwordRequiresUppercase: true,
    });
    expect(account.passwordHistoryCount).toBeUndefined();
    expect(JSON.stringify(account)).not.toContain('canary');
  });
});
