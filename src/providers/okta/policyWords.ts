import { z } from 'zod';

import { assuranceOf } from './assurance';
import type { Assurance } from './assuranceWords';
import { type Restriction, restrictionOf, together } from './ruleConditions';
import {
  type JudgedRule,
  type SessionRule,
  sessionWords,
  type SessionWords,
  signOnWords,
} from './signOnWords';

/** A policy, as far as what it demands goes. */
interface Policy {
  id: string;
  type: string;
  status?: string;
  system?: boolean;
  priority?: number;
  conditions?: { people?: { groups?: { include?: readonly unknown[] } } };
}

/** A rule, likewise. */
interface Rule {
  id: string;
  status?: string;
  system?: boolean;
  priority?: number;
  conditions?: unknown;
  actions?: unknown;
}

interface PolicyWithRules {
  policy: Policy;
  rules: readonly Rule[];
  areRulesWhole: boolean;
}

const SignOnActions = z.looseObject({
  appSignOn: z.looseObject({
    access: z.string(),
    verificationMethod: z.unknown().optional(),
  }),
});

const SessionActions = z.looseObject({
  signon: z.looseObject({
    access: z.string(),
    requireFactor: z.boolean().nullish(),
    session: z
      .looseObject({
        maxSessionLifetimeMinutes: z.int().nonnegative().nullish(),
      })
      .nullish(),
  }),
});

/** Whether a rule of an access policy or a global session policy allows or denies. */
export function accessOf(actions: unknown): string | undefined {
  return (
    SignOnActions.safeParse(actions).data?.appSignOn.access ??
    SessionActions.safeParse(actions).data?.signon.access
  );
}

/** What a rule of an access policy demands; nothing is known of one that denies. */
export function ruleAssurance(actions: unknown): Assurance {
  const { data } = SignOnActions.safeParse(actions);
  return data?.appSignOn.access === 'ALLOW'
    ? assuranceOf(data.appSignOn.verificationMethod)
    : {};
}

/** What a rule of a global session policy says. */
function sessionOf(actions: unknown): SessionRule {
  const signon = SessionActions.safeParse(actions).data?.signon;
  if (!signon) return {};
  return {
    // Classic Engine's CHALLENGE names its factors otherwise.
    requireFactor:
      signon.access === 'ALLOW' ? (signon.requireFactor ?? false) : undefined,
    maxLifetimeMinutes: signon.session?.maxSessionLifetimeMinutes ?? undefined,
  };
}

/** Rules and policies in the order of evaluation: those that Okta made are the last ones. */
export function inOrder<
  T extends { id: string; system?: boolean; priority?: number },
>(each: readonly T[]): T[] {
  const rank = ({ system, priority }: T) =>
    system === true ? Infinity : (priority ?? -1);
  return [...each].sort((a, b) => {
    if (rank(a) !== rank(b)) return rank(a) < rank(b) ? -1 : 1;
    return a.id < b.id ? -1 : 1;
  });
}

/** The group of everybody: default policies name it, and no other. */
export function everyoneOf(
  policies: readonly { policy: Policy }[],
): string | undefined {
  const named = policies
    .filter(
      ({ policy }) => policy.system === true && policy.type !== 'ACCESS_POLICY',
    )
    .flatMap(({ policy }) => policy.conditions?.people?.groups?.include ?? []);
  const [everyone, ...others] = new Set(named);
  if (others.length > 0 || typeof everyone !== 'string') return undefined;
  return everyone;
}

/** What an access policy demands; nothing is known where it is not active, or a rule is missing. */
export function accessWords(
  { policy, rules, areRulesWhole }: PolicyWithRules,
  everyone: string | undefined,
): Assurance {
  if (policy.status !== 'ACTIVE' || !areRulesWhole) return {};
  return signOnWords(
    activeOf(rules).map((rule) => ({
      ...judgement(rule, ['ALLOW']),
      restriction: restrictionOf(rule.conditions, everyone),
      words: ruleAssurance(rule.actions),
    })),
  );
}

/** What the global session policies demand, one after the other; undefined where a rule is missing. */
export function wordsOfSessions(
  policies: readonly PolicyWithRules[],
  everyone: string | undefined,
): SessionWords {
  if (policies.some(({ areRulesWhole }) => !areRulesWhole)) return {};
  const ordered = inOrder(
    policies.map((each) => ({ ...each.policy, rules: each.rules })),
  );
  const rules = activeOf(ordered).flatMap((policy) => {
    const ofPolicy = policyRestriction(policy, everyone);
    return activeOf(policy.rules).map((rule): JudgedRule<SessionRule> => ({
      ...judgement(rule, ['ALLOW', 'CHALLENGE']),
      restriction: together([
        ofPolicy,
        restrictionOf(rule.conditions, everyone),
      ]),
      words: sessionOf(rule.actions),
    }));
  });
  return sessionWords(rules);
}

/** Okta's default policy holds for everybody. */
function policyRestriction(
  { system, status, priority, conditions }: Policy,
  everyone: string | undefined,
): Restriction {
  if (status !== 'ACTIVE') return 'unknown';
  if (system === true) return 'none';
  if (priority === undefined) return 'unknown';
  const include = conditions?.people?.groups?.include;
  if (!include?.length) return 'unknown';
  return restrictionOf({ people: { groups: { include } } }, everyone);
}

function activeOf<T extends { status?: string }>(each: readonly T[]): T[] {
  return each.filter(({ status }) => status !== 'INACTIVE');
}

/** A rule without its place or its status is not understood. */
function judgement(
  { status, system, priority, actions }: Rule,
  allowing: readonly string[],
): Pick<JudgedRule<unknown>, 'effect'> {
  const access = accessOf(actions);
  const isPlaced = system === true || priority !== undefined;
  if (status !== 'ACTIVE' || !isPlaced || access === undefined) {
    return { effect: 'unknown' };
  }
  if (allowing.includes(access)) return { effect: 'allow' };
  return { effect: access === 'DENY' ? 'deny' : 'unknown' };
}
