import { User } from './users';
import { accountState, mfaState } from './userState';

const ID = '60aa11bb22cc33dd44ee55ff';

function user(fields: object) {
  return User.parse({ _id: ID, ...fields });
}

describe('whether a user is active', () => {
  const active = {
    state: 'ACTIVATED',
    activated: true,
    suspended: false,
    account_locked: false,
  };

  test.each([
    ['an activated user', {}, true, 'active'],
    ['suspended by state', { state: 'SUSPENDED' }, false, 'suspended'],
    ['suspended by flag', { suspended: true }, false, 'suspended'],
    ['staged', { state: 'STAGED', activated: false }, false, 'staged'],
    ['staged with a password', { state: 'STAGED' }, false, 'staged'],
    ['locked', { account_locked: true }, false, 'locked'],
    [
      'locked and suspended',
      { account_locked: true, state: 'SUSPENDED' },
      false,
      'suspended',
    ],
    ['without a password yet', { activated: false }, false, 'inactive'],
    ['with an expired password', { password_expired: true }, true, 'active'],
    ['an old record without state', { state: undefined }, true, 'active'],
    ['state null', { state: null }, true, 'active'],
    ['state in lower case', { state: 'suspended' }, false, 'suspended'],
    [
      'without the flags that the state tells too',
      { activated: undefined, suspended: undefined },
      true,
      'active',
    ],
    ['not told whether locked', { account_locked: null }, undefined, undefined],
    [
      'a state of the future, flags not told',
      { state: 'ARCHIVED', activated: undefined, suspended: undefined },
      undefined,
      undefined,
    ],
  ])('%s', (_case, fields, isActive, status) => {
    const state = accountState(user({ ...active, ...fields }));

    expect(state.active).toBe(isActive);
    expect(state.status).toBe(status);
  });

  test('tells suspended and locked apart', () => {
    expect(accountState(user({ ...active, account_locked: true }))).toEqual({
      active: false,
      activated: true,
      suspended: false,
      locked: true,
      status: 'locked',
    });
  });
});

describe('whether a user has a second factor', () => {
  const none = {
    overallStatus: 'NOT_ENROLLED',
    totpStatus: 'NOT_ENROLLED',
    webAuthnStatus: 'NOT_ENROLLED',
    pushStatus: 'NOT_ENROLLED',
    jcGoStatus: 'NOT_ENROLLED',
  };

  test.each([
    ['TOTP', { totpStatus: 'ENROLLED' }, ['totp']],
    ['push', { pushStatus: 'ENROLLED' }, ['push']],
    ['WebAuthn', { webAuthnStatus: 'ENROLLED' }, ['webauthn']],
    ['JumpCloud Go', { jcGoStatus: 'ENROLLED' }, ['jcgo']],
    ['Duo, or what comes next', { duoStatus: 'ENROLLED' }, ['duo']],
    [
      'two of them',
      { pushStatus: 'ENROLLED', totpStatus: 'ENROLLED' },
      ['totp', 'push'],
    ],
    ['one that is not named', { overallStatus: 'ENROLLED' }, undefined],
  ])('%s counts', (_case, statuses, mfaMethods) => {
    const mfaEnrollment = { ...none, ...statuses };

    expect(
      mfaState(
        user({
          mfaEnrollment,
          mfa: { configured: false },
          totp_enabled: false,
        }),
      ),
    ).toMatchObject({ mfaEnabled: true, mfaMethods });
  });

  test.each([
    ['WebAuthn', { webAuthnStatus: 'ENROLLED' }, true],
    ['push', { pushStatus: 'ENROLLED' }, false],
    ['JumpCloud Go', { jcGoStatus: 'ENROLLED' }, undefined],
    ['one that is not named', { overallStatus: 'ENROLLED' }, undefined],
    ['none', {}, false],
  ])('whether %s can be phished', (_case, statuses, expected) => {
    const mfaEnrollment = { ...none, ...statuses };

    expect(mfaState(user({ mfaEnrollment })).mfaPhishingResistant).toBe(
      expected,
    );
  });

  test('a factor that waits for its activation is none, though configured', () => {
    const mfaEnrollment = { ...none, overallStatus: 'PENDING_ACTIVATION' };
    const mfa = { configured: true };

    expect(mfaState(user({ mfaEnrollment, mfa })).mfaEnabled).toBe(false);
  });

  test.each([
    ['IN_ENROLLMENT'],
    ['PRE_ENROLLMENT'],
    ['PENDING_ACTIVATION'],
    ['ENROLLMENT_EXPIRED'],
    ['DISABLED'],
    ['NOT_ENROLLED'],
  ])('%s does not count', (status) => {
    const mfaEnrollment = {
      ...none,
      overallStatus: status,
      pushStatus: status,
    };

    expect(mfaState(user({ mfaEnrollment, totp_enabled: false }))).toEqual({
      mfaEnabled: false,
      mfaPhishingResistant: false,
    });
  });

  test('TOTP by its flag alone', () => {
    expect(mfaState(user({ totp_enabled: true }))).toEqual({
      mfaEnabled: true,
      mfaMethods: ['totp'],
    });
  });

  test('a factor is configured, but not told which', () => {
    expect(mfaState(user({ mfa: { configured: true } }))).toEqual({
      mfaEnabled: true,
    });
  });

  test('none is configured', () => {
    const fields = { mfa: { configured: false }, totp_enabled: false };

    expect(mfaState(user(fields)).mfaEnabled).toBe(false);
  });

  test.each([
    ['mfa is absent', { totp_enabled: false }],
    ['mfa is null', { mfa: null, mfaEnrollment: null, totp_enabled: false }],
    ['mfa is empty', { mfa: {}, mfaEnrollment: {} }],
  ])('is unknown where %s', (_case, fields) => {
    expect(mfaState(user(fields)).mfaEnabled).toBeUndefined();
  });
});
