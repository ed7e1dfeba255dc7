import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import type { ProviderStep } from '../../collect/provider';
import { listProbe, listSurvey } from '../../collect/survey';
import { entityModel, toEntity } from '../../graph/entities';
import { addEntityOnce, addRelationshipOnce } from '../../graph/jobState';
import { pick, text, texts } from '../../graph/properties';
import { createRelationship, related } from '../../graph/relationships';
import {
  elements,
  flag,
  identifier,
  keyIdentifier,
  objectField,
  text as textField,
  textList,
} from '../../wire/fields';

import { READ_ONLY, oktaAccess } from './access';
import { ACCOUNT } from './account';
import { type OktaClient, type Org, pages } from './client';
import {
  accountKey,
  adminLink,
  createdAndUpdated,
  isActive,
  statusOf,
} from './fields';
import { groups, KnownGroups, USER_GROUP } from './groups';
import { Buckets } from './limits';

export const RulesSource = 'okta-rules';

/** `GET /api/v1/groups/rules`. */
export const GroupRule = z.object({
  id: keyIdentifier,
  name: textField,
  type: textField,
  status: textField,
  created: textField,
  lastUpdated: textField,
  conditions: objectField({
    expression: objectField({ type: textField, value: textField }),
    people: objectField({
      users: objectField({ exclude: textList }),
      groups: objectField({ exclude: textList }),
    }),
  }),
  actions: objectField({
    assignUserToGroups: objectField({ groupIds: elements }),
  }),
  allGroupsValid: flag,
});
export type GroupRule = z.infer<typeof GroupRule>;

const ACCESS = oktaAccess({
  what: 'group rules',
  oauthScopes: ['okta.groups.read'],
  roles: [READ_ONLY],
  endpoints: ['GET /api/v1/groups/rules'],
});

/** The rules that put users into groups; a feature that not every org has. */
const listGroupRules = (client: OktaClient) =>
  client.list({
    path: '/api/v1/groups/rules',
    bucket: Buckets.GROUPS,
    permission: ACCESS.needs,
    paging: pages(200),
    record: GroupRule,
    essential: ['actions.assignUserToGroups.groupIds'],
  });

interface Source {
  org: Org;
  rule: GroupRule;
}

export const RULE = entityModel<Source>({
  resourceName: 'Okta Rule',
  _type: 'okta_rule',
  _class: ['Configuration'],
  key: ({ rule }) => rule.id,
  properties: {
    id: ["Okta's id of the rule", ({ rule }) => rule.id],
    name: ['Name of the rule', ({ rule }) => text(rule.name) ?? rule.id],
    type: ['Type of the rule', ({ rule }) => text(rule.type)],
    ruleType: ['Type of the rule', ({ rule }) => text(rule.type)],
    status: ['Status in lower case', ({ rule }) => statusOf(rule.status)],
    active: [
      'Whether the status is ACTIVE',
      ({ rule }) => isActive(rule.status),
    ],
    expression: [
      'The condition',
      ({ rule }) => text(rule.conditions?.expression?.value),
    ],
    expressionType: [
      'Language of the condition',
      ({ rule }) => text(rule.conditions?.expression?.type),
    ],
    excludedUserIds: [
      'Users to whom the rule does not apply',
      ({ rule }) => texts(rule.conditions?.people?.users?.exclude ?? []),
    ],
    excludedGroupIds: [
      'Groups to whose members it does not apply',
      ({ rule }) => texts(rule.conditions?.people?.groups?.exclude ?? []),
    ],
    groupIds: [
      'The groups that it adds users to',
      ({ rule }) => texts(groupIdsOf(rule) ?? []),
    ],
    allGroupsValid: [
      'Whether all these groups exist',
      ({ rule }) => rule.allGroupsValid,
    ],
    ...createdAndUpdated('the rule', ({ rule }: Source) => rule),
    webLink: [
      'The rules in the admin console',
      ({ org }) => adminLink(org, '/admin/groups#rules'),
    ],
  },
  raw: ({ rule }) =>
    pick(rule, ['id', 'name', 'type', 'status', 'created', 'lastUpdated']),
});

function groupIdsOf({ actions }: GroupRule): unknown[] | undefined {
  return actions?.assignUserToGroups?.groupIds;
}

const ACCOUNT_HAS_RULE = related(ACCOUNT, RelationshipClass.HAS, RULE);
const RULE_MANAGES_GROUP = related(RULE, RelationshipClass.MANAGES, USER_GROUP);

const NO_GROUPS =
  'the rule names no list of groups, and every rule has one, be it empty';

export const rules: ProviderStep<OktaClient> = {
  id: 'fetch-okta-rules',
  name: 'Fetch Okta group rules',
  entities: [RULE],
  relationships: [ACCOUNT_HAS_RULE, RULE_MANAGES_GROUP],
  reads: [ACCESS],
  survey: listSurvey(listProbe(ACCESS, listGroupRules), Buckets.GROUPS, 200),
  dependsOn: [groups.id],
  ingestionSourceId: RulesSource,
  async collect({ client, jobState, completeness, stepData, edges }) {
    const org = await client.org();
    const known = await stepData.get(KnownGroups);
    const list = completeness.trackFeature(
      listGroupRules(client),
      'group rules',
    );
    for await (const rule of list) {
      await addEntityOnce(jobState, toEntity(RULE, { org, rule }));
      await addRelationshipOnce(
        jobState,
        createRelationship(ACCOUNT_HAS_RULE, accountKey(org), rule.id),
      );
      const what = `groups of rule ${rule.id}`;
      const groupIds = groupIdsOf(rule);
      if (!groupIds) completeness.doubt(what, NO_GROUPS);
      const targets = completeness.elements(
        client.elements(identifier, groupIds),
        what,
      );
      for (const groupId of targets) {
        if (known.get(groupId)?.kind !== 'own') edges.skip();
        else await edges.add(RULE_MANAGES_GROUP, rule.id, groupId, {}, true);
      }
    }
  },
};
