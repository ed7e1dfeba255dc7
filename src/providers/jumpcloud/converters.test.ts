import {
  createAccountEntity,
  createAdminEntity,
  createAppleDeviceEntity,
  createAppleMdmEntity,
  createApplicationEntity,
  createDeviceEntity,
  createDeviceGroupEntity,
  createGroupEntity,
  createUserDeviceRelationship,
  createUserEntity,
} from './converters';
import {
  JumpCloudAdmin,
  JumpCloudAppleDevice,
  JumpCloudAppleMdm,
  JumpCloudApplication,
  JumpCloudGroup,
  JumpCloudOrganization,
  JumpCloudOrganizationDetail,
  JumpCloudSystem,
  JumpCloudUser,
} from './types';

const CONSOLE = new URL('https://console.eu.jumpcloud.com');
const ID = '60aa11bb22cc33dd44ee55ff';

describe('organization', () => {
  const organization = JumpCloudOrganization.parse({
    _id: ID,
    displayName: null,
    created: '2020-07-04T10:00:00.000Z',
  });

  test('without settings and name is known by its id', () => {
    const account = createAccountEntity(organization, undefined, CONSOLE);

    expect(account).toMatchObject({
      _key: ID,
      _type: 'jumpcloud_account',
      _class: ['Account', 'Organization'],
      name: ID,
      displayName: ID,
      accountId: ID,
      vendor: 'JumpCloud',
      webLink: 'https://console.eu.jumpcloud.com/',
      createdOn: Date.UTC(2020, 6, 4, 10),
    });
    expect(account.adminMfaRequired).toBeUndefined();
  });

  test('tells only password rules that are in force', () => {
    const detail = JumpCloudOrganizationDetail.parse({
      _id: ID,
      settings: {
        name: 'Acme Tools',
        contactEmail: 'canary@acme.example',
        requireAdminMFA: true,
        passwordPolicy: {
          enableMinLength: true,
          minLength: 12,
          enableMaxHistory: false,
          maxHistory: 5,
          needsUppercase: true,
        },
      },
    });
    const account = createAccountEntity(organization, detail, CONSOLE);

    expect(account).toMatchObject({
      name: 'Acme Tools',
      adminMfaRequired: true,
      passwordMinLength: 12,
      passwordRequiresUppercase: true,
    });
    expect(account.passwordHistoryCount).toBeUndefined();
    expect(JSON.stringify(account)).not.toContain('canary');
  });
});

describe('user', () => {
  const createUser = (fields: object) =>
    createUserEntity(JumpCloudUser.parse({ _id: ID, ...fields }), CONSOLE);

  test('has the facts of the graph model', () => {
    expect(
      createUser({
        username: 'ada',
        email: 'Ada@Acme.Example',
        firstname: 'Ada',
        lastname: 'Example',
        displayname: '',
        state: 'ACTIVATED',
        activated: true,
        suspended: false,
        account_locked: false,
        account_locked_date: null,
        created: '2024-02-01T08:00:00.000Z',
        jobTitle: 'Engineer',
        department: 'Engineering',
        employeeType: 'full-time',
        employeeIdentifier: 'E1',
        manager: '60aa11bb22cc33dd44ee5500',
        admin: { id: ID, roleName: 'Help Desk', roleNames: ['Help Desk'] },
        mfa: {
          configured: true,
          exclusion: true,
          exclusionUntil: '2026-06-01T00:00:00Z',
        },
        totp_enabled: true,
        sudo: true,
        ldap_binding_user: true,
        samba_service_user: false,
        password_expired: true,
        password_date: '2026-01-01T00:00:00Z',
        lastlogin: '2026-02-01T00:00:00Z',
      }),
    ).toMatchObject({
      _key: ID,
      _type: 'jumpcloud_user',
      _class: ['User'],
      username: 'ada',
      email: 'ada@acme.example',
      name: 'Ada Example',
      displayName: 'Ada Example',
      firstName: 'Ada',
      lastName: 'Example',
      active: true,
      status: 'active',
      locked: false,
      suspended: false,
      mfaEnabled: true,
      mfaMethods: ['totp'],
      mfaConfigured: true,
      mfaExclusion: true,
      mfaExclusionUntil: Date.UTC(2026, 5, 1),
      admin: true,
      adminRoles: ['Help Desk'],
      employeeId: 'E1',
      employeeNumber: 'E1',
      employeeType: 'full-time',
      title: 'Engineer',
      jobTitle: 'Engineer',
      department: 'Engineering',
      manager: '60aa11bb22cc33dd44ee5500',
      sudo: true,
      ldapBindingUser: true,
      sambaServiceUser: false,
      passwordExpired: true,
      passwordChangedOn: Date.UTC(2026, 0, 1),
      createdOn: Date.UTC(2024, 1, 1, 8),
      lastLoginOn: Date.UTC(2026, 1, 1),
      webLink: `https://console.eu.jumpcloud.com/#/users/${ID}/details`,
    });
  });

  test('of which little is told has no invented facts', () => {
    const { active, admin, mfaEnabled, mfaExclusion, email, locked } =
      createUser({ username: 'ada', email: 'no address', mfa: null });

    expect([active, admin, mfaEnabled, mfaExclusion, email, locked]).toEqual(
      Array(6).fill(undefined),
    );
  });

  test.each([
    ['displayname', { displayname: 'Ada E.', firstname: 'Ada' }, 'Ada E.'],
    ['first name', { firstname: 'Ada', username: 'ada' }, 'Ada'],
    ['username', { username: 'ada', email: 'ada@acme.example' }, 'ada'],
    ['e-mail', { username: '', email: 'ada@acme.example' }, 'ada@acme.example'],
    ['id', {}, ID],
  ])('is called by %s', (_case, fields, name) => {
    expect(createUser(fields)).toMatchObject({ name, displayName: name });
  });

  test('keeps keys, phone numbers, addresses and attributes to itself', () => {
    const user = createUser({
      public_key: 'canary',
      ssh_keys: [{ public_key: 'canary' }],
      phoneNumbers: [{ number: 'canary' }],
      addresses: [{ streetAddress: 'canary' }],
      attributes: [{ name: 'canary', value: 'canary' }],
      recoveryEmail: { address: 'canary' },
      alternateEmail: 'canary',
      location: 'canary',
      mfa: { configured: true, seed: 'canary' },
      mfaEnrollment: { overallStatus: 'ENROLLED', device: 'canary' },
      admin: { id: ID, token: 'canary' },
    });

    expect(JSON.stringify(user)).not.toContain('canary');
  });
});

test('groups of users and of devices', () => {
  const group = JumpCloudGroup.parse({
    id: ID,
    name: 'Engineers',
    type: 'user_group',
    email: 'Eng@acme.example',
    attributes: null,
    membershipMethod: 'DYNAMIC_AUTOMATED',
  });

  expect(createGroupEntity(group, CONSOLE)).toMatchObject({
    _key: ID,
    _type: 'jumpcloud_group',
    _class: ['Group'],
    name: 'Engineers',
    email: 'eng@acme.example',
    dynamic: true,
    webLink: `https://console.eu.jumpcloud.com/#/groups/user/${ID}/details`,
  });
  expect(createDeviceGroupEntity(group)).toMatchObject({
    _key: ID,
    _type: 'jumpcloud_device_group',
    _class: ['Group'],
    membershipMethod: 'dynamic_automated',
  });
});

test.each([
  ['STATIC', false],
  ['NOTSET', false],
  ['DYNAMIC_REVIEW_REQUIRED', true],
  [undefined, undefined],
])('membership method %s means dynamic: %s', (membershipMethod, dynamic) => {
  const group = JumpCloudGroup.parse({ id: ID, membershipMethod });

  expect(createDeviceGroupEntity(group).dynamic).toBe(dynamic);
});

test('application without its settings', () => {
  const application = createApplicationEntity(
    JumpCloudApplication.parse({
      _id: ID,
      name: 'aws',
      displayName: 'Amazon Web Services',
      displayLabel: '',
      active: true,
      color: null,
      ssoUrl: 'https://sso.jumpcloud.com/saml2/aws',
      config: { idpPrivateKey: { value: 'canary' } },
      sso: { type: 'saml', idpPrivateKey: 'canary' },
    }),
  );

  expect(application).toMatchObject({
    _key: ID,
    _type: 'jumpcloud_application',
    _class: ['Application'],
    name: 'Amazon Web Services',
    shortName: 'aws',
    active: true,
    isSAMLApp: true,
    loginUrl: 'https://sso.jumpcloud.com/saml2/aws',
  });
  expect(JSON.stringify(application)).not.toContain('canary');
});

describe('device', () => {
  const createDevice = (fields: object) =>
    createDeviceEntity(JumpCloudSystem.parse({ _id: ID, ...fields }));

  test('has the facts of its agent, and none of its network', () => {
    const device = createDevice({
      displayName: 'ada-mbp',
      hostname: 'ada-mbp.local',
      active: true,
      os: 'Mac OS X',
      osFamily: 'darwin',
      version: '15.3',
      serialNumber: 'C02EXAMPLE',
      hwVendor: 'Apple Inc.',
      remoteIP: 'canary',
      networkInterfaces: [{ address: 'canary' }],
      userMetrics: [{ userName: 'canary' }],
      fde: { active: true, keyPresent: true, key: 'canary' },
      mdm: { vendor: 'internal', windows: { upn: 'canary' } },
      primarySystemUser: { id: ID },
      lastContact: '2026-02-01T10:00:00.000Z',
    });

    expect(device).toMatchObject({
      _key: ID,
      _type: 'jumpcloud_device',
      _class: ['Device'],
      name: 'ada-mbp',
      category: 'endpoint',
      platform: 'darwin',
      make: 'Apple Inc.',
      model: null,
      serial: 'C02EXAMPLE',
      osName: 'Mac OS X',
      osVersion: '15.3',
      encrypted: true,
      primaryUserId: ID,
      lastSeenOn: Date.UTC(2026, 1, 1, 10),
    });
    expect(JSON.stringify(device)).not.toContain('canary');
  });

  test.each([
    [{ osFamily: 'linux', amazonInstanceID: 'i-1' }, 'server'],
    [{ osFamily: 'windows', os: 'Windows Server 2022' }, 'server'],
    [{ osFamily: 'windows', os: 'Windows 11 Pro' }, 'endpoint'],
    [{ osFamily: 'linux', os: 'Ubuntu' }, null],
    [{}, null],
  ])('%j is of category %s', (fields, category) => {
    expect(createDevice(fields).category).toBe(category);
  });

  test('of another system has no platform', () => {
    expect(createDevice({ osFamily: 'haiku' }).platform).toBeUndefined();
  });
});

test('Apple MDM', () => {
  const mdm = createAppleMdmEntity(
    JumpCloudAppleMdm.parse({
      id: ID,
      name: '',
      apnsCertExpiry: '2026-11-01T00:00:00Z',
      depServerTokenState: 'missing',
      appleCertCreatorAppleID: 'canary@acme.example',
    }),
  );

  expect(mdm).toMatchObject({
    _key: ID,
    _type: 'jumpcloud_apple_mdm',
    _class: ['Configuration'],
    name: ID,
    pushCertificateExpiresOn: Date.UTC(2026, 10, 1),
    depTokenState: 'missing',
  });
  expect(JSON.stringify(mdm)).not.toContain('canary');
});

test.each([
  ['macos', 'darwin', 'endpoint'],
  ['ios', 'ios', 'mobile'],
  [undefined, undefined, null],
])('Apple device with %s', (mdmOsFamily, platform, category) => {
  const device = createAppleDeviceEntity(
    JumpCloudAppleDevice.parse({
      id: ID,
      serialNumber: 'C02EXAMPLE',
      mdmOsFamily,
      enrolled: false,
      securityInfo: {},
      deviceInformation: { imei: 'canary', wifiMac: 'canary' },
    }),
  );

  expect(device).toMatchObject({
    _key: ID,
    _type: 'jumpcloud_apple_device',
    _class: ['Device'],
    name: 'C02EXAMPLE',
    active: false,
    category,
    make: 'Apple',
    model: null,
    deviceId: null,
  });
  expect(device.platform).toBe(platform);
  expect(device.encrypted).toBeUndefined();
  expect(JSON.stringify(device)).not.toContain('canary');
});

describe('administrator', () => {
  const createAdmin = (fields: object) =>
    createAdminEntity(JumpCloudAdmin.parse({ _id: ID, ...fields }));

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
    [{ totpEnrolled: false, enableMultiFactor: false }, false],
    [{ totpEnrolled: false, enableMultiFactor: true }, undefined],
    [{}, undefined],
  ])('%j means a second factor: %s', (fields, mfaEnabled) => {
    expect(createAdmin(fields).mfaEnabled).toBe(mfaEnabled);
  });
});

test('a binding of user and device tells its rights where they are known', () => {
  const relationship = createUserDeviceRelationship('user-id', 'device-id', {
    id: 'device-id',
    type: 'system',
    isDirect: true,
    sudo: false,
  });

  expect(relationship).toMatchObject({
    _key: 'user-id|has|device-id',
    _type: 'jumpcloud_user_has_device',
    direct: true,
    sudo: false,
  });
});
