import { createRelationship } from '../../graph/relationships';

import { OlderMember, PlatformMember } from './memberRecords';
import { TEAM_HAS_USER } from './members';
import { roleProperties } from './teamRoles';
import { teamKey } from './teams';
import { userKey } from './users';

function createTeamUserRelationship(
  teamId: string,
  record: { userId: string; [field: string]: unknown },
) {
  return createRelationship(
    TEAM_HAS_USER,
    teamKey(teamId),
    userKey(record.userId),
    roleProperties(PlatformMember.parse(record)),
  );
}

describe('member of a team', () => {
  test('with a standard role', () => {
    const relationship = createTeamUserRelationship('501', {
      userId: '41001',
      standardTeamRole: 'ROLE_TEAM_EDIT',
    });

    expect(relationship).toMatchObject({
      _key: 'sysdig_team:501|has|sysdig_user:41001',
      _type: 'sysdig_team_has_user',
      role: 'ROLE_TEAM_EDIT',
      roleName: 'Advanced User',
    });
    expect(relationship.customRoleId).toBeUndefined();
  });

  test('with a custom role', () => {
    const relationship = createTeamUserRelationship('501', {
      userId: '41001',
      customTeamRoleId: '77',
    });

    expect(relationship).toMatchObject({ role: '77', customRoleId: '77' });
    expect(relationship.roleName).toBeUndefined();
  });
});

test.each([
  ['77', { customTeamRoleId: '77', isRoleHidden: false }],
  [77, { customTeamRoleId: '77', isRoleHidden: false }],
  [
    'ROLE_TEAM_EDIT',
    { standardTeamRole: 'ROLE_TEAM_EDIT', isRoleHidden: false },
  ],
  [
    'ROLE_TEAM_NONE',
    { standardTeamRole: 'ROLE_TEAM_NONE', isRoleHidden: true },
  ],
  [undefined, { isRoleHidden: true }],
])('role %p of the older API', (role, expected) => {
  expect(OlderMember.parse({ userId: 1, role })).toEqual({
    userId: '1',
    ...expected,
  });
});
