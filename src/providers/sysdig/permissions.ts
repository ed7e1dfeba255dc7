import type { IngestionSources } from '../../collect/provider';

/** The data sets that a user can switch off. */
export const ingestionSources = {
  'sysdig-pipeline-scans': {
    title: 'Image scans of pipelines',
    description: 'Scan results of images that were built in a CI/CD pipeline',
  },
  'sysdig-registry-scans': {
    title: 'Image scans of registries',
    description: 'Scan results of images in container registries',
  },
  'sysdig-runtime-scans': {
    title: 'Image scans at runtime',
    description:
      'Scan results of the images of running workloads and containers',
  },
  'sysdig-service-accounts': {
    title: 'Service accounts',
    description: 'Service accounts of the account and of its teams',
  },
  'sysdig-roles': {
    title: 'Roles',
    description:
      'Custom roles, and the users and service accounts to whom a team gives one',
  },
} as const satisfies IngestionSources;

/** The id of a data set that can be switched off. */
export type SourceId = keyof typeof ingestionSources;

/** What a token needs for each list. */
export const Permission = {
  USERS: 'users.read',
  TEAMS: 'customer-teams.read',
  MEMBERSHIPS: 'memberships.read',
  ROLES: orWithout('roles.read', 'sysdig-roles'),
  SERVICE_ACCOUNTS: orWithout(
    'global-service-accounts.read',
    'sysdig-service-accounts',
  ),
  TEAM_SERVICE_ACCOUNTS: orWithout(
    'team-service-accounts.read',
    'sysdig-service-accounts',
  ),
  SSO: 'sso.config',
} as const;

export const READS_SCANS =
  'read access to vulnerability scan results in Sysdig Secure';

/** A permission, and how to do without what it is for. */
export function orWithout(permission: string, source: SourceId): string {
  return `${permission}, or the ingestion source "${ingestionSources[source].title}" switched off`;
}

/** What a token needs to see all users and teams. */
export const SEES_ALL = `${Permission.USERS}, ${Permission.TEAMS} and ${Permission.MEMBERSHIPS}`;
