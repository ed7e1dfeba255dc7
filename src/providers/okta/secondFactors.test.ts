import type { FactorRules } from './authenticators';
import { Factor } from './factors';
import { mfaFacts } from './secondFactors';

const classic: FactorRules = { engine: 'classic' };
const refused: FactorRules = { engine: 'identity' };

function identity(
  ...authenticators: [key: string, allowedFor?: string, status?: string][]
): FactorRules {
  return {
    engine: 'identity',
    authenticators: authenticators.map(
      ([key, allowedFor, status = 'ACTIVE']) => ({
        key,
        status,
        settings: { allowedFor },
      }),
    ),
  };
}

const forRecovery = identity(
  ['okta_email', 'recovery'],
  ['security_question', 'any'],
  ['phone_number', 'recovery'],
);

function factsOf(rules: FactorRules, types: string[], isWhole = true) {
  const records = types.map((written): Factor => {
    const [factorType = '', status = 'ACTIVE'] = written.split(' ');
    return Factor.parse({ id: 'opf1exampleFactor0h7', factorType, status });
  });
  return mfaFacts({ records, isWhole }, rules);
}

test.each<[string, FactorRules, string[], boolean | undefined]>([
  ['classic, any active factor', classic, ['question'], true],
  ['classic, e-mail', classic, ['email'], true],
  ['classic, none', classic, [], false],
  ['classic, pending ones', classic, ['push PENDING_ACTIVATION'], false],
  ['idx, none', forRecovery, [], false],
  ['idx, e-mail and question', forRecovery, ['email', 'question'], false],
  ['idx, expired key', forRecovery, ['email', 'u2f EXPIRED'], false],
  ['idx, sms for recovery', forRecovery, ['sms', 'call'], false],
  ['idx, one strong', forRecovery, ['email', 'token:software:totp'], true],
  ['idx, e-mail for any', identity(['okta_email', 'any']), ['email'], true],
  ['idx, e-mail for sso', identity(['okta_email', 'sso']), ['email'], true],
  ['idx, e-mail without words', identity(['okta_email']), ['email'], true],
  ['idx, e-mail for none', identity(['okta_email', 'none']), ['email'], false],
  [
    'idx, e-mail that is switched off',
    identity(['okta_email', 'any', 'INACTIVE']),
    ['email'],
    false,
  ],
  ['idx, no such authenticator', identity(['duo']), ['email', 'sms'], false],
  ['idx, sms for any', identity(['phone_number', 'any']), ['sms'], true],
  [
    'idx, question',
    identity(['security_question', 'any']),
    ['question'],
    false,
  ],
  ['refused, strong', refused, ['email', 'web'], true],
  ['refused, sms', refused, ['sms'], true],
  ['refused, call', refused, ['call'], true],
  ['refused, e-mail', refused, ['email'], undefined],
  ['refused, e-mail and question', refused, ['question', 'email'], undefined],
  ['refused, question', refused, ['question'], false],
  ['refused, none', refused, [], false],
])('mfaEnabled: %s', (_name, rules, types, expected) => {
  expect(factsOf(rules, types).mfaEnabled).toBe(expected);
});

test('mfaMethods are the types that count, each once', () => {
  const types = ['email', 'push', 'push', 'question', 'webauthn EXPIRED'];
  expect(factsOf(forRecovery, types).mfaMethods).toEqual(['push']);
  expect(factsOf(classic, types).mfaMethods).toEqual([
    'email',
    'push',
    'question',
  ]);
  expect(factsOf(refused, types).mfaMethods).toEqual(['push']);
  expect(factsOf(forRecovery, ['email']).mfaMethods).toEqual([]);
  expect(factsOf(refused, ['email']).mfaMethods).toBeUndefined();
});

test.each<[string, FactorRules, string[], boolean | undefined]>([
  ['a passkey', forRecovery, ['webauthn'], true],
  ['a U2F key on Classic', classic, ['u2f'], true],
  ['FastPass', refused, ['signed_nonce'], true],
  ['push', forRecovery, ['push', 'web'], false],
  ['a passkey that expired', forRecovery, ['webauthn EXPIRED'], false],
  [
    'push, beside smart cards',
    identity(['smart_card_idp']),
    ['push'],
    undefined,
  ],
  [
    'push, beside smart cards that are switched off',
    identity(['smart_card_idp', undefined, 'INACTIVE']),
    ['push'],
    false,
  ],
  ['push, where smart cards cannot be known', refused, ['push'], undefined],
])('mfaPhishingResistant: %s', (_name, rules, types, expected) => {
  expect(factsOf(rules, types).mfaPhishingResistant).toBe(expected);
});

test('a list of which a part is missing proves only what it holds', () => {
  expect(factsOf(classic, [], false)).toEqual({
    mfaEnabled: undefined,
    mfaMethods: undefined,
    mfaPhishingResistant: undefined,
  });
  expect(factsOf(forRecovery, ['webauthn'], false)).toEqual({
    mfaEnabled: true,
    mfaMethods: undefined,
    mfaPhishingResistant: true,
  });
});
