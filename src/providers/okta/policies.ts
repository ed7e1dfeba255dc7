import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import type { ProviderStep } from '../../collect/provider';
import { entityModel, toEntity } from '../../graph/entities';
import { addEntityOnce, addRelationshipOnce } from '../../graph/jobState';
import { pick, text, texts } from '../../graph/properties';
import { createRelationship, related } from '../../graph/relationships';

import { ACCOUNT } from './account';
import type { Assurance } from './assuranceWords';
import type { OktaClient } from './client';
import { accountKey, createdAndUpdated, isActive, statusOf } from './fields';
import {
  listedPolicies,
  type OktaPolicy,
  PoliciesSource,
  ReadPolicies,
} from './policyReading';
import { POLICY_RULE } from './policyRules';

interface Source {
  policy: OktaPolicy;
  /** What an access policy demands; nothing is known where its rules are not all read. */
  words?: Assurance;
}

export const POLICY = entityModel<Source>({
  resourceName: 'Okta Policy',
  _type: 'okta_policy',
  _class: ['AccessPolicy'],
  key: ({ policy }) => policy.id,
  properties: {
    id: ["Okta's id of the policy", ({ policy }) => policy.id],
    name: [
      'Name of the policy',
      ({ policy }) => text(policy.name) ?? policy.id,
    ],
    description: ['Description', ({ policy }) => text(policy.description)],
    type: [
      '`ACCESS_POLICY` (of applications), `OKTA_SIGN_ON` (of sessions), `MFA_ENROLL` or `PASSWORD`',
      ({ policy }) => text(policy.type),
    ],
    status: ['Status in lower case', ({ policy }) => statusOf(policy.status)],
    active: [
      'Whether the status is ACTIVE',
      ({ policy }) => isActive(policy.status),
    ],
    system: ['Whether Okta made it', ({ policy }) => policy.system],
    priority: [
      'Place in the order of evaluation; applications choose their access policy, so there it means nothing',
      ({ policy }) => policy.priority,
    ],
    resourceType: [
      'What an access policy is for: `APP`, or `END_USER_ACCOUNT_MANAGEMENT` for enrolling and recovery',
      ({ policy }) => text(policy._embedded?.resourceType),
    ],
    mfaRequired: [
      'Whether every rule of an access policy that allows demands two factors',
      ({ words }) => words?.mfaRequired,
    ],
    phishingResistantRequired: [
      'Whether every such rule demands a factor that resists phishing',
      ({ words }) => words?.phishingResistantRequired,
    ],
    reauthenticateIn: [
      'The longest time after which such rules ask again (ISO 8601)',
      ({ words }) => words?.reauthenticateIn,
    ],
    groupIds: [
      'The groups to whose members the policy applies',
      ({ policy }) => texts(policy.conditions?.people?.groups?.include),
    ],
    authProvider: [
      'Whose passwords a password policy is about',
      ({ policy }) => text(policy.conditions?.authProvider?.provider),
    ],
    requiredAuthenticators: [
      'What an enrollment policy makes users enroll',
      ({ policy }) => enrolled(policy, 'REQUIRED'),
    ],
    optionalAuthenticators: [
      'What it lets them enroll',
      ({ policy }) => enrolled(policy, 'OPTIONAL'),
    ],
    passwordMinLength: [
      'Fewest characters of a password',
      ({ policy }) => policy.settings?.password?.complexity?.minLength,
    ],
    passwordMaxAgeDays: [
      'Days after which a password has to be changed; 0 is never',
      ({ policy }) => policy.settings?.password?.age?.maxAgeDays,
    ],
    passwordHistoryCount: [
      'Number of earlier passwords that may not be used again',
      ({ policy }) => policy.settings?.password?.age?.historyCount,
    ],
    lockoutMaxAttempts: [
      'Wrong passwords before the user is locked out; 0 is never',
      ({ policy }) => policy.settings?.password?.lockout?.maxAttempts,
    ],
    ...createdAndUpdated('the policy', ({ policy }: Source) => policy),
  },
  raw: ({ policy }) =>
    pick(policy, [
      'id',
      'type',
      'name',
      'status',
      'system',
      'priority',
      'created',
      'lastUpdated',
    ]),
});

const Enrollable = z.looseObject({
  enroll: z.looseObject({ self: z.string() }),
});

/** A list on Identity Engine, a map on Classic Engine and in orgs that came from it. */
function enrolled({ settings }: OktaPolicy, how: string): string[] | undefined {
  const factors = Object.entries(settings?.factors ?? {}).map(
    ([key, factor]) => ({
      key,
      enroll: Enrollable.safeParse(factor).data?.enroll,
    }),
  );
  return texts(
    [...(settings?.authenticators ?? []), ...factors]
      .filter(({ enroll }) => enroll?.self === how)
      .map(({ key }) => key),
  );
}

const ACCOUNT_HAS_POLICY = related(ACCOUNT, RelationshipClass.HAS, POLICY);
const POLICY_HAS_RULE = related(POLICY, RelationshipClass.HAS, POLICY_RULE);

/** Writes the policies and rules that were read, and fails where some could not be. */
export const policies: ProviderStep<OktaClient> = {
  id: 'fetch-okta-policies',
  name: 'Write Okta policies and their rules',
  entities: [POLICY, POLICY_RULE],
  relationships: [ACCOUNT_HAS_POLICY, POLICY_HAS_RULE],
  dependsOn: [listedPolicies.id],
  ingestionSourceId: PoliciesSource,
  async collect({ client, jobState, stepData }) {
    const org = await client.org();
    const reading = await stepData.get(ReadPolicies);
    const { everyone, access } = reading;
    for (const { policy, rules } of reading.policies) {
      const words = access.get(policy.id);
      await addEntityOnce(jobState, toEntity(POLICY, { policy, words }));
      await addRelationshipOnce(
        jobState,
        createRelationship(ACCOUNT_HAS_POLICY, accountKey(org), policy.id),
      );
      for (const rule of rules) {
        const source = { rule, policy, everyone };
        await addEntityOnce(jobState, toEntity(POLICY_RULE, source));
        await addRelationshipOnce(
          jobState,
          createRelationship(POLICY_HAS_RULE, policy.id, rule.id),
        );
      }
    }
    reading.completeness.finish();
  },
};
