import {
  accountKey,
  createAccountEntity,
  createImageScanEntity,
  createRoleEntity,
  createServiceAccountEntity,
  createTeamEntity,
  createTeamUserRelationship,
  createUserEntity,
  createUserRoleRelationship,
} from './converters';
import {
  CurrentUser,
  LegacyScan,
  PipelineScan,
  RegistryScan,
  Role,
  RuntimeScan,
  ServiceAccount,
  type Team,
  type User,
} from './types';

const baseUrl = new URL('https://app.us4.sysdig.com');

function owner(customer: object | null, plan: object = {}) {
  return CurrentUser.parse({
    user: { id: 41001, customer, customerSettings: { plan } },
  }).user;
}

describe('account', () => {
  test.each([
    ['customer', owner({ id: 9001 }), 'sysdig_account:9001'],
    ['legacy', owner({ id: 9001 }), 'sysdig_account:41001'],
    ['legacy', owner(null), 'sysdig_account:41001'],
    ['customer', owner(null), 'sysdig_account:app.us4.sysdig.com'],
    ['customer', undefined, 'sysdig_account:app.us4.sysdig.com'],
    ['legacy', undefined, 'sysdig_account:app.us4.sysdig.com'],
  ] as const)('key of kind %s', (keyKind, of, key) => {
    expect(accountKey({ baseUrl, keyKind, owner: of })).toBe(key);
  });

  test('with all that is known of the plan', () => {
    const entity = createAccountEntity({
      baseUrl,
      keyKind: 'customer',
      owner: owner(
        {
          id: 9001,
          name: 'Acme',
          externalId: '00000000-0000-0000-0000-0000000000aa',
          dateCreated: 1_690_000_000_000,
        },
        {
          maxAgents: 50,
          onDemandAgents: 0,
          maxTeams: -1,
          subscriptionState: 'trialing',
          trialEndDate: 1_770_000_000_000,
          secureEnabled: true,
          monitorEnabled: false,
        },
      ),
    });

    expect(entity).toMatchObject({
      _type: 'sysdig_account',
      _class: ['Account'],
      name: 'Acme',
      displayName: 'Acme',
      vendor: 'Sysdig',
      accountId: '9001',
      externalId: '00000000-0000-0000-0000-0000000000aa',
      domain: 'app.us4.sysdig.com',
      webLink: 'https://app.us4.sysdig.com/',
      createdOn: 1_690_000_000_000,
      maxAgents: 50,
      onDemandAgents: 0,
      maxTeams: undefined,
      unlimitedTeams: true,
      subscriptionState: 'trialing',
      trialEndsOn: 1_770_000_000_000,
      secureEnabled: true,
      monitorEnabled: false,
    });
    expect(entity._rawData).toEqual([]);
  });

  test('a limit on teams is a limit', () => {
    const entity = createAccountEntity({
      baseUrl,
      keyKind: 'customer',
      owner: owner({ id: 9001 }, { maxTeams: 5 }),
    });

    expect(entity).toMatchObject({ maxTeams: 5, unlimitedTeams: false });
  });

  test('of which nothing is known but the host', () => {
    const entity = createAccountEntity({ baseUrl, keyKind: 'customer' });

    expect(entity).toMatchObject({
      name: 'app.us4.sysdig.com',
      vendor: 'Sysdig',
    });
    expect(entity.unlimitedTeams).toBeUndefined();
  });
});

describe('user', () => {
  const user: User = {
    id: '41001',
    email: 'Ada@Acme.example',
    firstName: 'Ada',
    lastName: 'Example',
    admin: true,
    enabled: true,
    activationStatus: 'CONFIRMED',
    createdOn: 1,
  };

  test('with all that is known', () => {
    expect(createUserEntity(user)).toMatchObject({
      _key: 'sysdig_user:41001',
      _type: 'sysdig_user',
      _class: ['User'],
      id: '41001',
      name: 'Ada Example',
      displayName: 'Ada Example',
      username: 'Ada@Acme.example',
      email: 'ada@acme.example',
      firstName: 'Ada',
      lastName: 'Example',
      active: true,
      status: 'confirmed',
      admin: true,
      createdOn: 1,
    });
  });

  test.each([
    [{ enabled: true, activationStatus: 'confirmed' }, true],
    [{ enabled: true, activationStatus: 'pending' }, false],
    [{ enabled: false, activationStatus: 'confirmed' }, false],
    [{ enabled: false }, false],
    [{ enabled: true }, undefined],
    [{ activationStatus: 'confirmed' }, undefined],
    [{}, undefined],
  ])('%j is active: %s', (state, active) => {
    expect(createUserEntity({ id: '1', ...state }).active).toBe(active);
  });

  test('of whom nothing is known is no administrator and none is denied', () => {
    const entity = createUserEntity({ id: '41002' });

    expect(entity).toMatchObject({ name: '41002', displayName: '41002' });
    expect(entity.admin).toBeUndefined();
    expect(entity.email).toBeUndefined();
  });

  test('without names is known by address; what is none is no e-mail', () => {
    const entity = createUserEntity({ id: '1', email: 'service user' });

    expect(entity).toMatchObject({
      name: 'service user',
      username: 'service user',
    });
    expect(entity.email).toBeUndefined();
  });
});

test('team', () => {
  const team: Team = {
    id: '501',
    name: 'Secure Operations',
    products: ['secure'],
    isDefault: true,
    isImmutable: false,
    defaultRole: 'ROLE_TEAM_STANDARD',
    zoneIds: ['11'],
    permissions: { captures: true, rapidResponse: false },
    createdOn: 1,
  };

  expect(createTeamEntity(team)).toMatchObject({
    _key: 'sysdig_team:501',
    _type: 'sysdig_team',
    _class: ['Team'],
    name: 'Secure Operations',
    products: ['secure'],
    default: true,
    immutable: false,
    defaultRole: 'ROLE_TEAM_STANDARD',
    zoneIds: ['11'],
    capturesAllowed: true,
    rapidResponseAllowed: false,
    agentCliAllowed: undefined,
    createdOn: 1,
  });
});

describe('member of a team', () => {
  test('with a standard role', () => {
    const relationship = createTeamUserRelationship('501', {
      userId: '41001',
      role: 'ROLE_TEAM_EDIT',
      admin: false,
    });

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
      customRoleId: '77',
    });

    expect(relationship).toMatchObject({ role: '77', customRoleId: '77' });
    expect(relationship.admin).toBeUndefined();
  });
});

test('role of a user', () => {
  expect(createUserRoleRelationship('41001', '77')).toMatchObject({
    _key: 'sysdig_user:41001|assigned|sysdig_role:77',
    _type: 'sysdig_user_assigned_role',
    _class: 'ASSIGNED',
  });
});

test('role', () => {
  const role = Role.parse({
    id: 77,
    name: 'Scan reader',
    description: 'Reads scan results',
    monitorPermissions: ['a.read'],
    securePermissions: ['b.read', 'a.read'],
  });

  expect(createRoleEntity(role)).toMatchObject({
    _key: 'sysdig_role:77',
    _class: ['AccessRole'],
    name: 'Scan reader',
    systemRole: false,
    privilegeNames: ['a.read', 'b.read'],
    monitorPermissions: ['a.read'],
    securePermissions: ['b.read', 'a.read'],
  });
});

test('service account', () => {
  const account = ServiceAccount.parse({
    id: 88,
    name: 'inventory-reader',
    dateCreated: '2026-01-01T00:00:00Z',
    lastUsed: null,
    expirationDate: '2027-01-01T00:00:00Z',
    teamId: 501,
    teamRole: 'ROLE_TEAM_READ',
  });

  expect(createServiceAccountEntity(account)).toMatchObject({
    _key: 'sysdig_service_account:88',
    _class: ['User'],
    username: 'inventory-reader',
    teamId: '501',
    teamRole: 'ROLE_TEAM_READ',
    createdOn: Date.parse('2026-01-01T00:00:00Z'),
    expiresOn: Date.parse('2027-01-01T00:00:00Z'),
    lastUsedOn: undefined,
  });
});

describe('image scan', () => {
  const vulnTotalBySeverity = {
    critical: 1,
    high: 4,
    medium: 9,
    low: 20,
    negligible: 3,
  };

  test('of a pipeline', () => {
    const scan = PipelineScan.parse({
      resultId: 'result-1',
      imageId: 'sha256:11',
      pullString: 'registry.example/shop/web:1.4.2',
      createdAt: '2026-02-01T10:00:00Z',
      policyEvaluationResult: 'failed',
      vulnTotalBySeverity,
    });

    expect(createImageScanEntity(scan)).toMatchObject({
      _key: 'sysdig_image_scan:result-1',
      _type: 'sysdig_image_scan',
      _class: ['Assessment'],
      name: 'registry.example/shop/web:1.4.2',
      category: 'Vulnerability Scan',
      summary:
        'Pipeline scan of registry.example/shop/web:1.4.2: vulnerabilities 1 critical, 4 high, 9 medium, 20 low, 3 negligible; policies failed',
      internal: true,
      scanType: 'pipeline',
      imageId: 'sha256:11',
      imageRegistry: 'registry.example',
      imageRepository: 'shop/web',
      imageTag: '1.4.2',
      policyResult: 'failed',
      criticalVulnerabilities: 1,
      highVulnerabilities: 4,
      mediumVulnerabilities: 9,
      lowVulnerabilities: 20,
      negligibleVulnerabilities: 3,
      completedOn: Date.parse('2026-02-01T10:00:00Z'),
    });
  });

  test('of a registry', () => {
    const scan = RegistryScan.parse({
      resultId: 'result-2',
      vendor: 'harbor',
      pullString: 'harbor.example/shop/api:2.0',
    });

    expect(createImageScanEntity(scan)).toMatchObject({
      scanType: 'registry',
      registryVendor: 'harbor',
      summary: 'Registry scan of harbor.example/shop/api:2.0',
      criticalVulnerabilities: undefined,
    });
  });

  test('at runtime', () => {
    const scan = RuntimeScan.parse({
      resultId: 'result-3',
      resourceId: 'sha256:11',
      mainAssetName: 'registry.example/shop/web:1.4.2',
      scope: {
        'asset.type': 'workload',
        'kubernetes.cluster.name': 'prod',
        'kubernetes.namespace.name': 'shop',
        'kubernetes.workload.name': 'web',
        'kubernetes.workload.type': 'deployment',
      },
      vulnTotalBySeverity,
      runningVulnTotalBySeverity: { critical: 0, high: 1 },
    });

    expect(createImageScanEntity(scan)).toMatchObject({
      scanType: 'runtime',
      imageId: 'sha256:11',
      assetType: 'workload',
      clusterName: 'prod',
      namespace: 'shop',
      workloadName: 'web',
      workloadType: 'deployment',
      runningCriticalVulnerabilities: 0,
      runningHighVulnerabilities: 1,
      runningLowVulnerabilities: undefined,
      completedOn: undefined,
    });
  });

  test('of the older scanner', () => {
    const scan = LegacyScan.parse({
      imageId: '66',
      imageDigest: 'sha256:55',
      fullTag: 'docker.io/library/nginx:1.27',
      origin: 'sysdig-secure-ui',
      analysisStatus: 'analyzed',
      policyStatus: 'PASS',
      analyzedAt: 1_760_000_000,
      createdAt: 1_759_999_990,
    });

    expect(createImageScanEntity(scan)).toMatchObject({
      _key: 'sysdig_image_scan:66',
      scanType: 'legacy',
      imageDigest: 'sha256:55',
      imageTag: '1.27',
      origin: 'sysdig-secure-ui',
      policyResult: 'passed',
      completedOn: 1_760_000_000_000,
      createdOn: 1_759_999_990_000,
    });
  });

  test('of which nothing is known but its id', () => {
    const scan = PipelineScan.parse({ resultId: 'result-4' });

    expect(createImageScanEntity(scan)).toMatchObject({
      name: 'result-4',
      summary: 'Pipeline scan of result-4',
    });
  });
});
