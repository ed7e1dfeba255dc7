import { RelationshipClass } from '@jupiterone/integration-sdk-core';

import type { ProviderStep } from '../../collect/provider';
import { toEntity } from '../../graph/entities';
import { addEntityOnce, addRelationshipOnce } from '../../graph/jobState';
import { createRelationship, related } from '../../graph/relationships';

import type { OktaClient } from './client';
import { FACTOR, FactorsSource } from './factors';
import { ReadFactors, USER, users } from './users';

const USER_ASSIGNED_FACTOR = related(
  USER,
  RelationshipClass.ASSIGNED,
  FACTOR,
  'okta_user_assigned_factor',
);

/** Writes the factors that were read for the users, and fails where some could not be. */
export const factorDevices: ProviderStep<OktaClient> = {
  id: 'fetch-okta-factors',
  name: 'Write Okta user factors',
  entities: [FACTOR],
  relationships: [USER_ASSIGNED_FACTOR],
  dependsOn: [users.id],
  ingestionSourceId: FactorsSource,
  async collect({ jobState, stepData }) {
    const { factors, completeness } = await stepData.get(ReadFactors);
    for (const [userId, ofUser] of factors) {
      for (const factor of ofUser) {
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
    }
    completeness.finish();
  },
};
