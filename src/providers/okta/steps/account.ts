import { createAccountEntity, createServiceEntities } from '../converters';
import { Entities, Relationships, Steps } from '../model';
import { createAccountServiceRelationship } from '../relationships';

import type { Step } from './step';

export const account: Step = {
  id: Steps.ACCOUNT,
  name: 'Fetch Okta account and services',
  entities: [Entities.ACCOUNT, Entities.SERVICE],
  relationships: [Relationships.ACCOUNT_HAS_SERVICE],
  async collect({ client, jobState, completeness }) {
    const [org, setting, support] = await Promise.all([
      client.org(),
      completeness.attempt(() => client.orgSetting(), 'org settings'),
      completeness.attempt(() => client.oktaSupport(), 'Okta support access'),
    ]);
    await jobState.addEntity(createAccountEntity(org, setting, support));
    for (const service of createServiceEntities(org)) {
      await jobState.addEntity(service);
      await jobState.addRelationship(
        createAccountServiceRelationship(org, service),
      );
    }
  },
};
