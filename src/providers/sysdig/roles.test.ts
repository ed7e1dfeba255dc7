import { toEntity } from '../../graph/entities';
import { createRelationship } from '../../graph/relationships';

import { ROLE, Role, roleKey, USER_ASSIGNED_ROLE } from './roles';
import { userKey } from './users';

test('role', () => {
  const role = Role.parse({
    id: 77,
    name: 'Scan reader',
    description: 'Reads scan results',
    monitorPermissions: ['a.read'],
    securePermissions: ['b.read', 'a.read'],
  });

  expect(toEntity(ROLE, role)).toMatchObject({
    _key: 'sysdig_role:77',
    _class: ['AccessRole'],
    name: 'Scan reader',
    systemRole: false,
    privilegeNames: ['a.read', 'b.read'],
    monitorPermissions: ['a.read'],
    securePermissions: ['b.read', 'a.read'],
  });
});

test('role of a user', () => {
  expect(
    createRelationship(USER_ASSIGNED_ROLE, userKey('41001'), roleKey('77')),
  ).toMatchObject({
    _key: 'sysdig_user:41001|assigned|sysdig_role:77',
    _type: 'sysdig_user_assigned_role',
    _class: 'ASSIGNED',
  });
});
