import { addEntityOnce, addRelationshipOnce } from '../../../graph/jobState';
import { createRuleEntity } from '../converters';
import { handed } from '../known';
import { Entities, GroupTypes, Relationships, Sources, Steps } from '../model';
import {
  createAccountRuleRelationship,
  createRuleGroupRelationship,
} from '../relationships';

import type { Step } from './step';

export const rules: Step = {
  id: Steps.RULES,
  name: 'Fetch Okta group rules',
  entities: [Entities.RULE],
  relationships: [
    Relationships.ACCOUNT_HAS_RULE,
    Relationships.RULE_MANAGES_USER_GROUP,
  ],
  dependsOn: [Steps.GROUPS],
  ingestionSourceId: Sources.RULES,
  async collect({ client, jobState, completeness }) {
    const org = await client.org();
    const groups = await handed(jobState, 'groups');
    const list = completeness.trackFeature(client.groupRules(), 'group rules');
    for await (const rule of list) {
      await addEntityOnce(jobState, createRuleEntity(org, rule));
      await addRelationshipOnce(
        jobState,
        createAccountRuleRelationship(org, rule.id),
      );
      const targets = rule.actions?.assignUserToGroups?.groupIds ?? [];
      for (const groupId of targets) {
        if (groups.get(groupId)?.type !== GroupTypes.USER_GROUP) continue;
        await addRelationshipOnce(
          jobState,
          createRuleGroupRelationship(rule.id, groupId),
        );
      }
    }
  },
};
