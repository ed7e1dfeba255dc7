import {
  type Entity,
  RelationshipClass,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import type { CollectContext, ProviderStep } from '../../collect/provider';
import { Probe } from '../../collect/survey';
import {
  type EntityModel,
  entityModel,
  type Property,
  toEntity,
} from '../../graph/entities';
import { addEntitiesOnce } from '../../graph/jobState';
import { link, text } from '../../graph/properties';
import { createRelationship, related } from '../../graph/relationships';

import type { SysdigClient } from './client';
import type { AccountKeyKind } from './config';
import { timeOf } from './fields';
import type { Owner } from './owner';
import { OWNER, Reads } from './permissions';
import { readSignOn, type SignOn, signOnCalls, signOnProbe } from './signOn';

/** An account, as far as the owner of the token tells of it. */
export interface Account {
  baseUrl: URL;
  keyKind: AccountKeyKind;
  /** Undefined where the token may not read it. */
  owner?: Owner;
  /** Likewise. */
  signOn?: SignOn;
}

/**
 * The key of the account: of the customer's id or, where the configuration keeps the older key, of
 * the id of the token's owner; of the host where the token may not read these.
 */
export function accountKey({ baseUrl, keyKind, owner }: Account): string {
  const id = keyKind === 'legacy' ? owner?.id : owner?.customer?.id;
  return `sysdig_account:${id ?? baseUrl.host}`;
}

const customerOf = ({ owner }: Account) => owner?.customer;
const planOf = ({ owner }: Account) => owner?.customerSettings?.plan;

export const ACCOUNT = entityModel<Account>({
  resourceName: 'Account',
  _type: 'sysdig_account',
  _class: ['Account'],
  key: accountKey,
  properties: {
    name: [
      'Name of the customer, else the host',
      (account) => text(customerOf(account)?.name) ?? account.baseUrl.hostname,
    ],
    vendor: ['Always `Sysdig`', () => 'Sysdig'],
    accountId: ["Sysdig's id of the customer", (of) => customerOf(of)?.id],
    externalId: [
      "Sysdig's public id of the customer",
      (of) => text(customerOf(of)?.externalId),
    ],
    domain: ['Host of the account', ({ baseUrl }) => baseUrl.hostname],
    webLink: ["Address of Sysdig's pages", ({ baseUrl }) => link(baseUrl.href)],
    createdOn: [
      'When the customer was created',
      (of) => timeOf(customerOf(of)?.dateCreated),
    ],
    ssoEnabled: [
      'Whether single sign-on is on, for one product at least; undefined where the token may not read its settings',
      ({ signOn }) => signOn?.ssoEnabled,
    ],
    ssoProducts: [
      'The products where it is on: `monitor`, `secure`',
      ({ signOn }) => signOn?.ssoProducts,
    ],
    passwordLoginAllowed: [
      'Whether users may log in with a password, to one product of the plan at least; undefined likewise',
      ({ signOn }) => signOn?.passwordLoginAllowed,
    ],
    maxAgents: ofPlan('Agents in the plan', 'maxAgents'),
    onDemandAgents: ofPlan('Agents on demand in the plan', 'onDemandAgents'),
    allocatedAgents: ofPlan('Agents in use', 'allocatedAgentsCount'),
    maxTeams: ['Most teams in the plan, where it limits them', limitOfTeams],
    unlimitedTeams: [
      'Whether the plan sets no limit to the number of teams',
      (of) => isTrue(planOf(of)?.maxTeams, (most) => most === -1),
    ],
    subscriptionState: ofPlan(
      'State of the subscription, such as `trialing`',
      'subscriptionState',
    ),
    pricingPlan: ofPlan('Name of the plan', 'pricingPlan'),
    trialPlanName: ofPlan('Name of the plan on trial', 'trialPlanName'),
    trialEndsOn: [
      'When the trial ends',
      (of) => timeOf(planOf(of)?.trialEndDate),
    ],
    costAdvisorEnabled: ofPlan(
      'Whether Cost Advisor is in the plan',
      'costAdvisorEnabled',
    ),
    secureEnabled: ofPlan(
      'Whether Sysdig Secure is in the plan',
      'secureEnabled',
    ),
    monitorEnabled: ofPlan(
      'Whether Sysdig Monitor is in the plan',
      'monitorEnabled',
    ),
    partner: ofPlan('Partner who sold the plan', 'partner'),
    indirectCustomer: ofPlan(
      'Whether the plan was bought from a partner',
      'indirectCustomer',
    ),
  },
});

function ofPlan(
  what: string,
  field: keyof NonNullable<ReturnType<typeof planOf>>,
): Property<Account> {
  return [
    what,
    (account) => {
      const value = planOf(account)?.[field];
      return typeof value === 'string' ? text(value) : value;
    },
  ];
}

function limitOfTeams(account: Account): number | undefined {
  const most = planOf(account)?.maxTeams;
  return isTrue(most, (teams) => teams >= 0) ? most : undefined;
}

function isTrue<T>(
  value: T | undefined,
  question: (value: T) => boolean,
): boolean | undefined {
  return value === undefined ? undefined : question(value);
}

/** From the account to an object of it. */
export function accountHas(
  entity: Pick<EntityModel<never>, '_type'>,
): StepRelationshipMetadata {
  return related(ACCOUNT, RelationshipClass.HAS, entity);
}

/** The account of the token; undefined where it could not be read, which makes the step fail. */
async function readAccount({
  client,
  completeness,
}: CollectContext<SysdigClient>): Promise<Account | undefined> {
  const { baseUrl, accountKey: keyKind } = client.settings;
  return completeness.attempt(
    async () => ({ baseUrl, keyKind, owner: await client.owner() }),
    'the account',
  );
}

/** For `listStep`: the account as the parent of a list. */
export const inAccount = {
  parent: readAccount,
  parentKey: (account: Account | undefined) => account && accountKey(account),
};

/** Adds entities and what makes them the account's; gives those that were not there already. */
export type AddToAccount = (entities: readonly Entity[]) => Promise<Entity[]>;

/** As `inAccount`, for steps that are more than a list. */
export async function accountAdder(
  context: CollectContext<SysdigClient>,
  relationship: StepRelationshipMetadata,
): Promise<AddToAccount> {
  const { jobState } = context;
  const key = inAccount.parentKey(await readAccount(context));
  return async (entities) => {
    const added = await addEntitiesOnce(jobState, entities);
    if (key !== undefined) {
      await jobState.addRelationships(
        added.map(({ _key }) => createRelationship(relationship, key, _key)),
      );
    }
    return added;
  };
}

const ownerProbe = new Probe({
  access: OWNER,
  look: (client: SysdigClient) => client.owner(),
});

export const account: ProviderStep<SysdigClient> = {
  id: 'fetch-sysdig-account',
  name: 'Fetch Sysdig account',
  entities: [ACCOUNT],
  relationships: [],
  reads: [OWNER, Reads.SSO],
  survey: {
    probes: [ownerProbe, signOnProbe],
    calls: async (survey) => ({
      'current user': 1,
      ...signOnCalls(await ownerProbe.in(survey)),
    }),
  },
  async collect(context) {
    const found = await readAccount(context);
    if (!found) return;
    const signOn = await readSignOn(context, found.owner);
    const entity = toEntity(ACCOUNT, { ...found, signOn });
    await context.jobState.addEntity(entity);
  },
};
