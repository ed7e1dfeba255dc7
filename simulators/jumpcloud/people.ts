import type { Random } from '../acme/random';

import { objectId } from './objectId';
import type { JsonRecord } from './records';

const FIRST_NAMES = ['Ada', 'Bo', 'Chen', 'Dilek', 'Élodie', 'Femi'] as const;
const LAST_NAMES = ['Example', 'Muster', 'O’Neil', 'Åberg', 'Nguyen'] as const;
const NOT_ENROLLED = {
  overallStatus: 'NOT_ENROLLED',
  totpStatus: 'NOT_ENROLLED',
  webAuthnStatus: 'NOT_ENROLLED',
  pushStatus: 'NOT_ENROLLED',
  jcGoStatus: 'NOT_ENROLLED',
};

/** What makes users differ, one after the other. Undefined leaves a field out. */
const VARIATIONS: readonly JsonRecord[] = [
  {},
  { state: 'SUSPENDED', suspended: true },
  { state: 'STAGED', activated: false },
  { account_locked: true, account_locked_date: '2026-01-05T10:00:00.000Z' },
  { password_expired: true },
  { state: undefined },
  { state: 'ACTIVATED', activated: false },
  { mfa: undefined, mfaEnrollment: undefined },
  enrolled({ pushStatus: 'ENROLLED' }),
  enrolled({ webAuthnStatus: 'ENROLLED' }),
  // JumpCloud's specification does not list it.
  enrolled({ duoStatus: 'ENROLLED' }),
  enrolled({ totpStatus: 'ENROLLED', pushStatus: 'PENDING_ACTIVATION' }),
  {
    mfa: { configured: true, exclusion: false },
    mfaEnrollment: {
      ...NOT_ENROLLED,
      overallStatus: 'PENDING_ACTIVATION',
      webAuthnStatus: 'PENDING_ACTIVATION',
    },
  },
  {
    mfa: {
      configured: false,
      exclusion: true,
      exclusionUntil: '2026-06-01T00:00:00.000Z',
      exclusionDays: 7,
    },
  },
  {
    admin: {
      id: '67aa11bb22cc33dd44ee5506',
      roleName: 'Administrator',
      roleNames: ['Administrator'],
    },
  },
];

/** Second factors, of which at least one is in use. */
function enrolled(statuses: JsonRecord): JsonRecord {
  return {
    mfa: { configured: true, exclusion: false },
    mfaEnrollment: {
      ...NOT_ENROLLED,
      overallStatus: 'ENROLLED',
      ...statuses,
    },
  };
}

/** Users in all states, each with personal data and keys that must stay where they are. */
export function createUsers(
  count: number,
  organization: string,
  random: Random,
): JsonRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const id = objectId(random);
    const first = random.pick(FIRST_NAMES);
    const last = random.pick(LAST_NAMES);
    const user: JsonRecord = {
      _id: id,
      id,
      username: `user${index}`,
      email: `User${index}.${organization.slice(0, 4)}@acme.example`,
      systemUsername: '',
      firstname: first,
      middlename: '',
      lastname: last,
      displayname: index % 3 === 0 ? '' : `${first} ${last}`,
      state: 'ACTIVATED',
      activated: true,
      suspended: false,
      account_locked: false,
      account_locked_date: null,
      created: '2024-02-01T08:00:00.000Z',
      company: 'Acme',
      department: 'Engineering',
      costCenter: '',
      jobTitle: 'Engineer',
      employeeType: '',
      employeeIdentifier: index % 2 === 0 ? null : `E${index}`,
      location: 'canary-location',
      manager: null,
      organization,
      mfa: { configured: false, exclusion: false },
      mfaEnrollment: NOT_ENROLLED,
      totp_enabled: false,
      enable_user_portal_multifactor: true,
      password_expired: false,
      password_never_expires: false,
      password_expiration_date: '2026-06-01T00:00:00.000Z',
      sudo: false,
      passwordless_sudo: false,
      ldap_binding_user: index % 5 === 0,
      samba_service_user: false,
      externally_managed: false,
      external_dn: '',
      external_source_type: '',
      allow_public_key: true,
      unix_uid: 5001 + index,
      unix_guid: 5001 + index,
      public_key: 'ssh-ed25519 canary-public-key',
      alternateEmail: 'canary-alternate@acme.example',
      recoveryEmail: { address: 'canary-recovery@acme.example' },
      ssh_keys: [
        { _id: objectId(random), public_key: 'ssh-rsa canary-ssh-key' },
      ],
      addresses: [
        { id: objectId(random), type: 'home', streetAddress: 'canary-street' },
      ],
      phoneNumbers: [
        { id: objectId(random), type: 'mobile', number: 'canary-phone' },
      ],
      attributes: [{ name: 'canaryAttribute', value: 'canary-attribute' }],
      relationships: [],
      ...VARIATIONS[index % VARIATIONS.length],
    };
    return defined(user);
  });
}

/**
 * Of each three users the second is managed by the first, and the third by the next one in the list;
 * the fourth user's manager is no more.
 */
export function appointManagers(users: JsonRecord[]): void {
  users.forEach((user, index) => {
    if (index % 3 === 1) user.manager = users[index - 1]?.id;
    if (index % 3 === 2) user.manager = users[index + 1]?.id ?? null;
    if (index === 3) user.manager = '5fdeadbeef00000000000000';
  });
}

export function createAdmins(
  count: number,
  organization: string,
  random: Random,
): JsonRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    _id: objectId(random),
    email: `admin${index}@acme.example`,
    firstname: 'Bo',
    lastname: 'Admin',
    role: '0000000000000000000000aa',
    roleName: index % 2 === 0 ? 'Administrator With Billing' : 'Read Only',
    // Of the third the second factor is enrolled, and switched off.
    enableMultiFactor: index % 3 !== 2,
    totpEnrolled: index % 2 === 0,
    suspended: false,
    apiKeyAllowed: true,
    apiKeySet: true,
    apiKeyHash: {
      prefix: 'jca_canary-prefix',
      createdAt: '2025-01-01T00:00:00.000Z',
    },
    created: '2021-01-01T00:00:00.000Z',
    organization,
  }));
}

function defined(record: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined),
  );
}
