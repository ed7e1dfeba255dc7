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

/** Okta publishes no limit of its own for what is below one user: it may be that of all other paths. */
export const COUNTED_TOGETHER = [Buckets.USER, Buckets.OTHER];
