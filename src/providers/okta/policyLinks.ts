import {
  RelationshipClass,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import type { CollectContext, ProviderStep } from '../../collect/provider';
import type { EntityType } from '../../graph/entities';
import { related } from '../../graph/relationships';
import { identifier } from '../../wire/fields';

import { APPLICATION, applications, KnownApplications } from './applications';
import type { OktaClient } from './client';
import { APP_USER_GROUP, groups, KnownGroups, USER_GROUP } from './groups';
import { POLICY, policies } from './policies';
import { PoliciesSource, type PolicyRule, ReadPolicies } from './policyReading';
import { arePeopleTold, peopleOf, POLICY_RULE } from './policyRules';
import { accessOf } from './policyWords';
import { KnownUsers, listedUsers, USER } from './users';

type Context = CollectContext<OktaClient>;

const POLICY_PROTECTS_APPLICATION = related(
  POLICY,
  RelationshipClass.PROTECTS,
  APPLICATION,
);

/** Which access policy an application has is told by the application itself. */
export const policyApplications: ProviderStep<OktaClient> = {
  id: 'fetch-okta-policy-applications',
  name: 'Relate Okta policies to applications',
  entities: [],
  relationships: [POLICY_PROTECTS_APPLICATION],
  dependsOn: [policies.id, applications.id],
  ingestionSourceId: PoliciesSource,
  async collect({ stepData, edges }) {
    const { access } = await stepData.get(ReadPolicies);
    const known = await stepData.get(KnownApplications);
    for (const [appId, { accessPolicyId }] of known) {
      if (accessPolicyId === undefined) continue;
      await edges.add(
        POLICY_PROTECTS_APPLICATION,
        accessPolicyId,
        appId,
        {},
        access.has(accessPolicyId),
      );
    }
  },
};

type Effect = 'ALLOW' | 'DENY';

/** How a rule of an access policy relates to people of one kind. */
function ruleFor(
  type: Pick<EntityType, '_type'>,
): Readonly<Record<Effect, StepRelationshipMetadata>> {
  return {
    ALLOW: related(POLICY_RULE, RelationshipClass.ALLOWS, type),
    DENY: related(POLICY_RULE, RelationshipClass.DENIES, type),
  };
}

const RULE_FOR_USER = ruleFor(USER);
const RULE_FOR_GROUP = {
  own: ruleFor(USER_GROUP),
  app: ruleFor(APP_USER_GROUP),
};
const GROUP_ASSIGNED_POLICY = {
  own: related(USER_GROUP, RelationshipClass.ASSIGNED, POLICY),
  app: related(APP_USER_GROUP, RelationshipClass.ASSIGNED, POLICY),
};

const UNREADABLE_RULE =
  'its conditions or actions are not what the API describes, so that nobody knows whom it lets in';

/** Rules of access policies name people. What other policies' rules do to people is not access. */
async function* rulesForPeople({
  completeness,
  stepData,
}: Context): AsyncGenerator<{ rule: PolicyRule; effect: Effect }> {
  const reading = await stepData.get(ReadPolicies);
  for (const { policy, rules } of reading.policies) {
    if (policy.type !== 'ACCESS_POLICY') continue;
    for (const rule of rules) {
      const effect = accessOf(rule.actions);
      const isKnown = effect === 'ALLOW' || effect === 'DENY';
      if (!isKnown || !arePeopleTold(rule)) {
        completeness.doubt(`people of policy rule ${rule.id}`, UNREADABLE_RULE);
      }
      if (isKnown) yield { rule, effect };
    }
  }
}

/** Rules go on naming users who are deleted: that proves nothing about the list of users. */
export const policyUsers: ProviderStep<OktaClient> = {
  id: 'fetch-okta-policy-users',
  name: 'Relate Okta policy rules to users',
  entities: [],
  relationships: [RULE_FOR_USER.ALLOW, RULE_FOR_USER.DENY],
  dependsOn: [policies.id, listedUsers.id],
  ingestionSourceId: PoliciesSource,
  async collect(context) {
    const { client, stepData, edges, completeness } = context;
    const users = await stepData.get(KnownUsers);
    for await (const { rule, effect } of rulesForPeople(context)) {
      const userIds = completeness.elements(
        client.elements(identifier, peopleOf(rule)?.users?.include),
        `users of policy rule ${rule.id}`,
      );
      for (const userId of userIds) {
        if (!users.has(userId)) edges.skip();
        else await edges.add(RULE_FOR_USER[effect], rule.id, userId, {}, true);
      }
    }
  },
};

/** Likewise, rules and policies go on naming groups that are deleted. */
export const policyGroups: ProviderStep<OktaClient> = {
  id: 'fetch-okta-policy-groups',
  name: 'Relate Okta policies and their rules to groups',
  entities: [],
  relationships: [
    GROUP_ASSIGNED_POLICY.own,
    GROUP_ASSIGNED_POLICY.app,
    RULE_FOR_GROUP.own.ALLOW,
    RULE_FOR_GROUP.own.DENY,
    RULE_FOR_GROUP.app.ALLOW,
    RULE_FOR_GROUP.app.DENY,
  ],
  dependsOn: [policies.id, groups.id],
  ingestionSourceId: PoliciesSource,
  async collect(context) {
    const { client, stepData, edges, completeness } = context;
    const known = await stepData.get(KnownGroups);
    for await (const { rule, effect } of rulesForPeople(context)) {
      const groupIds = completeness.elements(
        client.elements(identifier, peopleOf(rule)?.groups?.include),
        `groups of policy rule ${rule.id}`,
      );
      for (const groupId of groupIds) {
        const group = known.get(groupId);
        if (!group) edges.skip();
        else {
          const metadata = RULE_FOR_GROUP[group.kind][effect];
          await edges.add(metadata, rule.id, groupId, {}, true);
        }
      }
    }
    const reading = await stepData.get(ReadPolicies);
    for (const { policy } of reading.policies) {
      const groupIds = completeness.elements(
        client.elements(identifier, policy.conditions?.people?.groups?.include),
        `groups of policy ${policy.id}`,
      );
      for (const groupId of groupIds) {
        const group = known.get(groupId);
        if (!group) edges.skip();
        else {
          const metadata = GROUP_ASSIGNED_POLICY[group.kind];
          await edges.add(metadata, groupId, policy.id, {}, true);
        }
      }
    }
  },
};
