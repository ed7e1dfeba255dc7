import { toEntity } from '../../graph/entities';

import type { Org } from './client';
import { APP_USER_GROUP, OktaGroup } from './groups';

const org: Org = {
  host: 'acme.okta.com',
  url: 'https://acme.okta.com',
  adminUrl: 'https://acme-admin.okta.com',
};

const GROUP = '00g1exampleEng00h7zz';

describe('a group', () => {
  const group = OktaGroup.parse({
    id: GROUP,
    type: 'APP_GROUP',
    lastMembershipUpdated: '2026-02-03T04:05:06.000Z',
    profile: { name: 'Engineering', description: null },
    _embedded: {
      stats: { usersCount: 12, hasAdminPrivlege: true },
      app: { id: '0oa1exampleAD000h7zz', label: 'acme.example' },
    },
    _links: {
      source: {
        href: 'https://acme.okta.com/api/v1/apps/0oa1exampleAD000h7zz',
      },
    },
  });

  test('from an app has its source, size and time of membership', () => {
    expect(toEntity(APP_USER_GROUP, { org, group })).toMatchObject({
      _type: 'okta_app_user_group',
      userCount: 12,
      lastMembershipUpdatedOn: 1770091506000,
      sourceApplicationId: '0oa1exampleAD000h7zz',
      hasAdminPrivilege: true,
    });
  });

  test('knows its source by the link where the app is not embedded', () => {
    const { _embedded, ...rest } = group;
    const linked = OktaGroup.parse({
      ...rest,
      _links: {
        source: {
          href: 'https://acme.okta.com/api/v1/apps/0oa1exampleAD000h7zz?x',
        },
      },
    });
    expect(
      toEntity(APP_USER_GROUP, { org, group: linked }).sourceApplicationId,
    ).toBe('0oa1exampleAD000h7zz');
  });

  test('without statistics has no size', () => {
    const plain = OktaGroup.parse({ ...group, _embedded: null });
    expect(
      toEntity(APP_USER_GROUP, { org, group: plain }).userCount,
    ).toBeUndefined();
  });
});
