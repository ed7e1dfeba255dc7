import { Random } from '../acme/random';

import { createApplications } from './applications';
import { createDevices, createMdms } from './devices';
import { createGroups } from './groups';
import { objectId } from './objectId';
import { appointManagers, createAdmins, createUsers } from './people';
import { createPolicies } from './policies';
import type { JsonRecord, Organization, Tenant } from './records';

export * from './records';

/** How large a tenant is. Each organization of several is as large as the others. */
export interface TenantOptions {
  /** 1 unless told. */
  organizations?: number;
  /** Users of each organization; 130 unless told. */
  users?: number;
  /** User groups of each organization; 12 unless told. */
  groups?: number;
  /** Applications of each organization; 8 unless told. */
  applications?: number;
  /** Devices with the agent of each organization; 40 unless told. */
  systems?: number;
  /** Device groups of each organization; 5 unless told. */
  systemGroups?: number;
  /** Apple devices under management in each organization; 7 unless told. */
  appleDevices?: number;
  /** Administrators of each organization; 3 unless told. */
  admins?: number;
  /** Authentication policies of each organization; 4 unless told. */
  policies?: number;
  /** Another seed gives another tenant. */
  seed?: number;
}

/** A tenant that depends on its options alone. */
export function createTenant({
  organizations = 1,
  seed = 1,
  ...sizes
}: TenantOptions = {}): Tenant {
  const random = new Random(seed);
  return {
    organizations: Array.from({ length: organizations }, (_, index) =>
      createOrganization(index, sizes, random),
    ),
  };
}

function createOrganization(
  index: number,
  {
    users: userCount = 130,
    groups: groupCount = 12,
    applications: applicationCount = 8,
    systems: systemCount = 40,
    systemGroups: systemGroupCount = 5,
    appleDevices = 7,
    admins = 3,
    policies = 4,
  }: Omit<TenantOptions, 'organizations' | 'seed'>,
  random: Random,
): Organization {
  const id = objectId(random);
  const users = createUsers(userCount, id, random);
  appointManagers(users);
  const groups = createGroups(groupCount, 'user_group', users, random);
  nest(groups);
  const devices = createDevices(
    { systems: systemCount, groups: systemGroupCount },
    { organizationId: id, users, userGroups: groups },
    random,
  );
  const applications = createApplications(
    applicationCount,
    { organizationId: id, users, groups },
    random,
  );
  return {
    id,
    detail: organizationDetail(id, index),
    users,
    groups,
    applications,
    policies: createPolicies(policies, { groups, applications }, id),
    ...devices,
    mdms: createMdms(appleDevices, id, random),
    admins: createAdmins(admins, id, random),
  };
}

/** The first group holds the second one, as graph answers could tell. */
function nest([outer, inner]: Organization['groups']): void {
  if (outer && inner) outer.nested.push(String(inner.record.id));
}

/** An organization's name may be null. */
function organizationDetail(id: string, index: number): JsonRecord {
  return {
    _id: id,
    id,
    displayName: index % 2 === 0 ? `Example ${index + 1}` : null,
    logoUrl: null,
    created: '2020-07-04T10:00:00.000Z',
    hasCreditCard: true,
    settings: {
      name: `Example ${index + 1} Ltd`,
      contactName: 'canary-contact-name',
      contactEmail: 'canary-contact@acme.example',
      requireAdminMFA: true,
      disableLdap: false,
      passwordCompliance: 'custom',
      passwordPolicy: {
        enableMinLength: true,
        minLength: 12,
        needsUppercase: true,
        enableMaxHistory: false,
        maxHistory: 5,
      },
      features: { systemInsights: { enabled: true } },
      userPortal: { idleSessionDurationMinutes: 60 },
    },
  };
}
