import { z } from 'zod';

import type { Access } from '../../collect/access';
import type { Child } from '../../collect/completeness';
import { valueAt } from '../../http/paging/body';
import type { Records } from '../../http/records';
import { flag, keyIdentifier, list, objectField } from '../../wire/fields';

import { jumpcloudAccess } from './access';
import type { FirstPage, JumpCloudClient, OrganizationListV2 } from './client';

/** The types of JumpCloud's graph that are read here: where one of them stands, and its targets. */
const PATHS = {
  user: { single: '/api/systemusers', plural: 'users' },
  user_group: { single: '/api/v2/usergroups', plural: 'usergroups' },
  application: { single: '/api/applications', plural: 'applications' },
  system: { single: '/api/systems', plural: 'systems' },
  system_group: { single: '/api/v2/systemgroups', plural: 'systemgroups' },
} as const;

export type ObjectType = keyof typeof PATHS;

/** An object of one organization that others are bound to. */
export interface BoundObject {
  organizationId: string;
  type: ObjectType;
  id: string;
}

/** What an object is bound to. */
export interface Association {
  id: string;
  /** One of a list that grows; those of `ObjectType` are understood. */
  type: string;
  /** Whether it is bound without a group between; undefined where that is not told. */
  isDirect?: boolean;
  /** Whether the user has administrator rights on the device. */
  sudo?: boolean;
  sudoWithoutPassword?: boolean;
}

/** A member of a group, or a direct association: `GraphConnection` of the API 2.0. */
export const GraphConnection: z.ZodType<Association> = z
  .object({ to: z.object({ id: keyIdentifier, type: z.string() }) })
  .transform(({ to }) => to);

/**
 * An object that can be reached over any number of groups: `GraphObjectWithPaths` of the API 2.0.
 * A path of one edge is a direct binding, a longer one leads through groups.
 */
export const GraphObjectWithPaths: z.ZodType<Association> = z
  .object({
    id: keyIdentifier,
    type: z.string(),
    paths: list(z.array(z.unknown())),
    compiledAttributes: objectField({
      sudo: objectField({ enabled: flag, withoutPassword: flag }),
    }),
  })
  .transform(({ id, type, paths = [], compiledAttributes }) => ({
    id,
    type,
    isDirect:
      paths.length > 0 ? paths.some(({ length }) => length === 1) : undefined,
    sudo: compiledAttributes?.sudo?.enabled,
    sudoWithoutPassword: compiledAttributes?.sudo?.withoutPassword,
  }));

/** What the members of groups take. */
export const MEMBERS = {
  user_group: membersOf('user_group', 'group members'),
  system_group: membersOf('system_group', 'device group members'),
};

function membersOf(type: keyof typeof PATHS, what: string) {
  const { single, plural } = PATHS[type];
  return jumpcloudAccess({
    what,
    endpoints: [`GET ${single}/{id}`, `GET /api/v2/${plural}/{id}/members`],
  });
}

/** What bindings take, which are read from the end of which there are fewer. */
export function bindingsAccess(
  what: string,
  ends: readonly [ObjectType, ObjectType],
  isReachable: boolean,
) {
  const pathTo = (far: ObjectType) =>
    isReachable ? PATHS[far].plural : 'associations';
  const [one, other] = ends;
  const of = (near: ObjectType, far: ObjectType) => [
    `GET ${PATHS[near].single}/{id}`,
    `GET /api/v2/${PATHS[near].plural}/{id}/${pathTo(far)}`,
  ];
  return jumpcloudAccess({
    what,
    endpoints: [...of(one, other), ...of(other, one)],
  });
}

/** What belongs to an object: a list of it, and its first page. */
export interface ListOfObject {
  read: (client: JumpCloudClient, of: BoundObject) => Records<Association>;
  look: (client: JumpCloudClient, of: BoundObject) => Promise<FirstPage>;
}

function listOfObject(
  request: (
    of: BoundObject,
  ) => Omit<OrganizationListV2<Association>, 'organizationId'>,
): ListOfObject {
  const within = (of: BoundObject) => ({
    ...request(of),
    organizationId: of.organizationId,
    mayTotalExceed: true,
  });
  return {
    read: (client, of) => client.listV2(within(of)),
    look: (client, of) => client.firstOfV2(within(of)),
  };
}

/** The direct members of a group (`GET /api/v2/{usergroups,systemgroups}/{id}/members`). */
export const members = listOfObject((group) => ({
  path: `${pathOf(group)}/members`,
  permission: MEMBERS.user_group.needs,
  record: GraphConnection,
  idOf: idOfConnection,
}));

/** What an object is bound to directly (`GET /api/v2/…/{id}/associations?targets=…`). */
export function associations(
  target: ObjectType,
  { needs }: Access,
): ListOfObject {
  return listOfObject((from) => ({
    path: `${pathOf(from)}/associations`,
    permission: needs,
    record: GraphConnection,
    query: { targets: target },
    idOf: idOfConnection,
  }));
}

/** What an object is bound to directly or through groups (`GET /api/v2/…/{id}/{targets}`). */
export function reachable(target: ObjectType, { needs }: Access): ListOfObject {
  return listOfObject((from) => ({
    path: `${pathOf(from)}/${PATHS[target].plural}`,
    permission: needs,
    record: GraphObjectWithPaths,
  }));
}

/** What is read of an object, and how to ask whether the object is gone. */
export function childOf(
  client: JumpCloudClient,
  { type, id, organizationId }: BoundObject,
  what: string,
): Child {
  const path = `${PATHS[type].single}/${encodeURIComponent(id)}`;
  return {
    what: `${what} ${id}`,
    isGone: () => client.isGone(path, organizationId),
  };
}

function pathOf({ type, id }: BoundObject): string {
  return `/api/v2/${PATHS[type].plural}/${encodeURIComponent(id)}`;
}

/** A connection is told from others by what it leads to. */
function idOfConnection(row: unknown): string | undefined {
  const id = valueAt(row, 'to.id');
  return typeof id === 'string' ? id : undefined;
}
