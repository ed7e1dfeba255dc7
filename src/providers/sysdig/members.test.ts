import { createRelationship } from '../../graph/relationships';

import { OlderMember, PlatformMember } from './memberRecords';
import { memberProperties, TEAM_HAS_USER } from './members';
import { teamKey } from './teams';
import { userKey } from './users';

function createTeamUserRelationship(
  teamId: string,
  record: { userId: string; [field: string]: unknown },
  admin?: boolean,
) {
  return createRelationship(
    TEAM_HAS_USER,
    teamKey(teamId),
    userKey(record.userId),
    memberProperties(PlatformMember.parse(record), admin),
  );
}

describe('member of a team', () => {
  test('with a standard role', () => {
    const relationship = createTeamUserRelationship(
      '501',
      { userId: '41001', standardTeamRole: 'ROLE_TEAM_EDIT' },
      false,
    );

    expect(relationship).toMatchObject({
      _key: 'sysdig_team:501|has|sysdig_user:41001',
      _type: 'sysdig_team_has_user',
      role: 'ROLE_TEAM_EDIT',
      roleName: 'Advanced User',
      admin: false,
    });
  });

  test('with a custom role, and of unknown administration', () => {
    const relationship = createTeamUserRelationship('501', {
      userId: '41001',
      customTeamRoleId: '77',
    });

    expect(relationship).toMatchObject({ role: '77', customRoleId: '77' });
    expect(relationship.admin).toBeUndefined();
  });
});

test.each([
  ['77', { standardTeamRole: undefined, customTeamRoleId: '77' }],
  [77, { standardTeamRole: undefined, customTeamRoleId: '77' }],
  ['ROLE_TEAM_EDIT', { standardTeamRole: 'ROLE_TEAM_EDIT' }],
  ['ROLE_TEAM_NONE', { isRoleHidden: true }],
  [undefined, { standardTeamRole: undefined, isRoleHidden: true }],
])('role %p of the older API', (role, expected) => {
  expect(OlderMember.parse({ userId: 1, role })).toMatchObject(expected);
});
