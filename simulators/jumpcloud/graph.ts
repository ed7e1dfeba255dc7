import {
  type JsonRecord,
  type Organization,
  type Path,
  usersOf,
} from './records';

/** Path parameters of a graph endpoint, such as `applications` and an application's id. */
interface Node {
  plural?: string;
  id?: string;
  targets?: string;
}

/** The direct bindings of an object by type of target; undefined where there is no such object. */
export function associationsOf(
  organization: Organization,
  { plural, id = '' }: Node,
): Record<string, JsonRecord[]> | undefined {
  const { users, groups, applications, systems } = organization;
  switch (plural) {
    case 'applications': {
      const application = applications.find(({ record }) => record._id === id);
      return (
        application && {
          user: edges(application.userIds, 'user'),
          user_group: edges(application.groupIds, 'user_group'),
        }
      );
    }
    case 'users': {
      if (!users.some((user) => user._id === id)) return undefined;
      return {
        application: edges(
          applications
            .filter(({ userIds }) => userIds.includes(id))
            .map(({ record }) => String(record._id)),
          'application',
        ),
        system: edges(
          systems
            .filter((system) => system.users.has(id))
            .map(({ record }) => String(record._id)),
          'system',
        ),
      };
    }
    case 'usergroups': {
      if (!groups.some(({ record }) => record.id === id)) return undefined;
      return {
        application: edges(
          applications
            .filter(({ groupIds }) => groupIds.includes(id))
            .map(({ record }) => String(record._id)),
          'application',
        ),
      };
    }
    case 'systems': {
      const system = systems.find(({ record }) => record._id === id);
      return system && { user: edges([...system.users.keys()], 'user') };
    }
    default:
      return undefined;
  }
}

function edges(ids: readonly string[], type: string): JsonRecord[] {
  return ids.map((id) => ({
    attributes: null,
    to: { attributes: null, id, type },
  }));
}

/** Users of a device, or devices of a user, with the ways that lead there. */
export function pathsOf(
  organization: Organization,
  { plural, id = '', targets }: Node,
): JsonRecord[] | undefined {
  const { users, systems } = organization;
  if (plural === 'systems' && targets === 'users') {
    const system = systems.find(({ record }) => record._id === id);
    return (
      system &&
      [...usersOf(organization, system)].map(([userId, paths]) =>
        withPaths(userId, 'user', paths, system.users.get(userId)),
      )
    );
  }
  if (plural === 'users' && targets === 'systems') {
    if (!users.some((user) => user._id === id)) return undefined;
    return systems.flatMap((system) => {
      const systemId = String(system.record._id);
      const paths = usersOf(organization, system).get(id);
      if (!paths) return [];
      const turned = paths.map((path) => [
        ...path.slice(0, -1).reverse(),
        { type: 'system', id: systemId },
      ]);
      return [withPaths(systemId, 'system', turned, system.users.get(id))];
    });
  }
  return undefined;
}

function withPaths(
  id: string,
  type: string,
  paths: readonly Path[],
  binding: { sudo: boolean } | undefined,
): JsonRecord {
  return {
    id,
    type,
    compiledAttributes: binding
      ? { sudo: { enabled: binding.sudo, withoutPassword: false } }
      : null,
    paths: paths.map((path) =>
      path.map((to) => ({ attributes: null, to: { attributes: null, ...to } })),
    ),
  };
}
