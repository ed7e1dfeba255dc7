import { z } from 'zod';

import { entityModel } from '../../graph/entities';
import { pick, text, texts } from '../../graph/properties';
import {
  count,
  elements,
  flag,
  objectField,
  text as textField,
  textList,
} from '../../wire/fields';

import { createdAndUpdated, isActive, statusOf } from './fields';
import type { OktaPolicy, PolicyRule } from './policyReading';
import { accessOf, ruleAssurance } from './policyWords';
import { restrictingConditions } from './ruleConditions';

interface Source {
  rule: PolicyRule;
  policy: OktaPolicy;
  /** The group of everybody, where it is known. */
  everyone?: string;
}

const included = objectField({ include: elements, exclude: elements });

/** The conditions that are shown; which of them restrict the rule is judged elsewhere. */
const Conditions = z.object({
  people: objectField({ users: included, groups: included }),
  network: objectField({
    connection: textField,
    include: textList,
    exclude: textList,
  }),
  riskScore: objectField({ level: textField }),
  elCondition: objectField({ condition: textField }),
});

const access = objectField({ access: textField });

/** The actions that are shown. */
const Actions = z.object({
  appSignOn: objectField({
    verificationMethod: objectField({
      type: textField,
      factorMode: textField,
    }),
  }),
  signon: objectField({
    requireFactor: flag,
    factorPromptMode: textField,
    primaryFactor: textField,
    session: objectField({
      maxSessionLifetimeMinutes: count,
      maxSessionIdleMinutes: count,
      usePersistentCookie: flag,
    }),
  }),
  enroll: objectField({ self: textField }),
  passwordChange: access,
  selfServicePasswordReset: access,
  selfServiceUnlock: access,
});

/** The people whom a rule names. */
export function peopleOf({ conditions }: PolicyRule) {
  return Conditions.safeParse(conditions).data?.people;
}

/** Whether it can be told whom a rule names: it names nobody where it has no conditions. */
export function arePeopleTold({ conditions }: PolicyRule): boolean {
  return PeopleTold.safeParse(conditions).success;
}

const named = z.object({ include: z.array(z.unknown()).nullish() }).nullish();

const PeopleTold = z
  .object({ people: z.object({ users: named, groups: named }).nullish() })
  .nullish();

function conditionsOf({ rule }: Source) {
  return Conditions.safeParse(rule.conditions).data;
}

function actionsOf({ rule }: Source) {
  return Actions.safeParse(rule.actions).data;
}

function sessionOf(source: Source) {
  return actionsOf(source)?.signon?.session;
}

export const POLICY_RULE = entityModel<Source>({
  resourceName: 'Okta Policy Rule',
  _type: 'okta_policy_rule',
  _class: ['Rule'],
  key: ({ rule }) => rule.id,
  properties: {
    id: ["Okta's id of the rule", ({ rule }) => rule.id],
    name: ['Name of the rule', ({ rule }) => text(rule.name) ?? rule.id],
    type: ['Type of the policy', ({ policy }) => text(policy.type)],
    policyId: ['The policy that it belongs to', ({ policy }) => policy.id],
    status: ['Status in lower case', ({ rule }) => statusOf(rule.status)],
    active: [
      'Whether the status is ACTIVE',
      ({ rule }) => isActive(rule.status),
    ],
    system: ['Whether Okta made it', ({ rule }) => rule.system],
    priority: [
      'Place in the order of evaluation; the first rule that holds decides',
      ({ rule }) => rule.priority,
    ],
    access: [
      '`ALLOW`, `DENY` or, on Classic Engine, `CHALLENGE`',
      ({ rule }) => text(accessOf(rule.actions)),
    ],
    restrictedBy: [
      'Names of the conditions that the rule depends on',
      ({ rule, everyone }) =>
        texts(restrictingConditions(rule.conditions, everyone)),
    ],
    verificationType: [
      'How the demand is written: `ASSURANCE`, `AUTH_METHOD_CHAIN` or another way',
      (source) => text(actionsOf(source)?.appSignOn?.verificationMethod?.type),
    ],
    factorMode: [
      '`1FA` or `2FA`, as Okta has it',
      (source) =>
        text(actionsOf(source)?.appSignOn?.verificationMethod?.factorMode),
    ],
    mfaRequired: [
      'Whether a rule that allows demands two factors: two kinds in an access policy, a second factor in a session policy',
      (source) =>
        ruleAssurance(source.rule.actions).mfaRequired ??
        actionsOf(source)?.signon?.requireFactor,
    ],
    phishingResistantRequired: [
      'Whether a rule that allows demands a factor that resists phishing',
      ({ rule }) => ruleAssurance(rule.actions).phishingResistantRequired,
    ],
    reauthenticateIn: [
      'After which time a rule that allows asks again (ISO 8601)',
      ({ rule }) => ruleAssurance(rule.actions).reauthenticateIn,
    ],
    factorPromptMode: [
      'When a session asks for the second factor: `ALWAYS`, `SESSION` or `DEVICE`',
      (source) => text(actionsOf(source)?.signon?.factorPromptMode),
    ],
    primaryFactor: [
      'What begins a session: `PASSWORD_IDP` or `PASSWORD_IDP_ANY_FACTOR`',
      (source) => text(actionsOf(source)?.signon?.primaryFactor),
    ],
    sessionLifetimeMinutes: [
      'Longest session; 0 is no limit',
      (source) => sessionOf(source)?.maxSessionLifetimeMinutes,
    ],
    sessionIdleMinutes: [
      'How long a session may be idle',
      (source) => sessionOf(source)?.maxSessionIdleMinutes,
    ],
    persistentCookie: [
      'Whether a session outlives the browser',
      (source) => sessionOf(source)?.usePersistentCookie,
    ],
    enroll: [
      'When an enrollment policy asks to enroll',
      (source) => text(actionsOf(source)?.enroll?.self),
    ],
    passwordChange: [
      'Whether a password policy lets users change their password',
      (source) => text(actionsOf(source)?.passwordChange?.access),
    ],
    passwordReset: [
      'Whether it lets them reset it',
      (source) => text(actionsOf(source)?.selfServicePasswordReset?.access),
    ],
    selfUnlock: [
      'Whether it lets them unlock themselves',
      (source) => text(actionsOf(source)?.selfServiceUnlock?.access),
    ],
    userIds: [
      'Users whom the rule names',
      ({ rule }) => texts(peopleOf(rule)?.users?.include),
    ],
    groupIds: [
      'Groups that it names',
      ({ rule }) => texts(peopleOf(rule)?.groups?.include),
    ],
    excludedUserIds: [
      'Users to whom it does not apply',
      ({ rule }) => texts(peopleOf(rule)?.users?.exclude),
    ],
    excludedGroupIds: [
      'Groups to whose members it does not apply',
      ({ rule }) => texts(peopleOf(rule)?.groups?.exclude),
    ],
    network: [
      'From where it applies: `ANYWHERE`, `ZONE`, `ON_NETWORK` or `OFF_NETWORK`',
      (source) => text(conditionsOf(source)?.network?.connection),
    ],
    zoneIds: [
      'The network zones that it names',
      (source) => texts(conditionsOf(source)?.network?.include),
    ],
    excludedZoneIds: [
      'The network zones where it does not apply',
      (source) => texts(conditionsOf(source)?.network?.exclude),
    ],
    riskLevel: [
      'The risk that it is for',
      (source) => text(conditionsOf(source)?.riskScore?.level),
    ],
    expression: [
      'The condition in the expression language',
      (source) => text(conditionsOf(source)?.elCondition?.condition),
    ],
    ...createdAndUpdated('the rule', ({ rule }: Source) => rule),
  },
  raw: ({ rule }) =>
    pick(rule, [
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
