import { toEntity } from '../../graph/entities';

import { RoleAssignment } from './roleAssignments';
import { ROLE } from './roles';

function roleOf(record: Record<string, unknown>) {
  return toEntity(ROLE, {
    role: RoleAssignment.parse({
      id: 'ra1exampleSuper0h7zz',
      type: 'CUSTOM',
      status: 'ACTIVE',
      assignmentType: 'USER',
      ...record,
    }),
    permissions: ['okta.users.read'],
  });
}

test('a role tells nothing of its assignment', () => {
  const entity = roleOf({
    label: 'Super Administrator',
    type: 'SUPER_ADMIN',
    status: 'INACTIVE',
  });
  expect(entity).toMatchObject({
    _key: 'okta_role:SuperAdministrator',
    superAdmin: true,
    systemRole: true,
  });
  expect(JSON.stringify(entity)).not.toMatch(/ra1example|INACTIVE/i);
});

test('a custom role is known by its id, whatever its label', () => {
  const labels = ['Super Administrator', 'SuperAdministrator', '', undefined];
  for (const [index, label] of labels.entries()) {
    expect(roleOf({ label, role: `cr0${index}` })).toMatchObject({
      _key: `okta_role:cr0${index}`,
      superAdmin: false,
      systemRole: false,
      permissions: ['okta.users.read'],
    });
  }
  expect(roleOf({ label: 'Super Administrator' })._key).toBe(
    'okta_role:ra1exampleSuper0h7zz',
  );
});

test.each([
  ['HELP_DESK_ADMIN', 'Help Desk Administrator', 'HelpDeskAdministrator'],
  ['HELP_DESK_ADMIN', 'Help Desk administrator', 'HelpDeskAdministrator'],
  ['HELP_DESK_ADMIN', undefined, 'HelpDeskAdministrator'],
  ['HELP_DESK_ADMIN', 7, 'HelpDeskAdministrator'],
  ['READ_ONLY_ADMIN', 'Read-only Administrator', 'Read-onlyAdministrator'],
  ['WORKFLOWS_ADMIN', 'Workflows Administrator', 'WorkflowsAdministrator'],
  ['NEW_ADMIN', 'Newest Administrator', 'NewestAdministrator'],
  ['NEW_ADMIN', undefined, 'NEW_ADMIN'],
])(
  'a standard role (%s, label %s) is known by its label',
  (type, label, key) => {
    expect(roleOf({ type, label, role: 'CONSTANT' })._key).toBe(
      `okta_role:${key}`,
    );
  },
);
