import { z } from 'zod';

import {
  count,
  flag,
  identifier,
  number,
  objectField,
  text,
} from '../../wire/fields';

import { when } from './fields';

const Plan = objectField({
  maxAgents: count,
  onDemandAgents: count,
  allocatedAgentsCount: count,
  /** -1 is unlimited. */
  maxTeams: number,
  subscriptionState: text,
  pricingPlan: text,
  trialPlanName: text,
  trialEndDate: when,
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
  dateCreated: when,
});

/**
 * `GET /api/users/me`: the owner of the token and the account. As the body holds access keys, all
 * that is not named here is dropped at once.
 */
export const CurrentUser = z.object({
  user: z.object({
    id: identifier,
    /** Whether the owner is an administrator, in the words of the older API. */
    systemRole: text,
    customer: Customer.nullish(),
    customerSettings: objectField({ plan: Plan }),
  }),
});

/** Who a token belongs to. */
export type Owner = z.infer<typeof CurrentUser>['user'];

/** The administrator of an account, and that of an installation on premises. */
const ADMIN_ROLES = new Set(['ROLE_CUSTOMER', 'ROLE_ADMIN']);

/** Whether it is known that the older API shows the owner all users and teams. */
export function seesAll(owner: Owner | undefined): boolean {
  return ADMIN_ROLES.has(owner?.systemRole ?? '');
}
