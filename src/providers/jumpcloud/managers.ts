import { RelationshipClass } from '@jupiterone/integration-sdk-core';

import { related } from '../../graph/relationships';

import type { Step } from './organizationList';
import { Managers, USER, users } from './users';

const USER_MANAGES_USER = related(USER, RelationshipClass.MANAGES, USER);

/**
 * JumpCloud names the manager by id, and keeps the id of one who was deleted: such a reference says
 * nothing of the list of users.
 */
export const userManagers: Step = {
  id: 'fetch-jumpcloud-user-managers',
  name: 'Build JumpCloud user managers',
  entities: [],
  relationships: [USER_MANAGES_USER],
  dependsOn: [users.id],
  async collect({ jobState, stepData, edges }) {
    for (const [userId, managerId] of await stepData.get(Managers)) {
      const isKnown =
        managerId !== userId && (await jobState.hasKey(managerId));
      if (isKnown) await edges.add(USER_MANAGES_USER, managerId, userId);
      else edges.skip();
    }
  },
};
