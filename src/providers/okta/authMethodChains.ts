import { z } from 'zod';

import { allOf, type Assurance, longest, shortest } from './assuranceWords';

const Method = z.looseObject({
  key: z.string(),
  userVerification: z.string().nullish(),
  phishingResistant: z.string().nullish(),
  reauthenticateIn: z.string().nullish(),
});
type Method = z.infer<typeof Method>;

/** A step: one of the methods has to be shown, then the next step. */
interface Step {
  authenticationMethods: Method[];
  reauthenticateIn?: string | null;
  next?: Step[] | null;
}

/** Okta allows three steps: one more than that is not understood. */
function stepOf(deeper: number): z.ZodType<Step> {
  const next = deeper > 0 ? z.array(stepOf(deeper - 1)).max(1) : z.never();
  return z.looseObject({
    authenticationMethods: z.array(Method).min(1),
    reauthenticateIn: z.string().nullish(),
    next: next.nullish(),
  });
}

/** The chains of a rule: one of them has to be gone through. */
export const Chains = z.array(stepOf(2)).min(1);
type Chains = z.infer<typeof Chains>;

const KNOWLEDGE = new Set(['okta_password', 'security_question', 'tac']);

/** All other authenticators of which the kind is known; an external identity provider may be any. */
const POSSESSION = new Set([
  'custom_app',
  'custom_otp',
  'duo',
  'google_otp',
  'okta_email',
  'okta_verify',
  'onprem_mfa',
  'phone_number',
  'rsa_token',
  'security_key',
  'smart_card_idp',
  'symantec_vip',
  'webauthn',
  'yubikey_token',
]);

/** Authenticators that resist phishing however they are used. */
const RESISTANT = new Set(['webauthn', 'smart_card_idp']);

/** What a rule demands that names whole chains of methods. */
export function chainWords(chains: Chains): Assurance {
  const all = chains.map(stepsOf);
  return {
    mfaRequired: allOf(all.map(requiresTwo)),
    phishingResistantRequired: allOf(all.map(resists)),
    reauthenticateIn: longest(all.map(renewal)),
  };
}

function stepsOf(chain: Step): Step[] {
  const [next] = chain.next ?? [];
  return [chain, ...(next ? stepsOf(next) : [])];
}

/** Kinds of factors that were shown, as bits. */
const KINDS = { knowledge: 1, possession: 2, verification: 4, unknown: 8 };

function kindsOf({ key, userVerification }: Method): number {
  if (KNOWLEDGE.has(key)) return KINDS.knowledge;
  if (!POSSESSION.has(key)) return KINDS.unknown;
  return userVerification === 'REQUIRED'
    ? KINDS.possession | KINDS.verification
    : KINDS.possession;
}

/** Each way through the chain has to show two kinds; ways that show the same are one. */
function requiresTwo(steps: readonly Step[]): boolean | undefined {
  let ways = new Set([0]);
  for (const { authenticationMethods } of steps) {
    const kinds = authenticationMethods.map(kindsOf);
    ways = new Set([...ways].flatMap((way) => kinds.map((kind) => way | kind)));
  }
  return allOf(
    [...ways].map((way) => {
      const shown = [KINDS.knowledge, KINDS.possession, KINDS.verification];
      if (shown.filter((kind) => way & kind).length >= 2) return true;
      return way & KINDS.unknown ? undefined : false;
    }),
  );
}

/** One step is enough of which every method resists. */
function resists(steps: readonly Step[]): boolean | undefined {
  const verdicts = steps.map(({ authenticationMethods }) =>
    allOf(
      authenticationMethods.map(({ key, phishingResistant }) => {
        if (RESISTANT.has(key) || phishingResistant === 'REQUIRED') return true;
        const isKnown = KNOWLEDGE.has(key) || POSSESSION.has(key);
        return isKnown ? false : undefined;
      }),
    ),
  );
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : false;
}

/** Okta writes it on the chain or its steps, or on the methods. */
function renewal(steps: readonly Step[]): string | undefined {
  const given = (values: readonly (string | null | undefined)[]) =>
    values.filter((each) => each !== undefined && each !== null);
  const ofSteps = given(steps.map(({ reauthenticateIn }) => reauthenticateIn));
  if (ofSteps.length > 0) return shortest(ofSteps);
  return shortest(
    given(
      steps.flatMap(({ authenticationMethods }) =>
        authenticationMethods.map(({ reauthenticateIn }) => reauthenticateIn),
      ),
    ),
  );
}
