import type { Entity } from '@jupiterone/integration-sdk-core';
import fc from 'fast-check';
import type { z } from 'zod';

import { toEntity } from '../../src/graph/entities';
import * as acme from '../../src/providers/acme/converters';
import * as acmeTypes from '../../src/providers/acme/types';
import * as jumpcloudAdmins from '../../src/providers/jumpcloud/admins';
import * as jumpcloudApplications from '../../src/providers/jumpcloud/applications';
import { DEVICE_GROUP } from '../../src/providers/jumpcloud/deviceGroups';
import * as jumpcloudDevices from '../../src/providers/jumpcloud/devices';
import * as jumpcloudGroups from '../../src/providers/jumpcloud/groups';
import * as jumpcloudMdm from '../../src/providers/jumpcloud/mdm';
import {
  OrganizationDetail,
  OrganizationInList,
} from '../../src/providers/jumpcloud/organizationRecords';
import * as jumpcloudAccounts from '../../src/providers/jumpcloud/organizations';
import * as jumpcloudUsers from '../../src/providers/jumpcloud/users';
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

function jumpCloudAccount(
  organization: OrganizationInList,
  detail?: OrganizationDetail,
): Entity {
  return toEntity(
    jumpcloudAccounts.ACCOUNT,
    jumpcloudAccounts.accountSource(organization, detail, BASE_URL),
  );
}

const CONVERSIONS: Conversion[] = [
  conversion('acme_account', acmeTypes.ServiceProviderConfig, (config) =>
    acme.createAccountEntity(BASE_URL, config),
  ),
  conversion('acme_user', acmeTypes.ScimUser, acme.createUserEntity),
  conversion('acme_group', acmeTypes.ScimGroup, acme.createGroupEntity),
  conversion('jumpcloud_account', OrganizationInList, (organization) =>
    jumpCloudAccount(organization),
  ),
  conversion(
    'jumpcloud_account with its settings',
    OrganizationDetail,
    (detail) => jumpCloudAccount(detail, detail),
  ),
  conversion('jumpcloud_user', jumpcloudUsers.User, (user) =>
    toEntity(jumpcloudUsers.USER, jumpcloudUsers.userSource(user, BASE_URL)),
  ),
  conversion('jumpcloud_group', jumpcloudGroups.Group, (group) =>
    toEntity(jumpcloudGroups.GROUP, { group, consoleUrl: BASE_URL }),
  ),
  conversion('jumpcloud_device_group', jumpcloudGroups.Group, (group) =>
    toEntity(DEVICE_GROUP, { group }),
  ),
  conversion(
    'jumpcloud_application',
    jumpcloudApplications.Application,
    (application) => toEntity(jumpcloudApplications.APPLICATION, application),
  ),
  conversion('jumpcloud_device', jumpcloudDevices.System, (system) =>
    toEntity(jumpcloudDevices.DEVICE, system),
  ),
  conversion('jumpcloud_apple_mdm', jumpcloudMdm.AppleMdm, (mdm) =>
    toEntity(jumpcloudMdm.APPLE_MDM, mdm),
  ),
  conversion('jumpcloud_apple_device', jumpcloudMdm.AppleDevice, (device) =>
    toEntity(jumpcloudMdm.APPLE_DEVICE, device),
  ),
  conversion('jumpcloud_admin', jumpcloudAdmins.Admin, (admin) =>
    toEntity(jumpcloudAdmins.ADMIN, admin),
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
