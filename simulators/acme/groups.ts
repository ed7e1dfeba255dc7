import { lifetime, DEPARTMENTS } from './users';
import type { Random } from './random';
import {
  ENTERPRISE_URN,
  GROUP_URN,
  type Member,
  type ScimGroup,
  type ScimUser,
  type UserGroup,
} from './records';

/** A group to be: its direct members, users and groups. */
interface Plan {
  displayName: string;
  users: readonly ScimUser[];
  /** Groups that come later in the list of plans, so no group can contain itself. */
  groups: readonly Plan[];
}

const PRODUCTS = [
  'Atlas',
  'Bergkristall',
  'Café',
  'Дніпро',
  'Élan',
  'Fjord',
  '暁',
  'Houdini',
] as const;
const ACTIVITIES = ['Rollout', 'Migration', 'Audit', 'Research'] as const;

/** How many members groups have, at most. */
interface GroupSizes {
  largestGroup: number;
  /** Most groups are projects, of 3 members to so many. */
  largestProject: number;
}

const SMALLEST_PROJECT = 3;

/**
 * The groups of an organization: the largest one, an empty one, divisions that
 * contain departments, a chain of {@link CHAIN_LENGTH} nested groups, and then
 * projects, some of which contain other projects. No group contains itself.
 * @param largestGroup members of the first group; no other group has more
 */
export function createGroups(
  count: number,
  users: readonly ScimUser[],
  sizes: GroupSizes,
  random: Random,
): ScimGroup[] {
  const { largestGroup } = sizes;
  const plans = planGroups(count, users, sizes, random).slice(0, count);
  const created = new Map(
    plans.map((plan, index) => [plan, createGroup(plan, index, random)]),
  );
  for (const [plan, group] of created) {
    const nested = plan.groups.flatMap((child) => created.get(child) ?? []);
    group.members = [
      ...nested.map(groupMember),
      ...plan.users.map(userMember),
    ].slice(0, largestGroup);
  }
  return [...created.values()];
}

/** Groups nested one in another in every organization that has room for them. */
export const CHAIN_LENGTH = 6;

function planGroups(
  count: number,
  users: readonly ScimUser[],
  sizes: GroupSizes,
  random: Random,
): Plan[] {
  const { largestGroup } = sizes;
  const departments = DEPARTMENTS.map(({ name }) => ({
    displayName: name,
    users: users.filter((user) => user[ENTERPRISE_URN]?.department === name),
    groups: [],
  }));
  const divisions = planDivisions(departments);
  const standing: Plan[] = [
    {
      displayName: largestGroup >= users.length ? 'Everyone' : 'All Staff',
      users: users.slice(0, largestGroup),
      groups: [],
    },
    { displayName: 'Break Glass', users: [], groups: [] },
    { displayName: 'Acme Corporation', users: [], groups: divisions },
    ...divisions,
    ...planChain(users, random),
    ...departments,
  ];
  return [
    ...standing,
    ...planProjects(count - standing.length, users, sizes, random),
  ];
}

function planDivisions(departments: readonly Plan[]): Plan[] {
  const names = [...new Set(DEPARTMENTS.map(({ division }) => division))];
  return names.map((division) => ({
    displayName: division,
    users: [],
    groups: departments.filter(({ displayName }) =>
      DEPARTMENTS.some(
        (department) =>
          department.name === displayName && department.division === division,
      ),
    ),
  }));
}

/** Outermost first; each contains the next and two users of its own. */
function planChain(users: readonly ScimUser[], random: Random): Plan[] {
  const chain: Plan[] = [];
  for (let level = CHAIN_LENGTH; level >= 1; level -= 1) {
    chain.unshift({
      displayName: `Access level ${level}`,
      users: random.sample(users, 2),
      groups: chain.slice(0, 1),
    });
  }
  return chain;
}

/** Every fifth project contains the two after it; names repeat now and then. */
function planProjects(
  count: number,
  users: readonly ScimUser[],
  { largestGroup, largestProject }: GroupSizes,
  random: Random,
): Plan[] {
  const plans: Plan[] = [];
  for (let index = count - 1; index >= 0; index -= 1) {
    const size = Math.min(
      SMALLEST_PROJECT + random.below(largestProject - SMALLEST_PROJECT + 1),
      largestGroup,
    );
    plans.unshift({
      displayName: `${random.pick(PRODUCTS)} ${random.pick(ACTIVITIES)}`,
      users: random.sample(users, size),
      groups: index % 5 === 0 ? plans.slice(0, 2) : [],
    });
  }
  return plans;
}

function createGroup(plan: Plan, index: number, random: Random): ScimGroup {
  return {
    schemas: [GROUP_URN],
    id: random.uuid(),
    ...(index % 3 === 0 && { externalId: `dir-${index}` }),
    displayName: plan.displayName,
    members: [],
    meta: { resourceType: 'Group', ...lifetime(random) },
  };
}

function userMember({ id, displayName }: ScimUser): Member {
  return {
    value: id,
    $ref: `../Users/${id}`,
    type: 'User',
    display: displayName,
  };
}

function groupMember({ id, displayName }: ScimGroup): Member {
  return {
    value: id,
    $ref: `../Groups/${id}`,
    type: 'Group',
    display: displayName,
  };
}

/**
 * Writes `groups` of each user: the direct memberships and those inherited
 * through nested groups (RFC 7643 section 4.1.2). A user who is a member both
 * ways is listed as a direct member.
 */
export function writeUserGroups(
  users: readonly ScimUser[],
  groups: readonly ScimGroup[],
): void {
  const ofUser = new Map(
    users.map(({ id }) => [id, new Map<string, UserGroup>()]),
  );
  const add = (
    group: ScimGroup,
    holder: ScimGroup,
    type: UserGroup['type'],
  ) => {
    for (const { value } of group.members) {
      const known = ofUser.get(value);
      if (!known || known.has(holder.id)) continue;
      known.set(holder.id, userGroup(holder, type));
    }
  };
  for (const group of groups) add(group, group, 'direct');
  const parents = parentsOf(groups);
  for (const group of groups) {
    for (const holder of holdersOf(group, parents)) {
      add(group, holder, 'indirect');
    }
  }
  for (const user of users) {
    const memberships = [...(ofUser.get(user.id)?.values() ?? [])];
    if (memberships.length > 0) user.groups = memberships;
  }
}

function userGroup(group: ScimGroup, type: UserGroup['type']): UserGroup {
  return {
    value: group.id,
    $ref: `../Groups/${group.id}`,
    display: group.displayName,
    type,
  };
}

function parentsOf(groups: readonly ScimGroup[]): Map<string, ScimGroup[]> {
  const parents = new Map<string, ScimGroup[]>();
  for (const group of groups) {
    for (const { type, value } of group.members) {
      if (type !== 'Group') continue;
      parents.set(value, [...(parents.get(value) ?? []), group]);
    }
  }
  return parents;
}

/** Every group that contains this one, at any distance. */
function holdersOf(
  group: ScimGroup,
  parents: Map<string, ScimGroup[]>,
): Set<ScimGroup> {
  const holders = new Set<ScimGroup>();
  const open = [group];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const parent of parents.get(next.id) ?? []) {
      if (holders.has(parent)) continue;
      holders.add(parent);
      open.push(parent);
    }
  }
  return holders;
}
