import { z } from 'zod';

import {
  count,
  flag,
  identifier,
  number,
  objectField,
  text,
} from '../../wire/fields';

import { millisecondTime } from './fields';

const Plan = objectField({
  maxAgents: count,
  onDemandAgents: count,
  allocatedAgentsCount: count,
  /** -1 is unlimited. */
  maxTeams: number,
  subscriptionState: text,
  pricingPlan: text,
  trialPlanName: text,
  trialEndDate: millisecondTime,
  costAdvisorEnabled: flag,
  secureEnabled: flag,
  monitorEnabled: flag,
  partner: text,
  indirectCustomer: flag,
});

const Customer = z.object({
  id: identifier,
  name: text,
  externalId: text,
  dateCreated: millisecondTime,
});

/**
 * `GET /api/users/me`: the owner of the token and the account. As the body holds access keys, all
 * that is not named here is dropped at once.
 */
export const CurrentUser = z.object({
  user: z.object({
    id: identifier,
    customer: Customer.nullish(),
    customerSettings: objectField({ plan: Plan }),
  }),
});

/** Who a token belongs to. */
export type Owner = z.infer<typeof CurrentUser>['user'];
