import { toEntity } from '../../graph/entities';

import { SERVICE_ACCOUNT, ServiceAccount } from './serviceAccounts';

test('service account', () => {
  const account = ServiceAccount.parse({
    id: 88,
    name: 'inventory-reader',
    dateCreated: '2026-01-01T00:00:00Z',
    lastUsed: null,
    expirationDate: '2027-01-01T00:00:00Z',
    teamId: 501,
    teamRole: 'ROLE_TEAM_READ',
  });

  expect(toEntity(SERVICE_ACCOUNT, account)).toMatchObject({
    _key: 'sysdig_service_account:88',
    _class: ['User'],
    username: 'inventory-reader',
    teamId: '501',
    teamRole: 'ROLE_TEAM_READ',
    customRoleId: undefined,
    createdOn: Date.parse('2026-01-01T00:00:00Z'),
    expiresOn: Date.parse('2027-01-01T00:00:00Z'),
    lastUsedOn: undefined,
  });
});

test.each([77, '77'])(
  'the role %p of a team may be a custom one',
  (teamRole) => {
    const account = ServiceAccount.parse({ id: 88, teamRole });

    expect(toEntity(SERVICE_ACCOUNT, account)).toMatchObject({
      teamRole: '77',
      customRoleId: '77',
    });
  },
);
