import { z } from 'zod';

import type { Change } from './outcome';

/** Properties that are left out when the provider does not tell them. */
interface OptionalData {
  /** How the endpoint ends that tells them. */
  endpoint: string;
  types: readonly string[];
  properties: readonly string[];
}

/**
 * What may be unknown without its type being partial. JupiterOne keeps no property of an object
 * for being partial: that only saves objects from being deleted.
 */
const OPTIONAL: readonly OptionalData[] = [
  // RFC 7644 section 4 demands it, and many services do not have it.
  {
    endpoint: '/ServiceProviderConfig',
    types: ['acme_account'],
    properties: [
      'patchSupported',
      'bulkSupported',
      'filterSupported',
      'filterMaxResults',
      'changePasswordSupported',
      'sortSupported',
      'etagSupported',
      'authenticationSchemes',
    ],
  },
  // Most administrators may not know it.
  {
    endpoint: '/api/v1/org/privacy/oktaSupport',
    types: ['okta_account'],
    properties: ['supportEnabled'],
  },
  // Where Okta cannot count members in time, groups are read without statistics.
  {
    endpoint: '/api/v1/groups',
    types: ['okta_user_group', 'okta_app_user_group'],
    properties: ['userCount', 'appCount', 'hasAdminPrivilege'],
  },
  // It takes a permission that few would give, and no other object depends on it.
  ...[
    {
      endpoint: '/platform/v1/sso-settings',
      properties: ['ssoEnabled', 'ssoProducts'],
    },
    ...['monitor', 'secure'].map((product) => ({
      endpoint: `/platform/v1/global-sso-settings/${product}`,
      properties: ['passwordLoginAllowed'],
    })),
  ].map((each) => ({ ...each, types: ['sysdig_account'] })),
  // The step that writes the factors fails in place of those that write the users.
  {
    endpoint: '/api/v1/users/{id}/factors',
    types: ['okta_user'],
    properties: ['mfaEnabled', 'mfaMethods', 'mfaPhishingResistant'],
  },
  // Which factors count is known only with the authenticators, which not every credential may see.
  {
    endpoint: '/api/v1/authenticators',
    types: ['okta_user'],
    properties: ['mfaEnabled', 'mfaMethods', 'mfaPhishingResistant'],
  },
];

/**
 * What sign-on demands is derived from the policies; the step that writes these fails in place of
 * those that write applications and account. Default policies name the group of everybody.
 */
const OF_POLICIES = [
  '/api/v1/policies?type=ACCESS_POLICY',
  '/api/v1/policies?type=MFA_ENROLL',
  '/api/v1/policies?type=OKTA_SIGN_ON',
  '/api/v1/policies?type=PASSWORD',
  '/api/v1/policies/{id}/rules',
].flatMap((endpoint): OptionalData[] => [
  {
    endpoint,
    types: ['okta_application'],
    properties: [
      'mfaRequired',
      'phishingResistantRequired',
      'reauthenticateIn',
    ],
  },
  {
    endpoint,
    types: ['okta_account'],
    properties: [
      'sessionMfaRequired',
      'sessionLifetimeMinutes',
      'sessionHasNoLimit',
    ],
  },
]);

/** Who is an administrator takes all roles, and the members of all groups that give one. */
const OF_ROLES = [
  '/api/v1/groups',
  '/api/v1/groups/{id}/users',
  '/api/v1/groups/{id}/roles',
  '/api/v1/users/{id}/roles',
  '/api/v1/iam/assignees/users',
  '/api/v1/iam/roles/{id}/permissions',
  '/api/v1/iam/resource-sets',
  '/api/v1/iam/resource-sets/{id}/bindings',
  '/api/v1/iam/resource-sets/{id}/bindings/{id}/members',
].map((endpoint): OptionalData => ({
  endpoint,
  types: ['okta_user'],
  properties: ['admin', 'superAdmin'],
}));

const Properties = z.record(z.string(), z.unknown());

/** Whether only properties are missing that are optional where they come from. */
export function isOptional(
  endpoint: string,
  { type, usual, found }: Change,
): boolean {
  const optional = [...OPTIONAL, ...OF_POLICIES, ...OF_ROLES].find(
    (each) => each.types.includes(type) && endpoint.endsWith(each.endpoint),
  );
  if (!optional || found === undefined) return false;
  const told = Properties.parse(JSON.parse(found));
  const unknown = optional.properties.filter((name) => !(name in told));
  const left = JSON.stringify(JSON.parse(usual), (name, value: unknown) =>
    unknown.includes(name) ? undefined : value,
  );
  return left === found;
}

/** What a provider may say by an answer that is a fault elsewhere. */
const BY_DESIGN = [
  // Without Okta Identity Governance, the owners of the first group are refused like that.
  { fault: /^403/, endpoint: /\/owners$/, types: /_owns_group$/ },
  // Without an id, all applications of a name in Okta's catalogue are meant.
  {
    fault: /^record without id/,
    endpoint: /\/targets\/catalog\/apps$/,
    types: /^okta_\w+_assigned_role$/,
  },
];

/**
 * Whether an answer says something else than that something went wrong.
 *
 * @param name of the fault
 */
export function isByDesign(
  name: string,
  endpoint: string,
  { type }: Change,
): boolean {
  return BY_DESIGN.some(
    (each) =>
      each.fault.test(name) &&
      each.endpoint.test(endpoint) &&
      each.types.test(type),
  );
}
