import {
  type IntegrationLogger,
  IntegrationWarnEventName,
} from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import { Completeness } from '../../collect/completeness';
import { forEach } from '../../collect/forEach';
import type { ProviderStep } from '../../collect/provider';
import { stepDataKey } from '../../collect/stepData';
import { Probe, sample } from '../../collect/survey';
import { type Records, unlessRefused } from '../../http/records';
import {
  count,
  elements,
  flag,
  freeForm,
  keyIdentifier,
  list,
  objectField,
  text,
} from '../../wire/fields';

import { READ_ONLY, oktaAccess } from './access';
import type { Assurance } from './assuranceWords';
import { type OktaClient, type Org, pages } from './client';
import { Buckets } from './limits';
import {
  accessWords,
  everyoneOf,
  inOrder,
  wordsOfSessions,
} from './policyWords';
import type { SessionWords } from './signOnWords';

export const PoliciesSource = 'okta-policies';

/** `GET /api/v1/policies?type=…`. */
export const OktaPolicy = z.object({
  id: keyIdentifier,
  type: z.string(),
  name: text,
  description: text,
  status: text,
  system: flag,
  priority: count,
  created: text,
  lastUpdated: text,
  conditions: objectField({
    people: objectField({
      groups: objectField({ include: elements }),
    }),
    authProvider: objectField({ provider: text }),
  }),
  settings: objectField({
    authenticators: list(
      z.object({ key: z.string(), enroll: objectField({ self: text }) }),
    ),
    factors: freeForm,
    password: objectField({
      complexity: objectField({ minLength: count }),
      age: objectField({ maxAgeDays: count, historyCount: count }),
      lockout: objectField({ maxAttempts: count }),
    }),
  }),
  _embedded: objectField({ resourceType: text }),
});
export type OktaPolicy = z.infer<typeof OktaPolicy>;

/** `GET /api/v1/policies/{policyId}/rules`. What the conditions and actions mean is told elsewhere. */
export const PolicyRule = z.object({
  id: keyIdentifier,
  type: text,
  name: text,
  status: text,
  system: flag,
  priority: count,
  created: text,
  lastUpdated: text,
  conditions: z.unknown().optional(),
  actions: z.unknown().optional(),
});
export type PolicyRule = z.infer<typeof PolicyRule>;

const POLICIES_PATH = '/api/v1/policies';

const ACCESS = oktaAccess({
  what: 'policies and their rules',
  covered: 'policies',
  oauthScopes: ['okta.policies.read'],
  roles: [READ_ONLY],
  endpoints: [
    `GET ${POLICIES_PATH}`,
    `GET ${POLICIES_PATH}/{policyId}`,
    `GET ${POLICIES_PATH}/{policyId}/rules`,
  ],
});

const listPolicies = (client: OktaClient, type: string) =>
  client.list({
    path: POLICIES_PATH,
    query: { type },
    bucket: Buckets.OTHER,
    permission: ACCESS.needs,
    paging: pages(200),
    record: OktaPolicy,
    essential: ['status', 'conditions.people.groups.include'],
  });

function policyPath(policyId: string): string {
  return `${POLICIES_PATH}/${encodeURIComponent(policyId)}`;
}

const listRules = (client: OktaClient, policyId: string) =>
  client.list({
    path: `${policyPath(policyId)}/rules`,
    bucket: Buckets.OTHER,
    permission: ACCESS.needs,
    paging: pages(200),
    record: PolicyRule,
    essential: ['status'],
  });

/** A policy with its rules in the order in which Okta evaluates them. */
export interface ReadPolicy {
  policy: OktaPolicy;
  rules: readonly PolicyRule[];
  /** Whether all of its rules were read. */
  areRulesWhole: boolean;
}

/** All that was read of policies, and what could not be read. */
export interface PolicyReading {
  policies: readonly ReadPolicy[];
  /** The group of everybody; undefined where no default policy names it. */
  everyone?: string;
  /** What the access policies demand, by id. */
  access: ReadonlyMap<string, Assurance>;
  session: SessionWords;
  completeness: Completeness;
}

/** The types of policies that are read. Classic Engine does not have the second. */
const TYPES = [
  'OKTA_SIGN_ON',
  'ACCESS_POLICY',
  'MFA_ENROLL',
  'PASSWORD',
] as const;

const policiesProbe = new Probe({
  access: ACCESS,
  look: async (client: OktaClient) => {
    const { pipeline } = await client.org();
    const types = TYPES.filter(
      (type) => pipeline !== 'v1' || type !== 'ACCESS_POLICY',
    );
    let count = 0;
    for (const type of types) {
      count += (await sample(listPolicies(client, type))).count;
    }
    return { count, lists: types.length };
  },
  counted: (found) => found,
});

const LIST_POLICIES = 'list-okta-policies';

export const ReadPolicies = stepDataKey<PolicyReading>({
  from: LIST_POLICIES,
  name: 'reading',
});

/**
 * Reads the policies and their rules: what they demand is told at applications and at the account,
 * which are written later. What goes wrong is kept for the step that writes the policies: without
 * them applications and account are complete, only what is derived from policies stays unknown.
 */
export const listedPolicies: ProviderStep<OktaClient> = {
  id: LIST_POLICIES,
  name: 'List Okta policies',
  entities: [],
  relationships: [],
  reads: [ACCESS],
  survey: {
    probes: [policiesProbe],
    calls: async (survey) => {
      const { count = 0, lists = 0 } = (await policiesProbe.in(survey)) ?? {};
      return { [Buckets.OTHER]: lists + count };
    },
  },
  async collect({ client, stepData, isEnabled, logger }) {
    const reader = new PolicyReader(client, logger);
    if (isEnabled(PoliciesSource)) await reader.read();
    await stepData.set(ReadPolicies, reader.reading());
  },
};

class PolicyReader {
  private readonly completeness: Completeness;
  private readonly policies = new Map<string, ReadPolicy>();
  private areSessionsWhole = false;

  constructor(
    private readonly client: OktaClient,
    private readonly logger: IntegrationLogger,
  ) {
    this.completeness = new Completeness(logger, () => client.verify());
  }

  async read(): Promise<void> {
    const org = await this.client.org();
    this.areSessionsWhole = await this.readType('OKTA_SIGN_ON');
    await this.readAccessPolicies(org);
    await this.readType('MFA_ENROLL');
    await this.readType('PASSWORD');
    const reading = {
      completeness: this.completeness,
      what: 'rules of policies',
      waitMsFor: this.client.limitOf(Buckets.OTHER),
    };
    await forEach(this.policies.values(), reading, async ({ policy }) => {
      const { id } = policy;
      const { records, isWhole } = await this.completeness.gatherChild(
        listRules(this.client, id),
        {
          what: `rules of policy ${id}`,
          isGone: () => this.client.isGone(policyPath(id), Buckets.OTHER),
        },
      );
      const rules = new Map(records.map((rule) => [rule.id, rule]));
      this.policies.set(id, {
        policy,
        rules: inOrder([...rules.values()]),
        areRulesWhole: isWhole,
      });
    });
  }

  reading(): PolicyReading {
    const policies = [...this.policies.values()];
    const everyone = everyoneOf(policies);
    const ofType = (wanted: string) =>
      policies.filter(({ policy }) => policy.type === wanted);
    return {
      policies,
      everyone,
      access: new Map(
        ofType('ACCESS_POLICY').map((each) => [
          each.policy.id,
          accessWords(each, everyone),
        ]),
      ),
      session: this.areSessionsWhole
        ? wordsOfSessions(ofType('OKTA_SIGN_ON'), everyone)
        : {},
      completeness: this.completeness,
    };
  }

  /** Classic Engine has no access policies: that is told, and nothing is missing. */
  private async readAccessPolicies({ pipeline }: Org): Promise<void> {
    if (pipeline === 'v1') {
      this.warnOfClassic();
      return;
    }
    await this.readType('ACCESS_POLICY', (records) =>
      pipeline === undefined ? this.unlessClassic(records) : records,
    );
  }

  /** Where the engine is not known, the refusal of the type tells it. */
  private async *unlessClassic(
    records: Records<OktaPolicy>,
  ): Records<OktaPolicy> {
    const refusal = yield* unlessRefused(
      records,
      ({ status }) => status === 400,
    );
    if (refusal) this.warnOfClassic();
  }

  private warnOfClassic(): void {
    const description =
      'There are no access policies to read: the org is on Classic Engine, which does not show what sign-on to its applications demands';
    this.logger.info(description);
    this.logger.publishWarnEvent({
      name: IntegrationWarnEventName.MissingPermission,
      description,
    });
  }

  /** @returns whether all policies of the type were read */
  private async readType(
    type: string,
    read = (records: Records<OktaPolicy>) => records,
  ): Promise<boolean> {
    const { records, isWhole } = await this.completeness.gatherChild(
      read(listPolicies(this.client, type)),
      { what: `policies, ${type}`, isGone: () => Promise.resolve(false) },
    );
    for (const policy of records) {
      this.policies.set(policy.id, { policy, rules: [], areRulesWhole: false });
    }
    return isWhole;
  }
}
