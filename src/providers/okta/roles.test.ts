import { toEntity } from '../../graph/entities';

import { ROLE, RoleAssignment } from './roles';

test('a role tells nothing of its assignment', () => {
  const role = RoleAssignment.parse({
    id: 'ra1exampleSuper0h7zz',
    label: 'Super Administrator',
    type: 'SUPER_ADMIN',
    status: 'INACTIVE',
    assignmentType: 'USER',
  });
  const entity = toEntity(ROLE, role);
  expect(entity).toMatchObject({
    _key: 'okta_role:SuperAdministrator',
    superAdmin: true,
    systemRole: true,
  });
  expect(JSON.stringify(entity)).not.toMatch(/ra1example|INACTIVE/i);
});
