import { texts } from '../../graph/properties';

/** What a user may do, as far as it is known. */
export interface AccountState {
  active?: boolean;
  activated?: boolean;
  suspended?: boolean;
  locked?: boolean;
  /** One word for it: active, inactive, locked, staged or suspended. */
  status?: string;
}

/** What JumpCloud says of the state of a user. */
interface ToldState {
  state?: string;
  activated?: boolean;
  suspended?: boolean;
  account_locked?: boolean;
}

/**
 * A user is active when activated and neither suspended nor locked; an expired password takes
 * nothing away. `state` and the flags can contradict each other: whichever restricts the user
 * holds. Records from before `state` existed lack it and count as activated.
 */
export function accountState(user: ToldState): AccountState {
  const state = user.state?.toUpperCase() ?? 'ACTIVATED';
  const isActivatedState = state === 'ACTIVATED';
  const suspended =
    state === 'SUSPENDED' ||
    (user.suspended ?? (isActivatedState ? false : undefined));
  const activated =
    state !== 'STAGED' &&
    (user.activated ?? (isActivatedState ? true : undefined));
  const locked = user.account_locked;
  const active = isActive(activated, suspended, locked);
  return {
    active,
    activated,
    suspended,
    locked,
    status: statusOf(state, { active, suspended, locked }),
  };
}

function isActive(
  activated: boolean | undefined,
  suspended: boolean | undefined,
  locked: boolean | undefined,
): boolean | undefined {
  if (activated === false || suspended || locked) return false;
  const isKnown =
    activated !== undefined && suspended !== undefined && locked !== undefined;
  return isKnown ? true : undefined;
}

function statusOf(
  state: string,
  { active, suspended, locked }: AccountState,
): string | undefined {
  if (suspended) return 'suspended';
  if (state === 'STAGED') return 'staged';
  if (locked) return 'locked';
  if (active === undefined) return undefined;
  return active ? 'active' : 'inactive';
}

/** What JumpCloud says of the second factors of a user. */
interface ToldFactors {
  mfa?: { configured?: boolean };
  mfaEnrollment?: Record<string, string>;
  totp_enabled?: boolean;
}

/** The second factors of a user. */
export interface MfaState {
  mfaEnabled?: boolean;
  /** Names of the enrolled factors, such as totp, push, webauthn, duo or jcgo. */
  mfaMethods?: string[];
  /** Whether one of them cannot be phished. */
  mfaPhishingResistant?: boolean;
}

const ENROLLED = 'ENROLLED';

/** A factor that waits for its activation is none, though JumpCloud calls it configured. */
const PENDING = new Set([
  'PENDING_ACTIVATION',
  'IN_ENROLLMENT',
  'PRE_ENROLLMENT',
]);

/**
 * Any enrolled factor counts, not TOTP alone. That there is none is known only where JumpCloud
 * told the enrolment as a whole: a missing TOTP says nothing of the other factors.
 */
export function mfaState(user: ToldFactors): MfaState {
  const { overallStatus, ...factors } = user.mfaEnrollment ?? {};
  const enrolled = Object.entries(factors)
    .filter(([, status]) => status === ENROLLED)
    .map(([field]) => field.replace(/Status$/, '').toLowerCase());
  const mfaMethods = texts(
    user.totp_enabled ? ['totp', ...enrolled] : enrolled,
  );
  const configured = user.mfa?.configured;
  const isPending = PENDING.has(overallStatus ?? '');
  if (mfaMethods || (configured && !isPending) || overallStatus === ENROLLED) {
    const mfaPhishingResistant = isPhishingResistant(factors, mfaMethods);
    return { mfaEnabled: true, mfaMethods, mfaPhishingResistant };
  }
  const isTold = configured !== undefined || overallStatus !== undefined;
  const hasNone = isTold ? false : undefined;
  return { mfaEnabled: hasNone, mfaPhishingResistant: hasNone };
}

/**
 * WebAuthn cannot be phished. JumpCloud Go, and a factor that is not named, leave the question open:
 * the former may be WebAuthn by itself.
 */
function isPhishingResistant(
  { webAuthnStatus, jcGoStatus }: Record<string, string>,
  methods: readonly string[] | undefined,
): boolean | undefined {
  if (webAuthnStatus === ENROLLED) return true;
  const isOpen =
    !methods || webAuthnStatus === undefined || jcGoStatus === ENROLLED;
  return isOpen ? undefined : false;
}
