import type { AuthenticatorRecord } from './records';

const DATES = {
  created: '2023-05-01T08:00:00.000Z',
  lastUpdated: '2026-02-01T10:00:00.000Z',
};

type Kind = Omit<AuthenticatorRecord, 'id' | 'created' | 'lastUpdated'>;

/** As most orgs have them: e-mail and question for recovery alone. Several of one key are normal. */
const KINDS: readonly Kind[] = [
  {
    type: 'password',
    key: 'okta_password',
    status: 'ACTIVE',
    name: 'Password',
  },
  {
    type: 'email',
    key: 'okta_email',
    status: 'ACTIVE',
    name: 'Email',
    settings: { allowedFor: 'recovery', tokenLifetimeInMinutes: 5 },
  },
  {
    type: 'security_question',
    key: 'security_question',
    status: 'ACTIVE',
    name: 'Security Question',
    settings: { allowedFor: 'recovery' },
  },
  {
    type: 'phone',
    key: 'phone_number',
    status: 'ACTIVE',
    name: 'Phone',
    settings: { allowedFor: 'any' },
  },
  {
    type: 'app',
    key: 'okta_verify',
    status: 'ACTIVE',
    name: 'Okta Verify',
    settings: { compliance: { fips: 'OPTIONAL' } },
  },
  {
    type: 'app',
    key: 'google_otp',
    status: 'ACTIVE',
    name: 'Google Authenticator',
  },
  {
    type: 'security_key',
    key: 'webauthn',
    status: 'ACTIVE',
    name: 'Passkeys (FIDO2 WebAuthn)',
  },
  {
    type: 'app',
    key: 'duo',
    status: 'INACTIVE',
    name: 'Duo Security',
    provider: {
      type: 'DUO',
      configuration: {
        host: 'https://api.duo.example',
        secretKey: 'example-duo-secret-key',
        integrationKey: 'example-duo-integration-key',
        userNameTemplate: { template: 'global.assign.userName.login' },
      },
    },
  },
];

export function createAuthenticators(): AuthenticatorRecord[] {
  return KINDS.map((kind, index) => ({
    ...kind,
    id: `aut${String(index).padStart(17, '0')}`,
    ...DATES,
  }));
}

/** The same authenticators, of which those of this key may be used for something else. */
export function withAllowedFor(
  authenticators: readonly AuthenticatorRecord[],
  key: string,
  allowedFor: string,
): AuthenticatorRecord[] {
  return authenticators.map((each) =>
    each.key === key
      ? { ...each, settings: { ...each.settings, allowedFor } }
      : each,
  );
}
