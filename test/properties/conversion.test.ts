import type { Entity } from '@jupiterone/integration-sdk-core';
import fc from 'fast-check';
import type { z } from 'zod';

import { toEntity } from '../../src/graph/entities';
import { ACCOUNT as ACME_ACCOUNT } from '../../src/providers/acme/account';
import { ServiceProviderConfig } from '../../src/providers/acme/discovery';
import * as acmeGroups from '../../src/providers/acme/groups';
import * as acmeUsers from '../../src/providers/acme/users';
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
import * as oktaAccount from '../../src/providers/okta/account';
import * as oktaApplications from '../../src/providers/okta/applications';
import * as oktaDevices from '../../src/providers/okta/devices';
import * as oktaFactors from '../../src/providers/okta/factors';
import * as oktaGroups from '../../src/providers/okta/groups';
import * as oktaRoleAssignments from '../../src/providers/okta/roleAssignments';
import * as oktaRoles from '../../src/providers/okta/roles';
import * as oktaRules from '../../src/providers/okta/rules';
import { OktaUser } from '../../src/providers/okta/userRecords';
import * as oktaUsers from '../../src/providers/okta/users';
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
  conversion('acme_account', ServiceProviderConfig, (config) =>
    toEntity(ACME_ACCOUNT, { baseUrl: BASE_URL, config }),
  ),
  conversion('acme_user', acmeUsers.ScimUser, (user) =>
    toEntity(acmeUsers.USER, { user }),
  ),
  conversion('acme_group', acmeGroups.ScimGroup, (group) =>
    toEntity(acmeGroups.GROUP, group),
  ),
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
  conversion('okta_account', oktaAccount.OrgSetting, (setting) =>
    toEntity(oktaAccount.ACCOUNT, { org: ORG, setting }),
  ),
  conversion('okta_account with support', oktaAccount.OktaSupport, (support) =>
    toEntity(oktaAccount.ACCOUNT, { org: ORG, support }),
  ),
  ...(['all', new Set<string>()] as const).map((attributes) =>
    conversion('okta_user', OktaUser, (user) =>
      toEntity(oktaUsers.USER, { org: ORG, user, attributes }),
    ),
  ),
  conversion('okta_user_group', oktaGroups.OktaGroup, (group) =>
    toEntity(oktaGroups.USER_GROUP, { org: ORG, group }),
  ),
  conversion('okta_application', oktaApplications.OktaApplication, (app) =>
    toEntity(
      oktaApplications.APPLICATION,
      oktaApplications.applicationSource(app, ORG),
    ),
  ),
  conversion('mfa_device', oktaFactors.Factor, (factor) =>
    toEntity(oktaFactors.FACTOR, factor),
  ),
  conversion('okta_role', oktaRoleAssignments.RoleAssignment, (role) =>
    toEntity(oktaRoles.ROLE, { role }),
  ),
  conversion('okta_rule', oktaRules.GroupRule, (rule) =>
    toEntity(oktaRules.RULE, { org: ORG, rule }),
  ),
  conversion('okta_device', oktaDevices.OktaDevice, (device) =>
    toEntity(oktaDevices.DEVICE, { org: ORG, device, profile: device.profile }),
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
