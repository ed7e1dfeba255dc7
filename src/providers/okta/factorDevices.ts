import { RelationshipClass } from '@jupiterone/integration-sdk-core';

import { forEach } from '../../collect/forEach';
import { Progress } from '../../collect/progress';
import type { ProviderStep } from '../../collect/provider';
import { toEntity } from '../../graph/entities';
import { addEntityOnce, addRelationshipOnce } from '../../graph/jobState';
import { createRelationship, related } from '../../graph/relationships';

import { AUTHENTICATORS, readFactorRules } from './authenticators';
import type { OktaClient } from './client';
import { FACTOR, FACTORS, FactorsSource, listFactors } from './factors';
import { Buckets } from './limits';
import { type MfaFacts, mfaFacts } from './secondFactors';
import {
  canHaveFactors,
  ListedUsers,
  listedUsers,
  ReadFactors,
  USER,
  userPath,
} from './users';

const USER_ASSIGNED_FACTOR = related(
  USER,
  RelationshipClass.ASSIGNED,
  FACTOR,
  'okta_user_assigned_factor',
);

/** The factors of every user who can have some: one call each, which is most of all calls. */
export const factorDevices: ProviderStep<OktaClient> = {
  id: 'fetch-okta-factors',
  name: 'Fetch Okta user factors',
  entities: [FACTOR],
  relationships: [USER_ASSIGNED_FACTOR],
  reads: [FACTORS, AUTHENTICATORS],
  dependsOn: [listedUsers.id],
  ingestionSourceId: FactorsSource,
  async collect({ client, logger, jobState, completeness, stepData }) {
    const listed = await stepData.get(ListedUsers);
    const userIds = [...listed.values()]
      .filter(canHaveFactors)
      .map(({ id }) => id);
    const facts = new Map<string, MfaFacts>();
    await stepData.set(ReadFactors, facts);
    if (userIds.length === 0) return;
    const org = await client.org();
    const rules = await readFactorRules(client, org, completeness, logger);
    const progress = new Progress({
      logger,
      what: 'factors of users',
      total: userIds.length,
      callsPerMinute: () => client.callsPerMinute(Buckets.USER),
    });
    await forEach(userIds, async (userId) => {
      const gathered = await completeness.gatherChild(
        listFactors(client, userId),
        {
          what: `factors of user ${userId}`,
          isGone: () => client.isGone(userPath(userId), Buckets.USER),
        },
      );
      facts.set(userId, mfaFacts(gathered, rules));
      for (const factor of gathered.records) {
        const factorId = factor.id;
        await addEntityOnce(jobState, toEntity(FACTOR, factor));
        await addRelationshipOnce(
          jobState,
          createRelationship(USER_ASSIGNED_FACTOR, userId, factorId, {
            userId,
            factorId,
          }),
        );
      }
      progress.advance();
    });
  },
};
