import type { Entity } from '@jupiterone/integration-sdk-core';
import fc from 'fast-check';
import type { z } from 'zod';

import { toEntity } from '../../src/graph/entities';
import { ACCOUNT } from '../../src/providers/acme/account';
import { ServiceProviderConfig } from '../../src/providers/acme/discovery';
import { GROUP, ScimGroup } from '../../src/providers/acme/groups';
import { ScimUser, USER } from '../../src/providers/acme/users';
import * as jumpcloud from '../../src/providers/jumpcloud/converters';
import * as jumpcloudTypes from '../../src/providers/jumpcloud/types';
import * as okta from '../../src/providers/okta/converters';
import * as oktaTypes from '../../src/providers/okta/types';
import * as sysdig from '../../src/providers/sysdig/converters';
import * as sysdigTypes from '../../src/providers/sysdig/types';
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
  conversion('acme_account', ServiceProviderConfig, (config) =>
    toEntity(ACCOUNT, { baseUrl: BASE_URL, config }),
  ),
  conversion('acme_user', ScimUser, (user) => toEntity(USER, { user })),
  conversion('acme_group', ScimGroup, (group) => toEntity(GROUP, group)),
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
  conversion('sysdig_account', sysdigTypes.CurrentUser, ({ user }) =>
    sysdig.createAccountEntity({
      baseUrl: BASE_URL,
      keyKind: 'customer',
      owner: user,
    }),
  ),
  ...[sysdigTypes.PlatformUser, sysdigTypes.LegacyUser].map((schema) =>
    conversion('sysdig_user', schema, sysdig.createUserEntity),
  ),
  ...[sysdigTypes.PlatformTeam, sysdigTypes.LegacyTeam].map((schema) =>
    conversion('sysdig_team', schema, sysdig.createTeamEntity),
  ),
  conversion(
    'sysdig_service_account',
    sysdigTypes.ServiceAccount,
    sysdig.createServiceAccountEntity,
  ),
  conversion('sysdig_role', sysdigTypes.Role, sysdig.createRoleEntity),
  ...[
    sysdigTypes.PipelineScan,
    sysdigTypes.RegistryScan,
    sysdigTypes.RuntimeScan,
    sysdigTypes.LegacyScan,
  ].map((schema) =>
    conversion('sysdig_image_scan', schema, sysdig.createImageScanEntity),
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
