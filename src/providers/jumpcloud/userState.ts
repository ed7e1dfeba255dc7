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
  /** Names of the enrolled factors, such as totp, push, webauthn or jcgo. */
  mfaMethods?: string[];
}

const ENROLLED = 'ENROLLED';

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
  if (mfaMethods || configured || overallStatus === ENROLLED) {
    return { mfaEnabled: true, mfaMethods };
  }
  const isTold = configured !== undefined || overallStatus !== undefined;
  return { mfaEnabled: isTold ? false : undefined };
}
