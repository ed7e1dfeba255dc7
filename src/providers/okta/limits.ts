/**
 * The families of URLs by which Okta counts requests per minute ("Rate limits for management
 * APIs"): the most specific family counts. What is below one user has no family of its own, yet
 * makes up most calls, so it is paced by itself.
 */
export const Buckets = {
  DISCOVERY: '/.well-known',
  USERS: '/api/v1/users',
  USER: '/api/v1/users/{id}/…',
  GROUPS: '/api/v1/groups',
  APPS: '/api/v1/apps',
  DEVICES: '/api/v1/devices',
  LOGS: '/api/v1/logs',
  CLIENTS: '/oauth2/v1/clients',
  OTHER: '/api/v1/…',
} as const;

/** The admin roles that may read a data set, least privilege first. */
const ROLES = {
  users: 'Read-only Administrator',
  factors: 'Read-only Administrator (or Help Desk Administrator)',
  authenticators: 'Read-only Administrator',
  groups: 'Read-only Administrator',
  'group members': 'Read-only Administrator',
  'group rules': 'Read-only Administrator',
  'group owners':
    'Read-only Administrator, in an org that has Okta Identity Governance',
  applications: 'Read-only Administrator',
  'application assignments': 'Read-only Administrator',
  'admin roles':
    'Super Administrator, or a custom role with the permission to view admin role assignments',
  devices: 'Read-only Administrator',
  policies: 'Read-only Administrator',
  'API tokens':
    'Super Administrator, or a custom role with the permission okta.users.apitokens.read',
  'identity providers':
    'Organization Administrator or Super Administrator, or a custom role with the permission okta.identityProviders.read',
  'org settings': 'Read-only Administrator',
  'system log': 'Read-only Administrator (or Report Administrator)',
} as const;

/** What a credential needs to read a data set, for the person who has to grant it. */
export function permission(scope: string, data: keyof typeof ROLES): string {
  return `an admin role that covers ${data}, such as ${ROLES[data]}, and, for a service app, the scope ${scope} (granted to the app and named in oktaScopes)`;
}
