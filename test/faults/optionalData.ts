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

/** Whether only properties are missing that are optional where they come from. */
export function isOptional(
  endpoint: string,
  { type, usual, found }: Change,
): boolean {
  const optional = [...OPTIONAL, ...OF_POLICIES].find(
    (each) => each.types.includes(type) && endpoint.endsWith(each.endpoint),
  );
  if (!optional || found === undefined) return false;
  const without = (json: string) =>
    JSON.stringify(JSON.parse(json), (name, value: unknown) =>
      optional.properties.includes(name) ? undefined : value,
    );
  return without(usual) === without(found);
}
