import type { Access } from '../../collect/access';
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

/**
 * What a token needs to read a data set.
 *
 * @param source the ingestion source to switch off where it shall do without
 */
function sysdigAccess(
  what: string,
  permission: string,
  paths: readonly string[],
  source?: SourceId,
): Access {
  return {
    what,
    permissions: [permission],
    endpoints: paths.map((path) => `GET ${path}`),
    needs: source ? orWithout(permission, source) : permission,
  };
}

/** The owner of the token, and the account. */
export const OWNER: Access = {
  what: 'the account, with its plan',
  endpoints: ['GET /api/users/me', 'GET /api/user/me'],
  withoutIt:
    'tokens of service accounts belong to nobody: the account is known by its host, without plan',
  needs: 'a token that belongs to a user',
};

const TEAMS = '/platform/v1/teams';

/** What each list takes; where the platform API refuses one, the older API is asked. */
export const Reads = {
  USERS: sysdigAccess('users', 'users.read', [
    '/platform/v1/users',
    '/api/v2/users/light',
  ]),
  TEAMS: sysdigAccess('teams', 'customer-teams.read', [
    TEAMS,
    '/api/v2/teams/light',
  ]),
  MEMBERSHIPS: sysdigAccess('members of teams', 'memberships.read', [
    `${TEAMS}/{teamId}`,
    `${TEAMS}/{teamId}/users`,
    '/api/teams',
    '/api/teams/{teamId}',
  ]),
  ROLES: sysdigAccess(
    'custom roles',
    'roles.read',
    ['/platform/v1/roles', TEAMS],
    'sysdig-roles',
  ),
  SERVICE_ACCOUNTS: sysdigAccess(
    'service accounts',
    'global-service-accounts.read',
    ['/platform/v1/service-accounts', TEAMS],
    'sysdig-service-accounts',
  ),
  TEAM_SERVICE_ACCOUNTS: sysdigAccess(
    'service accounts of teams',
    'team-service-accounts.read',
    [`${TEAMS}/{teamId}/service-accounts`, `${TEAMS}/{teamId}`, TEAMS],
    'sysdig-service-accounts',
  ),
  SSO: {
    ...sysdigAccess('settings of single sign-on', 'sso.config', [
      '/platform/v1/sso-settings',
      '/platform/v1/global-sso-settings/{product}',
    ]),
    withoutIt: 'how people log in is unknown',
  },
} as const;

export const READS_SCANS =
  'read access to vulnerability scan results in Sysdig Secure';

/** What the scan results of a kind take. Where they are is found out once for all kinds. */
export function scansAccess(kind: 'pipeline' | 'registry' | 'runtime'): Access {
  return sysdigAccess(
    `${kind} scans`,
    READS_SCANS,
    [
      ...['pipeline', 'registry', 'runtime'].flatMap((each) => [
        `/secure/vulnerability/v1/${each}-results`,
        `/secure/vulnerability/v1beta1/${each}-results`,
      ]),
      '/api/scanning/v1/resultsDirect',
    ],
    `sysdig-${kind}-scans`,
  );
}

/** A permission, and how to do without what it is for. */
export function orWithout(permission: string, source: SourceId): string {
  return `${permission}, or the ingestion source "${ingestionSources[source].title}" switched off`;
}

/** What a token needs to see all users and teams. */
export const SEES_ALL = `${Reads.USERS.needs}, ${Reads.TEAMS.needs} and ${Reads.MEMBERSHIPS.needs}`;
