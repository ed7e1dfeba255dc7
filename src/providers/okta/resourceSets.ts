import { z } from 'zod';

import type { CollectContext } from '../../collect/provider';
import { linkPaging } from '../../http/paging/link';
import type { Paging } from '../../http/paging/page';
import { parseUrl } from '../../http/parse';
import type { Records } from '../../http/records';
import { identifier } from '../../wire/fields';

import { isStale, isTooLarge, type OktaClient } from './client';
import { Buckets, permission } from './limits';

export const ROLES_PERMISSION = permission('okta.roles.read', 'admin roles');

const Identified = z.object({ id: identifier });

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
      fetch: ({ link, ...request }) => {
        const url = link === undefined ? undefined : parseUrl(link);
        return source.fetch({
          ...request,
          link: url ? url.pathname + url.search : link,
        });
      },
    });
}

/**
 * The groups that have custom roles: the roles are bound to resource sets, and the bindings name
 * their members. That takes one call for each binding, and one for each resource set.
 */
export async function groupsWithCustomRoles({
  client,
  completeness,
}: CollectContext<OktaClient>): Promise<ReadonlySet<string>> {
  const read = <T>(path: string, items: string, record: z.ZodType<T>) =>
    completeness.trackChild(listIam(client, path, items, record), {
      what: `custom roles, ${path}`,
      isGone: () => {
        const parent = path.slice(0, path.lastIndexOf('/'));
        return client.isGone(`/api/v1/iam/${parent}`, Buckets.OTHER);
      },
    });
  const groupIds = new Set<string>();
  const sets = completeness.track(
    listIam(client, 'resource-sets', 'resource-sets', Identified),
    'resource sets of custom roles',
  );
  for await (const set of sets) {
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
