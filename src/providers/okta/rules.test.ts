import { toEntity } from '../../graph/entities';

import type { Org } from './client';
import { GroupRule, RULE } from './rules';

const org: Org = {
  host: 'acme.okta.com',
  url: 'https://acme.okta.com',
  adminUrl: 'https://acme-admin.okta.com',
};

const USER = '00u1exampleAda00h7zz';
const GROUP = '00g1exampleEng00h7zz';

test('a rule shows its expression and targets', () => {
  const rule = GroupRule.parse({
    id: '0pr1exampleRule0h7zz',
    name: 'Engineers',
    status: 'INVALID',
    conditions: {
      expression: { value: 'user.department=="E"', type: 'urn:x' },
      people: { users: { exclude: [USER] } },
    },
    actions: { assignUserToGroups: { groupIds: [GROUP] } },
    allGroupsValid: false,
  });
  expect(toEntity(RULE, { org, rule })).toMatchObject({
    _type: 'okta_rule',
    status: 'invalid',
    active: false,
    expression: 'user.department=="E"',
    excludedUserIds: [USER],
    groupIds: [GROUP],
    allGroupsValid: false,
  });
});
