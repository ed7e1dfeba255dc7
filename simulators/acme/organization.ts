import { createGroups, writeUserGroups } from './groups';
import { Random } from './random';
import type { Organization } from './records';
import { createUsers } from './users';

export { CHAIN_LENGTH } from './groups';
export { PII_MARKERS } from './users';
export * from './records';

/** How large an organization is, and which of the many of that size. */
export interface OrganizationOptions {
  /** Number of users; 250 unless told. */
  users?: number;
  /** Number of groups; 40 unless told. */
  groups?: number;
  /** Members of the largest group; all users unless told. */
  largestGroup?: number;
  /** Most members of a project, which most groups are; 25 unless told. */
  largestProject?: number;
  /** Another seed gives other people. */
  seed?: number;
}

/**
 * A realistic organization that depends on its options alone: the same options
 * give the same records, down to the ids and the times.
 */
export function createOrganization({
  users: userCount = 250,
  groups: groupCount = 40,
  largestGroup = userCount,
  largestProject = 25,
  seed = 1,
}: OrganizationOptions = {}): Organization {
  if (largestGroup > userCount) {
    throw new RangeError(
      `A group of ${largestGroup} members needs more than ${userCount} users.`,
    );
  }
  const random = new Random(seed);
  const users = createUsers(userCount, random);
  const groups = createGroups(
    groupCount,
    users,
    { largestGroup, largestProject },
    random,
  );
  writeUserGroups(users, groups);
  return { users, groups };
}

/** What a complete reading of an organization finds. */
export interface Counts {
  users: number;
  groups: number;
  /** Direct memberships, group to user. */
  memberships: number;
  /** Direct memberships, group to group. */
  nestings: number;
}

/** The true figures of an organization, to compare the connector's with. */
export function countsOf({ users, groups }: Organization): Counts {
  const members = groups.flatMap((group) => group.members);
  const nestings = members.filter(({ type }) => type === 'Group').length;
  return {
    users: users.length,
    groups: groups.length,
    memberships: members.length - nestings,
    nestings,
  };
}
