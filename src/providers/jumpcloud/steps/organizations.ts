import { addEntityOnce } from '../../../graph/jobState';
import { createAccountEntity } from '../converters';
import { Entities, Steps } from '../model';

import type { JumpCloudStep } from './context';

export const organizations: JumpCloudStep = {
  id: Steps.ORGANIZATIONS,
  name: 'Fetch JumpCloud organizations',
  entities: [Entities.ACCOUNT],
  relationships: [],
  async collect({ client, jobState, completeness }) {
    const listed = completeness.track(client.organizations(), 'organizations');
    for await (const organization of listed) {
      const detail = await completeness.attemptChild(
        () => client.organization(organization.id),
        `the settings of organization ${organization.id}`,
      );
      await addEntityOnce(
        jobState,
        createAccountEntity(organization, detail, client.consoleUrl),
      );
    }
  },
};
