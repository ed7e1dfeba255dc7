import { toEntity } from '../../graph/entities';

import { ACCOUNT, accountKey } from './account';
import { CurrentUser } from './owner';

const baseUrl = new URL('https://app.us4.sysdig.com');

function owner(customer: object | null, plan: object = {}) {
  return CurrentUser.parse({
    user: { id: 41001, customer, customerSettings: { plan } },
  }).user;
}

describe('account', () => {
  test.each([
    ['customer', owner({ id: 9001 }), 'sysdig_account:9001'],
    ['legacy', owner({ id: 9001 }), 'sysdig_account:41001'],
    ['legacy', owner(null), 'sysdig_account:41001'],
    ['customer', owner(null), 'sysdig_account:app.us4.sysdig.com'],
    ['customer', undefined, 'sysdig_account:app.us4.sysdig.com'],
    ['legacy', undefined, 'sysdig_account:app.us4.sysdig.com'],
  ] as const)('key of kind %s', (keyKind, of, key) => {
    expect(accountKey({ baseUrl, keyKind, owner: of })).toBe(key);
  });

  test('with all that is known of the plan', () => {
    const entity = toEntity(ACCOUNT, {
      baseUrl,
      keyKind: 'customer',
      owner: owner(
        {
          id: 9001,
          name: 'Acme',
          externalId: '00000000-0000-0000-0000-0000000000aa',
          dateCreated: 1_690_000_000_000,
        },
        {
          maxAgents: 50,
          onDemandAgents: 0,
          maxTeams: -1,
          subscriptionState: 'trialing',
          trialEndDate: 1_770_000_000_000,
          secureEnabled: true,
          monitorEnabled: false,
        },
      ),
    });

    expect(entity).toMatchObject({
      _type: 'sysdig_account',
      _class: ['Account'],
      name: 'Acme',
      displayName: 'Acme',
      vendor: 'Sysdig',
      accountId: '9001',
      externalId: '00000000-0000-0000-0000-0000000000aa',
      domain: 'app.us4.sysdig.com',
      webLink: 'https://app.us4.sysdig.com/',
      createdOn: 1_690_000_000_000,
      maxAgents: 50,
      onDemandAgents: 0,
      maxTeams: undefined,
      unlimitedTeams: true,
      subscriptionState: 'trialing',
      trialEndsOn: 1_770_000_000_000,
      secureEnabled: true,
      monitorEnabled: false,
    });
    expect(entity._rawData).toEqual([]);
  });

  test('a limit on teams is a limit', () => {
    const entity = toEntity(ACCOUNT, {
      baseUrl,
      keyKind: 'customer',
      owner: owner({ id: 9001 }, { maxTeams: 5 }),
    });

    expect(entity).toMatchObject({ maxTeams: 5, unlimitedTeams: false });
  });

  test('of which nothing is known but the host', () => {
    const entity = toEntity(ACCOUNT, { baseUrl, keyKind: 'customer' });

    expect(entity).toMatchObject({
      name: 'app.us4.sysdig.com',
      vendor: 'Sysdig',
    });
    expect(entity.unlimitedTeams).toBeUndefined();
  });
});

test('of the current user nothing is kept but what is named', () => {
  const parsed = CurrentUser.parse({
    user: {
      id: 1,
      accessKey: 'secret',
      agentInstallParams: { accessKey: 'secret' },
      customer: { id: 2, name: null, accessKey: 'secret' },
      customerSettings: { plan: { maxAgents: 5, token: 'secret' } },
    },
  });

  expect(JSON.stringify(parsed)).not.toContain('secret');
  expect(parsed.user.customer).toMatchObject({ id: '2' });
});
