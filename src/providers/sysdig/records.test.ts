import type { z } from 'zod';

import { checkRecord } from '../../http/records';

import { OlderMember, PlatformMember } from './memberRecords';
import { Role } from './roles';
import { OlderScan, scanOf } from './scanRecords';
import { ServiceAccount } from './serviceAccounts';
import { OlderTeam, PlatformTeam } from './teams';
import { OlderUser, PlatformUser } from './users';

const withId: [string, z.ZodType, string][] = [
  ['PlatformUser', PlatformUser, 'id'],
  ['OlderUser', OlderUser, 'id'],
  ['PlatformTeam', PlatformTeam, 'id'],
  ['OlderTeam', OlderTeam, 'id'],
  ['PlatformMember', PlatformMember, 'userId'],
  ['OlderMember', OlderMember, 'userId'],
  ['Role', Role, 'id'],
  ['ServiceAccount', ServiceAccount, 'id'],
  ['Pipeline scan', scanOf('pipeline'), 'resultId'],
  ['Registry scan', scanOf('registry'), 'resultId'],
  ['Runtime scan', scanOf('runtime'), 'resultId'],
  ['OlderScan', OlderScan, 'imageId'],
];

/** Every field that any of them reads, besides ids. */
const FIELDS = [
  'email',
  'username',
  'firstName',
  'name',
  'isAdmin',
  'enabled',
  'activationStatus',
  'dateCreated',
  'lastUpdated',
  'lastSeenOnSecure',
  'products',
  'product',
  'zoneIds',
  'additionalTeamPermissions',
  'customTeamRoleId',
  'userCount',
  'role',
  'admin',
  'monitorPermissions',
  'systemRoles',
  'expirationDate',
  'pullString',
  'createdAt',
  'analyzedAt',
  'vulnTotalBySeverity',
  'scope',
  'policyStatus',
  'policyEvaluationResult',
];

test.each([
  [PlatformTeam, 'zoneIds', [11, null, {}, '12'], ['11', '12']],
  [OlderTeam, 'products', ['SDS', null], ['secure']],
  [OlderUser, 'products', [null, 'SDC'], ['monitor']],
  [Role, 'monitorPermissions', ['a', 7, null], ['a']],
  [ServiceAccount, 'systemRoles', [null, 'ROLE'], ['ROLE']],
] as [z.ZodType, string, unknown[], string[]][])(
  'a bad element costs itself, not the list (%#)',
  (schema, field, values, kept) => {
    const checked = checkRecord(
      schema,
      { id: '7', [field]: values },
      1,
      String,
    );

    expect(checked).toMatchObject({ ok: true, record: { [field]: kept } });
  },
);

describe.each(withId)('%s', (_name, schema, id) => {
  test('needs nothing but its id', () => {
    expect(checkRecord(schema, { [id]: '7' }, 1, String).ok).toBe(true);
  });

  test.each([undefined, null, '', {}])('is rejected with id %p', (value) => {
    expect(checkRecord(schema, { [id]: value }, 1, String).ok).toBe(false);
  });

  test.each([null, 17, 'text', true, [], [null], {}])(
    'is not lost when every other field is %p',
    (odd) => {
      const record = Object.fromEntries(FIELDS.map((field) => [field, odd]));

      expect(checkRecord(schema, { ...record, [id]: '7' }, 1, String).ok).toBe(
        true,
      );
    },
  );
});
