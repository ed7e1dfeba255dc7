import { CULTURES } from '../acme/names';
import { Random } from '../acme/random';

/** How large a tenant is, and which of the many of that size. */
export interface TenantOptions {
  /** Number of users; 60 unless told. */
  users?: number;
  /** Number of teams; 12 unless told. */
  teams?: number;
  /** Teams of each user who is no administrator; 3 unless told. */
  teamsPerUser?: number;
  /** Number of custom roles; 4 unless told. */
  roles?: number;
  /** Service accounts of the account; 5 unless told. */
  serviceAccounts?: number;
  /** Teams that have service accounts of their own; 3 unless told. */
  teamsWithServiceAccounts?: number;
  /** Service accounts of each of these; 1 unless told. */
  serviceAccountsPerTeam?: number;
  /** Number of results per kind; 40 of images, and 5 of hosts, unless told. */
  scans?: Partial<ScanCounts>;
  /** Running assets of each image: they share the id of its result; 1 unless told. */
  assetsPerImage?: number;
  /** Names of each image in the older scanner, which lists it once for each; 1 unless told. */
  namesPerImage?: number;
  /** The moment, in epoch ms, at which the newest results were made; now unless told. */
  now?: number;
  /** Another seed gives other people. */
  seed?: number;
}

/** Results that a tenant has. The older scanner's are there whether or not it is offered. */
export interface ScanCounts {
  pipeline: number;
  registry: number;
  /** Of running images. */
  runtime: number;
  /** Of running hosts, which stand in the same list as running images. */
  hosts: number;
  legacy: number;
}

export interface SimulatedUser {
  id: number;
  email: string;
  firstName: string | null;
  lastName: string | null;
  isAdmin: boolean;
  isEnabled: boolean;
  /** `confirmed` or `pending`. */
  status: string;
  /** Epoch ms. */
  created: number;
}

export interface SimulatedTeam {
  id: number;
  name: string;
  product: 'monitor' | 'secure';
  isDefault: boolean;
  /** Epoch ms. */
  created: number;
}

/** A standard role, or a custom one in its place. */
export interface SimulatedMembership {
  userId: number;
  role: string | null;
  customRoleId: number | null;
}

export interface SimulatedRole {
  id: number;
  name: string;
  permissions: string[];
}

export interface SimulatedServiceAccount {
  id: number;
  name: string;
  teamId?: number;
  /** The id of a custom role in that team, in place of a standard one. */
  customRoleId?: number;
}

/** How people log in to one product by an identity provider. */
export interface SimulatedSso {
  product: SimulatedTeam['product'];
  type: 'SAML' | 'OPENID';
  isActive: boolean;
}

/** All that a tenant holds, whichever API shows it. */
export interface Tenant {
  customerId: number;
  /** Single sign-on; on for Secure, and set up for Monitor, unless changed. */
  sso: SimulatedSso[];
  /** Whether a password is enough; not for Secure unless changed. */
  passwordLogin: Record<SimulatedTeam['product'], boolean>;
  users: SimulatedUser[];
  teams: SimulatedTeam[];
  /** Members by team id, administrators left out: they reach every team. */
  members: Map<number, SimulatedMembership[]>;
  roles: SimulatedRole[];
  serviceAccounts: SimulatedServiceAccount[];
  scans: ScanCounts;
  assetsPerImage: number;
  namesPerImage: number;
  /** Epoch ms. */
  now: number;
}

/** Every so many users is an administrator, disabled, or not yet confirmed. */
const ADMIN_EVERY = 40;
const DISABLED_EVERY = 17;
const PENDING_EVERY = 13;

const STANDARD_ROLES = [
  'ROLE_TEAM_READ',
  'ROLE_TEAM_STANDARD',
  'ROLE_TEAM_EDIT',
  'ROLE_TEAM_MANAGER',
] as const;

/** Every so many memberships have a custom role. */
const CUSTOM_EVERY = 7;

/** A tenant that depends on its options alone. */
export function createTenant({
  users: userCount = 60,
  teams: teamCount = 12,
  teamsPerUser = 3,
  roles: roleCount = 4,
  serviceAccounts = 5,
  teamsWithServiceAccounts = 3,
  serviceAccountsPerTeam = 1,
  scans = {},
  assetsPerImage = 1,
  namesPerImage = 1,
  now = Date.now(),
  seed = 1,
}: TenantOptions = {}): Tenant {
  const random = new Random(seed);
  const roles = range(roleCount).map((index) => ({
    id: 71 + index,
    name: `Custom role ${index + 1}`,
    permissions: ['secure.vm.read', `secure.area-${index}.read`],
  }));
  const users = range(userCount).map((index) => createUser(index, random));
  const teams = range(teamCount).map((index) => createTeam(index));
  return {
    customerId: 9001,
    sso: [
      { product: 'monitor', type: 'SAML', isActive: false },
      { product: 'secure', type: 'OPENID', isActive: true },
    ],
    passwordLogin: { monitor: true, secure: false },
    users,
    teams,
    members: createMembers(users, teams, roles, teamsPerUser, random),
    roles,
    serviceAccounts: [
      ...range(serviceAccounts).map((index) => ({
        id: 8001 + index,
        name: `inventory-reader-${index + 1}`,
      })),
      ...teams.slice(0, teamsWithServiceAccounts).flatMap(({ id }, place) =>
        range(serviceAccountsPerTeam).map((index) => ({
          id: id * 1000 + index,
          name: `team-reader-${id}-${index + 1}`,
          teamId: id,
          // Those of every second team.
          customRoleId: place % 2 === 1 ? roles[0]?.id : undefined,
        })),
      ),
    ],
    scans: {
      pipeline: 40,
      registry: 40,
      runtime: 40,
      hosts: 5,
      legacy: 40,
      ...scans,
    },
    assetsPerImage,
    namesPerImage,
    now,
  };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

function createUser(index: number, random: Random): SimulatedUser {
  const culture = random.pick(CULTURES);
  const [given, givenLatin] = random.pick(culture.given);
  const [family, familyLatin] = random.pick(culture.family);
  const isNameless = index % 11 === 5;
  return {
    id: 41_001 + index,
    email: `${givenLatin}.${familyLatin}${index}@Acme.example`,
    firstName: isNameless ? null : given,
    lastName: isNameless ? null : family,
    isAdmin: index % ADMIN_EVERY === 0,
    isEnabled: index % DISABLED_EVERY !== DISABLED_EVERY - 1,
    status:
      index % PENDING_EVERY === PENDING_EVERY - 1 ? 'pending' : 'confirmed',
    created: 1_700_000_000_000 + index * 60_000,
  };
}

function createTeam(index: number): SimulatedTeam {
  return {
    id: 501 + index,
    name: `Team ${index + 1}`,
    product: index % 3 === 2 ? 'monitor' : 'secure',
    isDefault: index === 0,
    created: 1_690_000_000_000 + index * 60_000,
  };
}

function createMembers(
  users: readonly SimulatedUser[],
  teams: readonly SimulatedTeam[],
  roles: readonly SimulatedRole[],
  teamsPerUser: number,
  random: Random,
): Map<number, SimulatedMembership[]> {
  const members = new Map<number, SimulatedMembership[]>(
    teams.map(({ id }) => [id, []]),
  );
  let count = 0;
  for (const { id: userId } of users.filter(({ isAdmin }) => !isAdmin)) {
    for (const team of random.sample(teams, teamsPerUser)) {
      count += 1;
      const role = roles[count % roles.length];
      members
        .get(team.id)
        ?.push(
          role && count % CUSTOM_EVERY === 0
            ? { userId, role: null, customRoleId: role.id }
            : { userId, role: random.pick(STANDARD_ROLES), customRoleId: null },
        );
    }
  }
  return members;
}

/** What a complete reading of a tenant finds. */
export interface Counts {
  users: number;
  teams: number;
  memberships: number;
  roles: number;
  userRoles: number;
  serviceAccounts: number;
  teamServiceAccounts: number;
  serviceAccountRoles: number;
  scans: number;
}

/** The true figures of a tenant that offers the newer APIs. */
export function countsOf(tenant: Tenant): Counts {
  const members = [...tenant.members.values()].flat();
  const admins = tenant.users.filter(({ isAdmin }) => isAdmin).length;
  const { pipeline, registry, runtime } = tenant.scans;
  return {
    users: tenant.users.length,
    teams: tenant.teams.length,
    memberships: members.length + admins * tenant.teams.length,
    roles: tenant.roles.length,
    userRoles: new Set(
      members
        .filter(({ customRoleId }) => customRoleId !== null)
        .map(({ userId, customRoleId }) => `${userId} ${customRoleId}`),
    ).size,
    serviceAccounts: tenant.serviceAccounts.length,
    teamServiceAccounts: tenant.serviceAccounts.filter(
      ({ teamId }) => teamId !== undefined,
    ).length,
    serviceAccountRoles: tenant.serviceAccounts.filter(
      ({ customRoleId }) => customRoleId !== undefined,
    ).length,
    scans: pipeline + registry + runtime,
  };
}

/** The true figures of a tenant that offers the older APIs only. */
export function legacyCountsOf(tenant: Tenant): Counts {
  return {
    ...countsOf(tenant),
    roles: 0,
    userRoles: 0,
    serviceAccounts: 0,
    teamServiceAccounts: 0,
    serviceAccountRoles: 0,
    scans: Math.ceil(tenant.scans.legacy / tenant.namesPerImage),
  };
}
