import type { Entity } from '@jupiterone/integration-sdk-core';
import fc from 'fast-check';
import type { z } from 'zod';

import { toEntity } from '../../src/graph/entities';
import * as acme from '../../src/providers/acme/converters';
import * as acmeTypes from '../../src/providers/acme/types';
import * as jumpcloud from '../../src/providers/jumpcloud/converters';
import * as jumpcloudTypes from '../../src/providers/jumpcloud/types';
import * as okta from '../../src/providers/okta/converters';
import * as oktaTypes from '../../src/providers/okta/types';
import { ACCOUNT as SYSDIG_ACCOUNT } from '../../src/providers/sysdig/account';
import { IMAGE_SCAN, toImageScan } from '../../src/providers/sysdig/imageScan';
import { CurrentUser } from '../../src/providers/sysdig/owner';
import * as sysdigRoles from '../../src/providers/sysdig/roles';
import * as sysdigScans from '../../src/providers/sysdig/scanRecords';
import * as sysdigAccounts from '../../src/providers/sysdig/serviceAccounts';
import * as sysdigTeams from '../../src/providers/sysdig/teams';
import * as sysdigUsers from '../../src/providers/sysdig/users';
import { wireValue } from './wireValues';

const SEED = 20_240_607;
const RUNS = 300;

/** So few accepted records would mean that the property was not tested. */
const FEWEST_ACCEPTED = 50;

const BASE_URL = new URL('https://directory.example/scim/v2');
const ORG = {
  host: 'tenant.okta.com',
  url: 'https://tenant.okta.com',
  adminUrl: 'https://tenant-admin.okta.com',
};

/** A record's schema, and the converter of what it accepts. */
interface Conversion {
  name: string;
  schema: z.core.$ZodType;
  /** The entity of a value; undefined where the schema rejects it. */
  convert: (value: unknown) => Entity | undefined;
}

function conversion<T>(
  name: string,
  schema: z.ZodType<T>,
  create: (record: T) => Entity,
): Conversion {
  return {
    name,
    schema,
    convert: (value) => {
      const parsed = schema.safeParse(value);
      return parsed.success ? create(parsed.data) : undefined;
    },
  };
}

const CONVERSIONS: Conversion[] = [
  conversion('acme_account', acmeTypes.ServiceProviderConfig, (config) =>
    acme.createAccountEntity(BASE_URL, config),
  ),
  conversion('acme_user', acmeTypes.ScimUser, acme.createUserEntity),
  conversion('acme_group', acmeTypes.ScimGroup, acme.createGroupEntity),
  conversion(
    'jumpcloud_account',
    jumpcloudTypes.JumpCloudOrganization,
    (organization) =>
      jumpcloud.createAccountEntity(organization, undefined, BASE_URL),
  ),
  conversion(
    'jumpcloud_account with its settings',
    jumpcloudTypes.JumpCloudOrganizationDetail,
    (detail) => jumpcloud.createAccountEntity(detail, detail, BASE_URL),
  ),
  conversion('jumpcloud_user', jumpcloudTypes.JumpCloudUser, (user) =>
    jumpcloud.createUserEntity(user, BASE_URL),
  ),
  conversion('jumpcloud_group', jumpcloudTypes.JumpCloudGroup, (group) =>
    jumpcloud.createGroupEntity(group, BASE_URL),
  ),
  conversion(
    'jumpcloud_device_group',
    jumpcloudTypes.JumpCloudGroup,
    jumpcloud.createDeviceGroupEntity,
  ),
  conversion(
    'jumpcloud_application',
    jumpcloudTypes.JumpCloudApplication,
    jumpcloud.createApplicationEntity,
  ),
  conversion(
    'jumpcloud_device',
    jumpcloudTypes.JumpCloudSystem,
    jumpcloud.createDeviceEntity,
  ),
  conversion(
    'jumpcloud_apple_mdm',
    jumpcloudTypes.JumpCloudAppleMdm,
    jumpcloud.createAppleMdmEntity,
  ),
  conversion(
    'jumpcloud_apple_device',
    jumpcloudTypes.JumpCloudAppleDevice,
    jumpcloud.createAppleDeviceEntity,
  ),
  conversion(
    'jumpcloud_admin',
    jumpcloudTypes.JumpCloudAdmin,
    jumpcloud.createAdminEntity,
  ),
  conversion('okta_account', oktaTypes.OrgSetting, (setting) =>
    okta.createAccountEntity(ORG, setting),
  ),
  conversion('okta_account with support', oktaTypes.OktaSupport, (support) =>
    okta.createAccountEntity(ORG, undefined, support),
  ),
  conversion('okta_user', oktaTypes.OktaUser, (user) =>
    okta.createUserEntity(ORG, user),
  ),
  conversion('okta_user_group', oktaTypes.OktaGroup, (group) =>
    okta.createGroupEntity(ORG, group),
  ),
  conversion('okta_application', oktaTypes.OktaApplication, (app) =>
    okta.createApplicationEntity(ORG, app),
  ),
  conversion('mfa_device', oktaTypes.Factor, okta.createFactorEntity),
  conversion('okta_role', oktaTypes.RoleAssignment, okta.createRoleEntity),
  conversion('okta_rule', oktaTypes.GroupRule, (rule) =>
    okta.createRuleEntity(ORG, rule),
  ),
  conversion('okta_device', oktaTypes.OktaDevice, (device) =>
    okta.createDeviceEntity(ORG, device),
  ),
  conversion('sysdig_account', CurrentUser, ({ user: owner }) =>
    toEntity(SYSDIG_ACCOUNT, { baseUrl: BASE_URL, keyKind: 'customer', owner }),
  ),
  ...[sysdigUsers.PlatformUser, sysdigUsers.OlderUser].map((schema) =>
    conversion<sysdigUsers.User>('sysdig_user', schema, (user) =>
      toEntity(sysdigUsers.USER, user),
    ),
  ),
  ...[sysdigTeams.PlatformTeam, sysdigTeams.OlderTeam].map((schema) =>
    conversion<sysdigTeams.Team>('sysdig_team', schema, (team) =>
      toEntity(sysdigTeams.TEAM, team),
    ),
  ),
  conversion(
    'sysdig_service_account',
    sysdigAccounts.ServiceAccount,
    (account) => toEntity(sysdigAccounts.SERVICE_ACCOUNT, account),
  ),
  conversion('sysdig_role', sysdigRoles.Role, (role) =>
    toEntity(sysdigRoles.ROLE, role),
  ),
  ...[
    sysdigScans.scanOf('pipeline'),
    sysdigScans.scanOf('registry'),
    sysdigScans.scanOf('runtime'),
    sysdigScans.OlderScan,
  ].map((schema) =>
    conversion('sysdig_image_scan', schema, (scan) =>
      toEntity(IMAGE_SCAN, toImageScan(scan)),
    ),
  ),
];

/** With it the SDK checks each entity that is created, as `collect` does. */
const VALIDATION = 'ENABLE_GRAPH_OBJECT_SCHEMA_VALIDATION';

beforeAll(() => {
  process.env[VALIDATION] = 'true';
});

afterAll(() => {
  delete process.env[VALIDATION];
});

/** The properties that JupiterOne cannot store. */
function unstorable(entity: Entity): string[] {
  return Object.entries(entity)
    .filter(([name]) => name !== '_rawData')
    .filter(([, value]) => ![value].flat().every(isStorable))
    .map(([name]) => name);
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === undefined || value === null || typeof value !== 'object';
}

it.each(CONVERSIONS)(
  'makes a valid $name of every record that its schema accepts',
  ({ schema, convert }) => {
    let accepted = 0;
    fc.assert(
      fc.property(wireValue(schema), (value) => {
        const entity = convert(value);
        if (!entity) return;
        accepted += 1;
        expect(unstorable(entity)).toEqual([]);
        expect(() => JSON.stringify(entity)).not.toThrow();
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(accepted).toBeGreaterThan(FEWEST_ACCEPTED);
  },
);
