import type { Gathered } from '../../collect/completeness';

import type { FactorRules } from './authenticators';
import type { Factor } from './factors';

/** What is known of a user's second factors. */
export interface MfaFacts {
  mfaEnabled?: boolean;
  /** The types of the active factors that are known to count. */
  mfaMethods?: string[];
  mfaPhishingResistant?: boolean;
}

/** Factors that prove where they are used: a site that looks like Okta gets nothing from them. */
const PHISHING_RESISTANT = new Set(['webauthn', 'u2f', 'signed_nonce']);

/** Factors that count only where their authenticator may be used for more than recovery. */
const AUTHENTICATOR_OF: Readonly<Record<string, string>> = {
  email: 'okta_email',
  sms: 'phone_number',
  call: 'phone_number',
};

/**
 * What the factors of a user say. One active factor that counts is proof enough; that there is none
 * takes the whole list. On Identity Engine everybody's verified e-mail address and recovery question
 * are listed as active: neither makes a second factor by itself.
 */
export function mfaFacts(
  { records, isWhole: isRead }: Gathered<Factor>,
  rules: FactorRules,
): MfaFacts {
  const isWhole = isRead && records.every(({ status }) => status !== undefined);
  const active = records.filter(({ status }) => status === 'ACTIVE');
  const types = [...new Set(active.map(({ factorType }) => factorType))];
  const counting = types.filter((type) => doesCount(type, rules) === true);
  const isDecided =
    isWhole && types.every((type) => doesCount(type, rules) !== undefined);
  const mfaEnabled = counting.length > 0 || (isDecided ? false : undefined);
  return {
    mfaEnabled,
    mfaMethods: isWhole && mfaEnabled !== undefined ? counting : undefined,
    mfaPhishingResistant:
      types.some((type) => PHISHING_RESISTANT.has(type)) ||
      (isWhole && !mayHaveSmartCards(rules) ? false : undefined),
  };
}

/** Whether a factor of this type is a second factor; undefined where only an authenticator would tell. */
function doesCount(type: string, rules: FactorRules): boolean | undefined {
  if (rules.engine === 'classic') return true;
  // Okta's two factors are of different kinds: an answer is knowledge, as the password is.
  if (type === 'question') return false;
  const key = AUTHENTICATOR_OF[type];
  if (key === undefined) return true;
  if (!rules.authenticators) return type === 'email' ? undefined : true;
  const allowing = rules.authenticators.filter(
    ({ key: each, settings }) =>
      each === key && ['any', 'sso'].includes(settings?.allowedFor ?? 'any'),
  );
  if (allowing.some(({ status }) => status === 'ACTIVE')) return true;
  return allowing.some(({ status }) => status === undefined)
    ? undefined
    : false;
}

/** Enrolled smart cards are not listed among the factors of a user. */
function mayHaveSmartCards(rules: FactorRules): boolean {
  if (rules.engine === 'classic') return false;
  return (
    rules.authenticators?.some(
      ({ key, status }) => key === 'smart_card_idp' && status === 'ACTIVE',
    ) ?? true
  );
}
