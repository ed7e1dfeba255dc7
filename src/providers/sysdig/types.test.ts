import type { z } from 'zod';

import { checkRecord } from '../../http/records';

import {
  CurrentUser,
  ErrorBody,
  LegacyMembership,
  LegacyScan,
  LegacyTeam,
  LegacyUser,
  PipelineScan,
  PlatformMembership,
  PlatformTeam,
  PlatformUser,
  RegistryScan,
  Role,
  RuntimeScan,
  ServiceAccount,
} from './types';

const withId: [string, z.ZodType, string][] = [
  ['PlatformUser', PlatformUser, 'id'],
  ['LegacyUser', LegacyUser, 'id'],
  ['PlatformTeam', PlatformTeam, 'id'],
  ['LegacyTeam', LegacyTeam, 'id'],
  ['PlatformMembership', PlatformMembership, 'userId'],
  ['LegacyMembership', LegacyMembership, 'userId'],
  ['Role', Role, 'id'],
  ['ServiceAccount', ServiceAccount, 'id'],
  ['PipelineScan', PipelineScan, 'resultId'],
  ['RegistryScan', RegistryScan, 'resultId'],
  ['RuntimeScan', RuntimeScan, 'resultId'],
  ['LegacyScan', LegacyScan, 'imageId'],
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

describe.each(withId)('%s', (_name, schema, id) => {
  test('needs nothing but its id', () => {
    expect(checkRecord(schema, { [id]: '7' }, 1).ok).toBe(true);
  });

  test.each([undefined, null, '', {}])('is rejected with id %p', (value) => {
    expect(checkRecord(schema, { [id]: value }, 1).ok).toBe(false);
  });

  test.each([null, 17, 'text', true, [], [null], {}])(
    'is not lost when every other field is %p',
    (odd) => {
      const record = Object.fromEntries(FIELDS.map((field) => [field, odd]));

      expect(checkRecord(schema, { ...record, [id]: '7' }, 1).ok).toBe(true);
    },
  );
});

test('users of both generations come out alike', () => {
  const platform = PlatformUser.parse({
    id: 41001,
    email: 'ada@acme.example',
    firstName: 'Ada',
    lastName: null,
    isAdmin: true,
    isEnabled: true,
    activationStatus: 'confirmed',
    dateCreated: '2023-11-14T22:13:20Z',
    lastUpdated: null,
  });
  const legacy = LegacyUser.parse({
    id: 41001,
    username: 'ada@acme.example',
    firstName: 'Ada',
    lastName: null,
    systemRole: 'ROLE_CUSTOMER',
    enabled: true,
    status: 'confirmed',
    products: ['SDC', 'SDS', 'SDX'],
    dateCreated: 1_700_000_000_000,
  });

  const expected = {
    id: '41001',
    email: 'ada@acme.example',
    firstName: 'Ada',
    admin: true,
    enabled: true,
    activationStatus: 'confirmed',
    createdOn: 1_700_000_000_000,
  };
  expect(platform).toMatchObject(expected);
  expect(legacy).toMatchObject({
    ...expected,
    products: ['monitor', 'secure', 'sdx'],
  });
});

test.each([
  ['ROLE_CUSTOMER', true],
  ['ROLE_USER', false],
  ['ROLE_SOMETHING', undefined],
  [undefined, undefined],
])('system role %s says of administration: %s', (systemRole, admin) => {
  expect(LegacyUser.parse({ id: 1, systemRole }).admin).toBe(admin);
});

test('teams of both generations come out alike', () => {
  const platform = PlatformTeam.parse({
    id: 501,
    name: 'Secure Operations',
    product: 'secure',
    isDefaultTeam: true,
    isImmutableTeam: true,
    standardTeamRole: 'ROLE_TEAM_STANDARD',
    additionalTeamPermissions: { hasSysdigCaptures: true },
    dateCreated: '2023-11-14T22:13:20Z',
  });
  const legacy = LegacyTeam.parse({
    id: 501,
    name: 'Secure Operations',
    products: ['SDS'],
    default: true,
    immutable: true,
    defaultTeamRole: 'ROLE_TEAM_STANDARD',
    canUseSysdigCapture: true,
    dateCreated: 1_700_000_000_000,
  });

  const expected = {
    id: '501',
    name: 'Secure Operations',
    products: ['secure'],
    isDefault: true,
    isImmutable: true,
    defaultRole: 'ROLE_TEAM_STANDARD',
    permissions: { captures: true },
    createdOn: 1_700_000_000_000,
  };
  expect(platform).toMatchObject(expected);
  expect(legacy).toMatchObject(expected);
});

test('the default role of a team may be a custom one', () => {
  const team = PlatformTeam.parse({
    id: 1,
    standardTeamRole: null,
    customTeamRoleId: 77,
  });

  expect(team.defaultRole).toBe('77');
});

test.each([
  ['PASS', 'passed'],
  ['pass', 'passed'],
  ['WARN', 'warned'],
  ['FAIL', 'failed'],
  ['STOP', 'failed'],
  ['NOT_EVALUATED', 'notEvaluated'],
  ['SOMETHING', 'something'],
  [null, undefined],
])('policy status %s of the older scanner means %s', (policyStatus, result) => {
  const scan = LegacyScan.parse({ imageId: 'a', policyStatus });

  expect(scan.policyResult).toBe(result);
});

test('the older scanner counts seconds, and 0 is unknown', () => {
  const scan = LegacyScan.parse({
    imageId: 'a',
    analyzedAt: 1_760_000_000,
    createdAt: 0,
  });

  expect(scan.scannedOn).toBe(1_760_000_000_000);
  expect(scan.createdOn).toBeUndefined();
});

test('a scan of the older scanner without image id is known by its digest', () => {
  expect(LegacyScan.parse({ imageDigest: 'sha256:5' }).id).toBe('sha256:5');
});

test('labels of running images may be numbers', () => {
  const scan = RuntimeScan.parse({
    resultId: 'a',
    scope: { 'asset.type': 'workload', 'kubernetes.namespace.name': 7 },
  });

  expect(scan.workload).toMatchObject({
    assetType: 'workload',
    namespace: '7',
  });
});

test('of the current user nothing is kept but what is named', () => {
  const parsed = CurrentUser.parse({
    user: {
      id: 1,
      accessKey: 'secret',
      agentInstallParams: { accessKey: 'secret' },
      customer: { id: 2, name: null, accessKey: 'secret' },
      customerSettings: { plan: { maxAgents: 5, token: 'secret' } },
    },
  });

  expect(JSON.stringify(parsed)).not.toContain('secret');
  expect(parsed.user.customer).toMatchObject({ id: '2' });
});

test.each([
  [{ message: 'a' }],
  [{ errors: [{ reason: 'a', message: null }] }],
  [{ error: 'a' }],
  [{ errors: 'a' }],
])('an error body %j is read', (body) => {
  expect(ErrorBody.safeParse(body).success).toBe(true);
});
