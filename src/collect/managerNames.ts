/** A user of a list, and the name of the manager where the list has it. */
export interface UserOfList<T> {
  user: T;
  managerName?: string;
}

/** How a list of users names managers. */
export interface ManagerNaming<T> {
  idOf: (user: T) => string;
  /** What others call the user as a manager; undefined where nothing but an id or a login is known. */
  nameOf: (user: T) => string | undefined;
  /** The id of the user's manager, where the name is to be looked for. */
  managerIdOf: (user: T) => string | undefined;
}

/**
 * Gives each user once, with the name of the manager, for a list that names managers by id: a person
 * reads names. Who comes before the manager waits in memory, and in vain where the list does not hold
 * the manager.
 */
export async function* withManagerNames<T>(
  list: AsyncIterable<T>,
  { idOf, nameOf, managerIdOf }: ManagerNaming<T>,
): AsyncGenerator<UserOfList<T>> {
  const names = new Map<string, string | undefined>();
  const waiting = new Map<string, T[]>();
  for await (const user of list) {
    const id = idOf(user);
    if (names.has(id)) continue;
    names.set(id, nameOf(user));
    const managerId = managerIdOf(user);
    if (managerId === undefined || names.has(managerId)) {
      yield { user, managerName: managerId && names.get(managerId) };
    } else {
      const reports = waiting.get(managerId) ?? [];
      reports.push(user);
      waiting.set(managerId, reports);
    }
    for (const report of waiting.get(id) ?? []) {
      yield { user: report, managerName: names.get(id) };
    }
    waiting.delete(id);
  }
  for (const user of [...waiting.values()].flat()) yield { user };
}
