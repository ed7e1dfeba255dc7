import { z } from 'zod';

import { Probe, sample } from '../../collect/survey';
import { type Records, unlessEmpty } from '../../http/records';
import {
  freeForm,
  keyIdentifier,
  list,
  objectField,
  text as textField,
} from '../../wire/fields';

import { type OktaClient, pages, USERS_ACCESS, USERS_PATH } from './client';
import { groupsProbe } from './groups';
import { Buckets } from './limits';

/**
 * `GET /api/v1/users`. Of each record only what is used is kept: users wait for their factors, and
 * whatever else a record holds (credentials, links) shall not wait with them.
 */
export const OktaUser = z.object({
  id: keyIdentifier,
  status: textField,
  created: textField,
  activated: textField,
  statusChanged: textField,
  lastLogin: textField,
  lastUpdated: textField,
  passwordChanged: textField,
  type: objectField({ id: textField }),
  realmId: textField,
  profile: freeForm,
  credentials: objectField({
    provider: objectField({ type: textField, name: textField }),
    emails: list(z.object({ value: textField, status: textField })),
  }),
});
export type OktaUser = z.infer<typeof OktaUser>;

/** Users per page. */
export const USERS_PAGE = 200;

/** The users, all but the deprovisioned ones. An empty list cannot be true. */
export const listUsers = (client: OktaClient) =>
  unlessEmpty(userList(client, {}), () => client.noUsersError());

/** A filter reads the store itself; a search would read an index that follows with a delay. */
export const listDeprovisionedUsers = (client: OktaClient) =>
  userList(client, { filter: 'status eq "DEPROVISIONED"' });

function userList(
  client: OktaClient,
  query: Record<string, string>,
): Records<OktaUser> {
  return client.list({
    path: USERS_PATH,
    query,
    bucket: Buckets.USERS,
    permission: USERS_ACCESS.needs,
    paging: pages(USERS_PAGE),
    record: OktaUser,
    essential: ['status', 'profile'],
  });
}

/** Okta counts its users in one place: as the members of the group Everyone. */
export const usersProbe = new Probe({
  access: USERS_ACCESS,
  look: async (client: OktaClient, survey) => {
    const listed = await sample(listUsers(client), USERS_PAGE);
    const { known = [] } = (await groupsProbe.in(survey)) ?? {};
    const { userCount } = known.find(({ isEveryone }) => isEveryone) ?? {};
    const isCounted = listed.isAtLeast && userCount !== undefined;
    return {
      count: isCounted ? userCount : listed.count,
      isAtLeast: listed.isAtLeast && !isCounted,
      first: listed.records[0]?.id,
    };
  },
  counted: (found) => found,
});

export const deprovisionedProbe = new Probe({
  access: { ...USERS_ACCESS, what: 'deprovisioned users' },
  look: (client: OktaClient) =>
    client.ingestsDeprovisionedUsers
      ? sample(listDeprovisionedUsers(client))
      : Promise.resolve(undefined),
  counted: (found) => found,
});

export function userPath(userId: string): string {
  return `${USERS_PATH}/${encodeURIComponent(userId)}`;
}
