import { toEntity } from '../../graph/entities';

import { Admin, ADMIN } from './admins';

const ID = '60aa11bb22cc33dd44ee55ff';

describe('administrator', () => {
  const createAdmin = (fields: object) =>
    toEntity(ADMIN, Admin.parse({ _id: ID, ...fields }));

  test('has roles, and no trace of the key', () => {
    const admin = createAdmin({
      email: 'Admin@acme.example',
      roleName: 'Administrator',
      roleNames: ['Administrator', 'Custom'],
      suspended: false,
      apiKeySet: true,
      apiKeyHash: { prefix: 'jca_canary', createdAt: '2026-01-01T00:00:00Z' },
    });

    expect(admin).toMatchObject({
      _key: ID,
      _type: 'jumpcloud_admin',
      _class: ['User'],
      name: 'admin@acme.example',
      email: 'admin@acme.example',
      admin: true,
      active: true,
      status: 'active',
      roles: ['Administrator', 'Custom'],
      apiKeySet: true,
      apiKeyCreatedOn: Date.UTC(2026, 0, 1),
    });
    expect(JSON.stringify(admin)).not.toContain('canary');
  });

  test.each([
    [{ totpEnrolled: true, enableMultiFactor: true }, true],
    [{ totpEnrolled: true }, true],
    [{ totpEnrolled: true, enableMultiFactor: false }, false],
    [{ totpEnrolled: false, enableMultiFactor: false }, false],
    [{ totpEnrolled: false, enableMultiFactor: true }, undefined],
    [{}, undefined],
  ])('%j means a second factor: %s', (fields, mfaEnabled) => {
    expect(createAdmin(fields).mfaEnabled).toBe(mfaEnabled);
  });
});
