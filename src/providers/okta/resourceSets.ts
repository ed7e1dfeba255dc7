import { z } from 'zod';

import type { CollectContext } from '../../collect/provider';
import { remembered, rememberedByKey } from '../../collect/remembered';
import { listProbe, pagesOf } from '../../collect/survey';
import { text } from '../../graph/properties';
import { linkPaging } from '../../http/paging/link';
import type { Paging } from '../../http/paging/page';
import { parseUrl } from '../../http/parse';
import type { Checked, Records } from '../../http/records';
import { identifier, text as textField } from '../../wire/fields';

import { SUPER, oktaAccess } from './access';
import { isStale, isTooLarge, type OktaClient } from './client';
import { Buckets } from './limits';

/** Custom roles and what they are for; read with the roles of whomever. */
const IAM_ENDPOINTS = [
  'GET /api/v1/iam/resource-sets',
  'GET /api/v1/iam/roles/{roleId}',
  'GET /api/v1/iam/roles/{roleId}/permissions',
];

/** What the admin roles of such holders take, which are asked for at these endpoints besides. */
export function rolesAccess(holders: string, endpoints: readonly string[]) {
  return oktaAccess({
    what: `admin roles of ${holders}`,
    covered: 'admin roles',
    oauthScopes: ['okta.roles.read'],
    roles: [SUPER],
    permissions: ['okta.iam.read'],
    endpoints: [...endpoints, ...IAM_ENDPOINTS],
  });
}

export const ROLES_PERMISSION = rolesAccess('anybody', []).needs;

const Identified = z.object({ id: identifier });

const ResourceSet = z.object({ id: identifier, label: textField });
type ResourceSet = z.infer<typeof ResourceSet>;

const Permission = z.object({ label: z.string() });

/** A member of a binding is known by its link: a user, a group or a client. */
const BindingMember = z.object({
  _links: z.object({ self: z.object({ href: z.string() }) }),
});

/**
 * A list below `/api/v1/iam`: wrapped, with links in the body.
 *
 * @param items where the body holds the list
 */
export function listIam<T>(
  client: OktaClient,
  path: string,
  items: string,
  record: z.ZodType<T>,
): Records<T> {
  return client.list({
    path: `/api/v1/iam/${path}`,
    bucket: Buckets.OTHER,
    permission: ROLES_PERMISSION,
    paging: atOwnHost(
      linkPaging({
        limit: 100,
        items,
        link: '_links.next.href',
        isStale,
        isTooLarge,
      }),
    ),
    record,
  });
}

/** Some of these links name the host of the admin console: path and query are all that is taken. */
function atOwnHost(paging: Paging): Paging {
  return (source) =>
    paging({
      endpoint: source.endpoint,
      keep: (items) => source.keep(items),
      fetch: ({ link, ...request }) => {
        const url = link === undefined ? undefined : parseUrl(link);
        return source.fetch({
          ...request,
          link: url ? url.pathname + url.search : link,
        });
      },
    });
}

type Context = CollectContext<OktaClient>;

/** What several steps of one execution need to know, and is read once. */
interface Definitions {
  resourceSets: () => Promise<readonly Checked<ResourceSet>[]>;
  permissions: (roleId: string) => Promise<readonly Checked<string>[]>;
}

const known = new WeakMap<OktaClient, Definitions>();

function definitionsOf(client: OktaClient): Definitions {
  const already = known.get(client);
  if (already) return already;
  const definitions: Definitions = {
    resourceSets: remembered(() => all(listResourceSets(client))),
    permissions: rememberedByKey((roleId: string) => {
      const path = `roles/${encodeURIComponent(roleId)}/permissions`;
      const label = Permission.transform((each) => each.label);
      return all(listIam(client, path, 'permissions', label));
    }),
  };
  known.set(client, definitions);
  return definitions;
}

async function all<T>(records: Records<T>): Promise<readonly Checked<T>[]> {
  const read: Checked<T>[] = [];
  for await (const each of records) read.push(each);
  return read;
}

const listResourceSets = (client: OktaClient) =>
  listIam(client, 'resource-sets', 'resource-sets', ResourceSet);

export const resourceSetsProbe = listProbe(
  rolesAccess('groups', ['GET /api/v1/iam/resource-sets']),
  listResourceSets,
);

/**
 * The calls that custom roles take: the resource sets, and for each the roles that are bound to it,
 * usually one, with what it permits and its members.
 */
export function callsForResourceSets(sets: number): number {
  return pagesOf(sets, 100) + 3 * sets;
}

/** The resource sets of the org. */
const trackResourceSets = ({ client, completeness }: Context) =>
  completeness.track(
    replay(definitionsOf(client).resourceSets),
    'resource sets of custom roles',
  );

/** The names of resource sets, by id. */
export async function resourceSetNames(
  context: Context,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for await (const { id, label } of trackResourceSets(context)) {
    const name = text(label);
    if (name !== undefined) names.set(id, name);
  }
  return names;
}

/** What a custom role permits; undefined where that could not be read. */
export async function permissionsOf(
  { client, completeness }: Context,
  roleId: string,
): Promise<string[] | undefined> {
  const { records, isWhole } = await completeness.gatherChild(
    replay(() => definitionsOf(client).permissions(roleId)),
    {
      what: `permissions of role ${roleId}`,
      isGone: () =>
        client.isGone(
          `/api/v1/iam/roles/${encodeURIComponent(roleId)}`,
          Buckets.OTHER,
        ),
    },
  );
  return isWhole ? records : undefined;
}

/** Hands on a list that is remembered. */
async function* replay<T>(
  read: () => Promise<readonly Checked<T>[]>,
): Records<T> {
  yield* await read();
}

/**
 * The groups that have custom roles: the roles are bound to resource sets, and the bindings name
 * their members. That takes one call for each binding, and one for each resource set.
 */
export async function groupsWithCustomRoles(
  context: Context,
): Promise<ReadonlySet<string>> {
  const { client, completeness } = context;
  const read = <T>(path: string, items: string, record: z.ZodType<T>) =>
    completeness.trackChild(listIam(client, path, items, record), {
      what: `custom roles, ${path}`,
      isGone: () => {
        const parent = path.slice(0, path.lastIndexOf('/'));
        return client.isGone(`/api/v1/iam/${parent}`, Buckets.OTHER);
      },
    });
  const groupIds = new Set<string>();
  for await (const set of trackResourceSets(context)) {
    const bindings = `resource-sets/${encodeURIComponent(set.id)}/bindings`;
    for await (const role of read(bindings, 'roles', Identified)) {
      const members = `${bindings}/${encodeURIComponent(role.id)}/members`;
      for await (const { _links } of read(members, 'members', BindingMember)) {
        const [, groupId] = /\/groups\/([^/?#]+)/.exec(_links.self.href) ?? [];
        if (groupId) groupIds.add(groupId);
      }
    }
  }
  return groupIds;
}
