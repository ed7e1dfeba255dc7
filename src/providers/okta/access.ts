import type { Access, AccessFacts } from '../../collect/access';

/** Okta's role that may read most of an org, and change nothing. */
export const READ_ONLY = 'Read-only Administrator';
export const SUPER = 'Super Administrator';

/** What a credential needs to read a data set of Okta. */
export function oktaAccess({
  covered,
  ...facts
}: AccessFacts & {
  roles: readonly string[];
  /** What the role has to cover, where the data set is a part of it. */
  covered?: string;
}): Access {
  const {
    what,
    roles,
    oauthScopes = [],
    permissions = [],
    licenses = [],
  } = facts;
  const needs = [
    `an admin role that covers ${covered ?? what}, such as ${roles.join(' or ')}`,
    ...permissions.map(
      (each) => `, or a custom role with the permission ${each}`,
    ),
    ...licenses.map((each) => `, in an org that has ${each}`),
    ...oauthScopes.map(
      (each) =>
        `, and, for a service app, the scope ${each} (granted to the app and named in oktaScopes)`,
    ),
  ];
  return { ...facts, needs: needs.join('') };
}
