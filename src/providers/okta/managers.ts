import { RelationshipClass } from '@jupiterone/integration-sdk-core';

import type { ProviderStep } from '../../collect/provider';
import { related } from '../../graph/relationships';

import type { OktaClient } from './client';
import { type KnownUser, KnownUsers, listedUsers, USER } from './users';

const USER_MANAGES_USER = related(USER, RelationshipClass.MANAGES, USER);

/**
 * Who manages whom, by `managerId` of the profiles. It is free text: directories write an id, a login
 * or something else there. It counts where it is the id or the login of exactly one user. A name
 * proves nothing.
 */
export const userManagers: ProviderStep<OktaClient> = {
  id: 'fetch-okta-user-managers',
  name: 'Relate Okta users to their managers',
  entities: [],
  relationships: [USER_MANAGES_USER],
  dependsOn: [listedUsers.id],
  async collect({ stepData, edges }) {
    const users = await stepData.get(KnownUsers);
    const byLogin = idsByLogin(users);
    for (const [userId, { managerId }] of users) {
      if (managerId === undefined) continue;
      const managers = new Set(byLogin.get(managerId.toLowerCase()));
      if (users.has(managerId)) managers.add(managerId);
      const [manager, ...others] = managers;
      if (manager === undefined || others.length > 0) edges.skip();
      else if (manager !== userId) {
        await edges.add(USER_MANAGES_USER, manager, userId, {}, true);
      }
    }
  },
};

function idsByLogin(
  users: ReadonlyMap<string, KnownUser>,
): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  for (const [id, { login }] of users) {
    if (login === undefined) continue;
    const name = login.toLowerCase();
    ids.set(name, [...(ids.get(name) ?? []), id]);
  }
  return ids;
}
