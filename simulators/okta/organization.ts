import { createAuthenticators } from './authenticators';
import { createApiTokens, createIdentityProviders } from './keysAndDoors';
import { createPolicies } from './policies';
import type {
  AppGroupRecord,
  AppRecord,
  AppUserRecord,
  DeviceRecord,
  FactorRecord,
  GroupRecord,
  LogRecord,
  Organization,
  RoleRecord,
  RuleRecord,
  UserRecord,
} from './records';

/** How large an org is to be. */
export interface OrganizationSize {
  users: number;
  groups: number;
  apps: number;
  devices?: number;
}

const CREATED = '2023-05-01T08:00:00.000Z';
const UPDATED = '2026-02-01T10:00:00.000Z';

/** One user in ten is not active; of these each status has its share. */
const OTHER_STATUSES = [
  'STAGED',
  'DEPROVISIONED',
  'PROVISIONED',
  'LOCKED_OUT',
  'SUSPENDED',
  'PASSWORD_EXPIRED',
  'RECOVERY',
];

const AWS_ARN = 'arn:aws:iam::123456789012:saml-provider/OKTA';

/**
 * Makes an org in which every kind of object occurs. The same size gives the same org: who is what
 * follows from numbers alone.
 */
export function createOrganization({
  users: userCount,
  groups: groupCount,
  apps: appCount,
  devices: deviceCount = 5,
}: OrganizationSize): Organization {
  const users = many(userCount, createUser);
  const present = users.filter(({ status }) => status !== 'DEPROVISIONED');
  const apps = many(appCount, createApp);
  const groups = many(groupCount, (index) => createGroup(index, apps));
  const members = new Map(
    groups.map((group, index) => [
      group.id,
      new Set(everyNth(present, index).map(({ id }) => id)),
    ]),
  );
  const organization: Organization = {
    id: '00o1example00000org0',
    subdomain: 'acme',
    companyName: 'Acme Tools',
    pipeline: 'idx',
    support: 'DISABLED',
    users,
    factors: new Map(users.map((user, index) => [user.id, factorsOf(index)])),
    authenticators: createAuthenticators(),
    groups,
    members,
    apps,
    policies: createPolicies(groups, present),
    apiTokens: createApiTokens(present),
    identityProviders: createIdentityProviders(groups),
    appUsers: new Map(),
    appGroups: new Map(),
    userRoles: new Map(),
    groupRoles: new Map(),
    clientRoles: new Map(),
    groupOwners: new Map(),
    rules: [createRule(groups)],
    devices: many(deviceCount, (index) => createDevice(index, present)),
    logs: apps.slice(0, 5).map((app, index) => createLog(index, app, present)),
  };
  assignApps(organization, present);
  assignRoles(organization, present);
  return organization;
}

/** An id of 20 characters with Okta's prefix for its kind; ids grow with the index. */
export function idOf(prefix: string, index: number): string {
  return prefix + String(index).padStart(20 - prefix.length, '0');
}

function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function createUser(index: number): UserRecord {
  const status =
    index % 10 === 9
      ? (OTHER_STATUSES[Math.floor(index / 10) % OTHER_STATUSES.length] ??
        'ACTIVE')
      : 'ACTIVE';
  const login = `user${index}@acme.example`;
  return {
    id: idOf('00u', index),
    status,
    created: CREATED,
    activated: status === 'STAGED' ? null : CREATED,
    statusChanged: null,
    lastLogin: index % 2 === 0 ? UPDATED : null,
    lastUpdated: UPDATED,
    passwordChanged: null,
    type: { id: 'oty1example000000typ' },
    profile: {
      login,
      email: login,
      firstName: `First${index}`,
      lastName: `Last${index}`,
      secondEmail: null,
      mobilePhone: '+31 6 5550 0100',
      streetAddress: '1 Example Street',
      city: 'Utrecht',
      department: index % 3 === 0 ? 'Engineering' : 'Sales',
      userType: 'Employee',
      employeeNumber: String(1000 + index),
      manager: null,
      managerId: managerIdOf(index),
      cost_center_code: `C-${index % 7}`,
      isContractor: index % 5 === 0,
      badgeNumbers: ['A1', 'B2'],
    },
    credentials: {
      password: {},
      recovery_question: { question: 'What is the question of this user?' },
      emails: [
        { value: login, status: 'VERIFIED', type: 'PRIMARY' },
        {
          value: `other${index}@acme.example`,
          status: 'UNVERIFIED',
          type: 'SECONDARY',
        },
      ],
      provider: { type: 'OKTA', name: 'OKTA' },
    },
  };
}

/** Most name nobody; some an id, some a login in another case, some a name, and one is nobody's. */
function managerIdOf(index: number): string | null {
  switch (index % 12) {
    case 1:
      return idOf('00u', index - 1);
    case 2:
      return `USER${index - 2}@Acme.Example`;
    case 3:
      return idOf('00u', index);
    case 4:
      return 'First0 Last0';
    case 5:
      return idOf('00u', 9_999_999);
    default:
      return null;
  }
}

/** Every tenth user has none, and every kind of factor occurs. */
function factorsOf(index: number): FactorRecord[] {
  if (index % 10 === 0) return [];
  const kinds: Omit<FactorRecord, 'id' | 'created'>[] = [
    {
      factorType: 'push',
      provider: 'OKTA',
      vendorName: 'OKTA',
      status: 'ACTIVE',
      lastUpdated: UPDATED,
      profile: {
        credentialId: `user${index}@acme.example`,
        deviceToken: 'example-device-token',
        deviceType: 'SmartPhone_IPhone',
        name: 'Phone of the user',
        platform: 'IOS',
        version: '19.1',
      },
    },
    {
      factorType: 'webauthn',
      provider: 'FIDO',
      vendorName: 'FIDO',
      status: 'ACTIVE',
      profile: { authenticatorName: 'Security key' },
    },
    {
      factorType: 'sms',
      provider: 'OKTA',
      vendorName: 'OKTA',
      status: 'ACTIVE',
      lastUpdated: UPDATED,
      profile: { phoneNumber: '+15555550100' },
    },
    {
      factorType: 'call',
      provider: 'OKTA',
      vendorName: 'OKTA',
      status: 'ACTIVE',
      lastUpdated: UPDATED,
      profile: { phoneNumber: '+15555550101' },
    },
    {
      factorType: 'email',
      provider: 'OKTA',
      vendorName: 'OKTA',
      status: 'ACTIVE',
      profile: { email: `user${index}@acme.example` },
    },
    {
      factorType: 'question',
      provider: 'OKTA',
      vendorName: 'OKTA',
      status: 'ACTIVE',
      profile: {
        question: 'first_award',
        questionText: 'What did you win first?',
      },
    },
    {
      factorType: 'token:software:totp',
      provider: 'GOOGLE',
      vendorName: 'GOOGLE',
      status: 'PENDING_ACTIVATION',
      profile: { credentialId: `user${index}@acme.example` },
      _embedded: {
        activation: { sharedSecret: 'EXAMPLESHAREDSECRET', keyLength: 16 },
      },
    },
    {
      factorType: 'signed_nonce',
      provider: 'OKTA',
      vendorName: 'OKTA',
      status: 'ACTIVE',
      profile: { name: 'Laptop of the user', platform: 'MACOS' },
    },
    {
      factorType: 'token:hardware',
      provider: 'YUBICO',
      vendorName: 'YUBICO',
      status: 'ACTIVE',
      profile: { credentialId: '000102030405' },
    },
    {
      factorType: 'u2f',
      provider: 'FIDO',
      vendorName: 'FIDO',
      status: 'EXPIRED',
    },
  ];
  const chosen = [kinds[index % 10], kinds[(index * 3) % 10]];
  return [...new Set(chosen)].flatMap((kind, place) =>
    kind
      ? { ...kind, id: idOf('opf', index * 10 + place), created: CREATED }
      : [],
  );
}

/** The first is everybody's, to the second nobody was ever added; every third comes from an app. */
function createGroup(index: number, apps: readonly AppRecord[]): GroupRecord {
  const dates = {
    created: CREATED,
    lastUpdated: UPDATED,
    lastMembershipUpdated: index === 1 ? CREATED : UPDATED,
  };
  if (index === 0) {
    return {
      id: idOf('00g', index),
      type: 'BUILT_IN',
      objectClass: ['okta:user_group'],
      ...dates,
      profile: { name: 'Everyone', description: 'All users in your org' },
    };
  }
  if (index % 3 !== 2) {
    return {
      id: idOf('00g', index),
      type: 'OKTA_GROUP',
      objectClass: ['okta:user_group'],
      ...dates,
      profile: { name: `Group ${index}`, description: null },
    };
  }
  return {
    id: idOf('00g', index),
    type: 'APP_GROUP',
    objectClass: ['okta:windows_security_principal'],
    ...dates,
    profile: {
      name: `Directory group ${index}`,
      description: null,
      dn: `CN=Group${index},DC=acme,DC=example`,
      externalId: 'c29tZS1pZA==',
      samAccountName: `Group${index}`,
      windowsDomainQualifiedName: `ACME\\Group${index}`,
    },
    sourceAppId: apps[index % apps.length]?.id,
  };
}

/** Groups of different sizes: the second has no members, the third many. */
function everyNth(
  users: readonly UserRecord[],
  index: number,
): readonly UserRecord[] {
  if (index <= 1) return [];
  if (index === 2) return users;
  const step = 5 + (index % 40);
  return users.filter((_, place) => place % step === index % step);
}

/** The third app, and every tenth from then on, signs in by itself. */
function isServiceApp(index: number): boolean {
  return index % 10 === 2;
}

/** The first two are AWS apps: one of a single account, one of several. */
function createApp(index: number): AppRecord {
  const isAws = index < 2;
  const settings = isAws
    ? {
        awsEnvironmentType: 'aws.amazon',
        identityProviderArn: AWS_ARN,
        ...groupMappingOf(index === 1),
        joinAllRoles: index === 1,
        sessionDuration: 3600,
      }
    : {};
  return {
    id: idOf('0oa', index),
    name: isAws ? 'amazon_aws' : (['oidc_client', 'bookmark'][index % 2] ?? ''),
    label: isAws ? `AWS ${index}` : `Application ${index}`,
    status: index % 11 === 10 ? 'INACTIVE' : 'ACTIVE',
    accessPolicyId: idOf('rst', [0, 1, 2, 4][index % 4] ?? 0),
    created: CREATED,
    lastUpdated: index % 4 === 3 ? null : UPDATED,
    signOnMode: isAws
      ? 'SAML_2_0'
      : (['OPENID_CONNECT', 'BOOKMARK'][index % 2] ?? ''),
    features: isAws ? ['PUSH_NEW_USERS', 'GROUP_PUSH'] : [],
    credentials: {
      userNameTemplate: { template: '${source.login}', type: 'BUILT_IN' },
      signing: { kid: 'exampleKid' },
      ...(index % 2 === 0 &&
        !isAws && {
          oauthClient: {
            client_id: idOf('0oa', index),
            client_secret: 'example-client-secret',
            token_endpoint_auth_method: 'client_secret_basic',
          },
        }),
    },
    settings: {
      app: settings,
      ...oauthClientOf(index),
      ...(isAws
        ? { signOn: { defaultRelayState: null, attributeStatements: [] } }
        : {}),
      notifications: {
        vpn: {
          network: { connection: 'DISABLED' },
          message: null,
          helpUrl: null,
        },
      },
    },
  };
}

/** The fields have default values where roles are not given by names of groups. */
function groupMappingOf(isUsed: boolean): Record<string, unknown> {
  return {
    useGroupMapping: isUsed,
    groupFilter: isUsed
      ? String.raw`^(?{{role}}Group) (?{{accountid}}\d+)$`
      : String.raw`aws_(?{{accountid}}\d+)_(?{{role}}[a-zA-Z0-9+=,.@\-_]+)`,
    roleValuePattern:
      'arn:aws:iam::${accountid}:saml-provider/OKTA,arn:aws:iam::${accountid}:role/${role}',
  };
}

/** Clients of every kind; some of Okta's catalogue do not tell which. */
function oauthClientOf(index: number): Record<string, unknown> {
  const kind = isServiceApp(index)
    ? 'service'
    : index > 2 && index % 4 === 0 && 'web';
  if (!kind) return {};
  return {
    oauthClient: {
      application_type: kind,
      grant_types:
        kind === 'service'
          ? ['client_credentials']
          : ['authorization_code', 'refresh_token'],
      response_types: [kind === 'service' ? 'token' : 'code'],
      redirect_uris: ['https://app.acme.example/callback'],
    },
  };
}

function assignApps(
  organization: Organization,
  present: readonly UserRecord[],
): void {
  organization.apps.forEach((app, index) => {
    const step = 3 + (index % 20);
    const users = present
      .filter((_, place) => index !== 3 && place % step === 0)
      .map((user, place): AppUserRecord => ({
        id: user.id,
        scope: place % 2 === 0 ? 'USER' : 'GROUP',
        status: 'ACTIVE',
        created: CREATED,
        profile: appProfile(index),
      }));
    const groups = organization.groups
      .filter((_, place) => place > 0 && place % step === index % step)
      .map((group, place): AppGroupRecord => ({
        id: group.id,
        priority: place,
        lastUpdated: UPDATED,
        profile: appProfile(index),
      }));
    organization.appUsers.set(app.id, users);
    organization.appGroups.set(app.id, groups);
  });
}

function appProfile(appIndex: number): Record<string, unknown> {
  if (appIndex === 0) {
    return { role: 'ReadOnly', samlRoles: ['ReadOnly', 'Auditor'] };
  }
  if (appIndex === 1) return { samlRoles: ['[production] -- Admin'] };
  return { password: 'example-app-password', securityAnswer: 'example-answer' };
}

/** The first user is a super admin; the fourth group gives its members a custom role. */
function assignRoles(
  organization: Organization,
  present: readonly UserRecord[],
): void {
  const [first, second] = present;
  const service = organization.apps.find((_, index) => isServiceApp(index));
  const group = organization.groups[3];
  const standard: RoleRecord = {
    id: 'ra1example000000role',
    label: 'Super Administrator',
    type: 'SUPER_ADMIN',
    status: 'ACTIVE',
    assignmentType: 'USER',
    created: CREATED,
    lastUpdated: CREATED,
  };
  const custom: RoleRecord = {
    ...standard,
    id: 'irb1example00000role',
    label: 'User unlocker',
    type: 'CUSTOM',
    assignmentType: 'GROUP',
    role: 'cr01example00000role',
    'resource-set': 'iam1example000000set',
  };
  if (first) organization.userRoles.set(first.id, [standard]);
  if (service) {
    organization.clientRoles.set(service.id, [
      {
        ...standard,
        id: 'IFIFAX2BIRGUSTQ',
        label: 'Application Administrator',
        type: 'APP_ADMIN',
        assignmentType: 'CLIENT',
        targets: { apps: [{ name: service.name, id: service.id }] },
      },
    ]);
  }
  if (second && group) {
    organization.userRoles.set(second.id, [
      { ...custom, groupId: group.id },
      {
        ...standard,
        id: 'ra2example000000role',
        label: 'Help Desk Administrator',
        type: 'HELP_DESK_ADMIN',
        targets: {
          groups: organization.groups.slice(1, 3).map(({ id }) => id),
        },
      },
    ]);
    organization.members.get(group.id)?.add(second.id);
    organization.groupRoles.set(group.id, [custom]);
    organization.groupOwners?.set(group.id, [
      { id: second.id, type: 'USER' },
      { id: group.id, type: 'GROUP' },
    ]);
  }
}

/** One of its targets is gone, as happens when a group is deleted. */
function createRule(groups: readonly GroupRecord[]): RuleRecord {
  return {
    id: idOf('0pr', 1),
    type: 'group_rule',
    name: 'Engineers by department',
    status: 'ACTIVE',
    created: CREATED,
    lastUpdated: UPDATED,
    conditions: {
      people: {
        users: { exclude: [idOf('00u', 4)] },
        groups: { exclude: [] },
      },
      expression: {
        value: 'user.department=="Engineering"',
        type: 'urn:okta:expression:1.0',
      },
    },
    actions: {
      assignUserToGroups: {
        groupIds: [groups[1]?.id ?? '', idOf('00g', 99_999)],
      },
    },
    allGroupsValid: false,
  };
}

function createDevice(
  index: number,
  users: readonly UserRecord[],
): DeviceRecord {
  const platform = ['MACOS', 'WINDOWS', 'IOS', 'ANDROID'][index % 4] ?? 'MACOS';
  const userId = users[index % users.length]?.id;
  return {
    id: idOf('guo', index),
    status: 'ACTIVE',
    created: CREATED,
    lastUpdated: UPDATED,
    profile: {
      displayName: `device-${index}`,
      platform,
      registered: true,
      secureHardwarePresent: true,
      ...(index % 4 === 0 && {
        manufacturer: 'APPLE',
        model: 'MacBookPro18,3',
        osVersion: '15.3.0',
        serialNumber: `C02EXAMPLE${index}`,
        udid: `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`,
        diskEncryptionType: 'ALL_INTERNAL_VOLUMES',
      }),
    },
    resourceType: 'UDDevice',
    users: userId
      ? [
          {
            created: CREATED,
            managementStatus: 'NOT_MANAGED',
            screenLockType: 'BIOMETRIC',
            userId,
          },
        ]
      : [],
  };
}

/** Published yesterday, whenever that is: the log goes back 90 days only. */
function createLog(
  index: number,
  app: AppRecord,
  users: readonly UserRecord[],
): LogRecord {
  const isOld = index % 2 === 1;
  return {
    uuid: `0c7a0000-0000-11f0-0000-${String(index).padStart(12, '0')}`,
    published: new Date(Date.now() - 86_400_000 + index).toISOString(),
    eventType: isOld
      ? 'application.lifecycle.update'
      : 'application.lifecycle.create',
    actorId: users[index % users.length]?.id ?? '',
    appId: app.id,
    requestUri: isOld ? `/admin/app/${app.name}/_new_` : '/api/v1/apps',
  };
}
