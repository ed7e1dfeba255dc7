import type { Execution } from '../support/execution';
import type { Organization } from '../../simulators/acme/organization';

/** The lists of a SCIM directory. */
export type Resource = 'users' | 'groups';

/** The step that reads a list, and the types that are partial when it fails. */
export const STEP = {
  users: {
    id: 'fetch-acme-users',
    types: ['acme_account_has_user', 'acme_user'],
  },
  groups: {
    id: 'fetch-acme-groups',
    types: ['acme_account_has_group', 'acme_group'],
  },
  members: {
    id: 'fetch-acme-group-members',
    types: ['acme_group_has_group', 'acme_group_has_user'],
  },
} as const;

/** The step of the members fails by itself where many of them lead to what was not listed. */
export const INCOMPLETE =
  /^(failure|partial_success_due_to_dependency_failure)$/;

/** Keys of all that a complete reading of an organization finds, by type and in order. */
export type Truth = Readonly<Record<string, readonly string[]>>;

/** @param url base URL of the SCIM service */
export function truthOf({ users, groups }: Organization, url: string): Truth {
  const { host, pathname } = new URL(url);
  const account = `acme_account:${host}${pathname}`;
  const userKeys = users.map(({ id }) => `acme_user:${id}`);
  const groupKeys = groups.map(({ id }) => `acme_group:${id}`);
  const membersOf = (type: 'User' | 'Group') =>
    groups.flatMap(({ id, members }) =>
      members
        .filter((member) => member.type === type)
        .map(
          ({ value }) =>
            `acme_group:${id}|has|acme_${type.toLowerCase()}:${value}`,
        ),
    );
  return sorted({
    acme_account: [account],
    acme_user: userKeys,
    acme_group: groupKeys,
    acme_account_has_user: userKeys.map((key) => `${account}|has|${key}`),
    acme_account_has_group: groupKeys.map((key) => `${account}|has|${key}`),
    acme_group_has_user: membersOf('User'),
    acme_group_has_group: membersOf('Group'),
  });
}

/** Keys of all that a run found, by type and in order. */
export function foundBy({ entities, relationships }: Execution): Truth {
  const found: Record<string, string[]> = {};
  for (const { _type, _key } of [...entities, ...relationships]) {
    (found[_type] ??= []).push(_key);
  }
  return sorted(found);
}

function sorted(keys: Record<string, string[]>): Truth {
  return Object.fromEntries(
    Object.entries(keys)
      .filter(([, list]) => list.length > 0)
      .map(([type, list]) => [type, list.sort()]),
  );
}

/** Everything is there, and every step says so. */
export function expectComplete(execution: Execution, truth: Truth): void {
  expect(execution.error).toBeUndefined();
  expect(execution.steps).toEqual({
    'fetch-acme-account': 'success',
    [STEP.users.id]: 'success',
    [STEP.groups.id]: 'success',
    [STEP.members.id]: 'success',
  });
  expect(execution.partialTypes).toEqual([]);
  expect(foundBy(execution)).toEqual(truth);
}

/**
 * The step of one list failed, exactly its types and those of the step that depends on it are
 * partial, and everything else is there: the other list, and each relationship whose ends are.
 */
export function expectFailed(
  execution: Execution,
  truth: Truth,
  resource: Resource,
): void {
  const failed = STEP[resource];
  expect(execution.error).toBeUndefined();
  expect(execution.steps).toEqual({
    'fetch-acme-account': 'success',
    [STEP.users.id]: 'success',
    [STEP.groups.id]: 'success',
    [failed.id]: 'failure',
    [STEP.members.id]: expect.stringMatching(INCOMPLETE) as string,
  });
  expect(execution.partialTypes).toEqual(
    [...failed.types, ...STEP.members.types].sort(),
  );
  expect(execution.events).toContainEqual(
    expect.objectContaining({ name: 'step_failure', level: 'error' }),
  );
  expect(foundBy(execution)).toEqual(withEndsIn(execution, truth, resource));
}

/** The truth, less what of one list was not found, and the relationships that lack an end. */
function withEndsIn(
  { entities }: Execution,
  truth: Truth,
  resource: Resource,
): Truth {
  const keys = new Set(entities.map(({ _key }) => _key));
  const partial = resource === 'users' ? 'acme_user' : 'acme_group';
  return sorted(
    Object.fromEntries(
      Object.entries(truth).map(([type, list]) => [
        type,
        list.filter((key) => {
          const ends = key.split('|has|');
          return ends.every(
            (end) => keys.has(end) || !end.startsWith(`${partial}:`),
          );
        }),
      ]),
    ),
  );
}
