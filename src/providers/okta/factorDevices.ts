import { RelationshipClass } from '@jupiterone/integration-sdk-core';

import { forEach } from '../../collect/forEach';
import type { ProviderStep } from '../../collect/provider';
import { Probe, sample } from '../../collect/survey';
import { toEntity } from '../../graph/entities';
import { addEntityOnce, addRelationshipOnce } from '../../graph/jobState';
import { createRelationship, related } from '../../graph/relationships';

import {
  AUTHENTICATORS,
  authenticatorsProbe,
  readFactorRules,
} from './authenticators';
import type { OktaClient } from './client';
import { FACTOR, FACTORS, FactorsSource, listFactors } from './factors';
import { Buckets } from './limits';
import { type MfaFacts, mfaFacts } from './secondFactors';
import { userPath, usersProbe } from './userRecords';
import { KnownUsers, listedUsers, ReadFactors, USER } from './users';

const USER_ASSIGNED_FACTOR = related(
  USER,
  RelationshipClass.ASSIGNED,
  FACTOR,
  'okta_user_assigned_factor',
);

/** One user stands for all. */
const factorsProbe = new Probe({
  access: FACTORS,
  look: async (client: OktaClient, survey) => {
    const { first } = (await usersProbe.in(survey)) ?? {};
    if (first !== undefined) await sample(listFactors(client, first));
  },
});

/** The factors of every user who can have some: one call each, which is most of all calls. */
export const factorDevices: ProviderStep<OktaClient> = {
  id: 'fetch-okta-factors',
  name: 'Fetch Okta user factors',
  entities: [FACTOR],
  relationships: [USER_ASSIGNED_FACTOR],
  reads: [FACTORS, AUTHENTICATORS],
  survey: {
    probes: [factorsProbe, authenticatorsProbe],
    calls: async (survey) => {
      const { pipeline } = await survey.client.org();
      const users = await usersProbe.in(survey);
      return {
        [Buckets.USER]: users?.count ?? 0,
        [Buckets.OTHER]: pipeline === 'v1' ? 0 : 1,
      };
    },
  },
  dependsOn: [listedUsers.id],
  ingestionSourceId: FactorsSource,
  async collect({ client, logger, jobState, completeness, stepData }) {
    const users = await stepData.get(KnownUsers);
    // Deactivated users have no factors; keys may be registered for a user before the activation.
    const userIds = [...users]
      .filter(([, { isDeprovisioned }]) => !isDeprovisioned)
      .map(([id]) => id);
    const facts = new Map<string, MfaFacts>();
    const shared = shareEqual<MfaFacts>();
    await stepData.set(ReadFactors, facts);
    if (userIds.length === 0) return;
    const org = await client.org();
    const rules = await readFactorRules(client, org, completeness, logger);
    const reading = {
      completeness,
      what: 'factors of users',
      waitMsFor: client.limitOf(Buckets.USER),
    };
    await forEach(userIds, reading, async (userId) => {
      const gathered = await completeness.gatherChild(
        listFactors(client, userId),
        {
          what: `factors of user ${userId}`,
          isGone: () => client.isGone(userPath(userId), Buckets.USER),
        },
      );
      facts.set(userId, shared(mfaFacts(gathered, rules)));
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
    });
  },
};

/** Of many values that are equal as JSON, the first one: few combinations of factors occur. */
function shareEqual<T>(): (value: T) => T {
  const known = new Map<string, T>();
  return (value) => {
    const name = JSON.stringify(value);
    const first = known.get(name) ?? value;
    known.set(name, first);
    return first;
  };
}
