import type { Access, AccessFacts } from '../../collect/access';

/** Least of JumpCloud's own roles that may read. */
const READ_ONLY = 'Read Only';

/** What a credential needs to read a data set of JumpCloud: a role that may read it. */
export function jumpcloudAccess({
  insteadOfIt,
  ...facts
}: AccessFacts & {
  /** What to do where the role is not wanted. */
  insteadOfIt?: string;
}): Access {
  const { what, roles } = facts;
  const role = roles
    ? `, such as ${roles.join(' or ')}`
    : `: ${READ_ONLY} or higher, or a custom role with that permission`;
  const instead = insteadOfIt === undefined ? '' : `; or ${insteadOfIt}`;
  return {
    roles: [READ_ONLY],
    ...facts,
    needs: `an administrator role that may read ${what}${role}${instead}`,
  };
}
