/*
 * The state of a simulated org. Records are as Okta gives them, save for what depends on the
 * request: links and embedded objects.
 */

/** A record of any list: lists are in the order of ids, so that cursors survive changes. */
export interface Identified {
  id: string;
}

export interface UserRecord extends Identified {
  status: string;
  created: string;
  activated: string | null;
  statusChanged: string | null;
  lastLogin: string | null;
  lastUpdated: string;
  passwordChanged: string | null;
  type: { id: string };
  profile: Record<string, unknown>;
  credentials: Record<string, unknown>;
}

export interface FactorRecord extends Identified {
  factorType: string;
  provider: string;
  vendorName: string;
  status: string;
  created: string;
  lastUpdated?: string;
  profile?: Record<string, unknown>;
  _embedded?: Record<string, unknown>;
}

export interface AuthenticatorRecord extends Identified {
  type: string;
  key: string;
  status: 'ACTIVE' | 'INACTIVE';
  name: string;
  created: string;
  lastUpdated: string;
  settings?: Record<string, unknown>;
  /** Holds secrets of what provides the authenticator. */
  provider?: Record<string, unknown>;
}

export interface GroupRecord extends Identified {
  type: 'OKTA_GROUP' | 'APP_GROUP' | 'BUILT_IN';
  objectClass: string[];
  created: string;
  lastUpdated: string;
  lastMembershipUpdated: string;
  profile: Record<string, unknown>;
  /** The app that an app group comes from. */
  sourceAppId?: string;
}

export interface AppRecord extends Identified {
  name: string;
  label: string;
  status: string;
  created: string;
  lastUpdated: string | null;
  signOnMode: string;
  features: string[];
  credentials: Record<string, unknown>;
  settings: Record<string, unknown>;
  /** Undefined for services, and on Classic Engine. */
  accessPolicyId?: string;
}

export interface ApiTokenRecord extends Identified {
  name: string;
  userId: string;
  clientName: string;
  tokenWindow: string;
  network: { connection: string; include?: string[]; exclude?: string[] };
  created: string;
  lastUpdated: string;
  expiresAt: string;
}

export interface IdentityProviderRecord extends Identified {
  type: string;
  name: string;
  status: string;
  issuerMode: string;
  created: string;
  lastUpdated: string;
  /** Holds credentials, in clear. */
  protocol: Record<string, unknown>;
  policy: Record<string, unknown>;
}

export interface PolicyRuleRecord extends Identified {
  type: string;
  name: string;
  status: string;
  priority: number;
  system: boolean;
  created: string;
  lastUpdated: string;
  conditions: Record<string, unknown> | null;
  actions: Record<string, unknown>;
}

export interface PolicyRecord extends Identified {
  type: 'ACCESS_POLICY' | 'OKTA_SIGN_ON' | 'MFA_ENROLL' | 'PASSWORD';
  name: string;
  description: string | null;
  status: string;
  priority: number;
  system: boolean;
  created: string;
  lastUpdated: string;
  conditions: {
    people?: { groups?: { include: string[] } };
    authProvider?: object;
  } | null;
  settings?: Record<string, unknown>;
  /** What an access policy is for, unless it is for applications. */
  resourceType?: string;
  rules: PolicyRuleRecord[];
}

export interface AppUserRecord extends Identified {
  scope: 'USER' | 'GROUP';
  status: string;
  created: string;
  profile: Record<string, unknown>;
}

export interface AppGroupRecord extends Identified {
  priority: number;
  lastUpdated: string;
  profile: Record<string, unknown>;
}

export interface RoleRecord extends Identified {
  label?: string;
  type: string;
  status: string;
  assignmentType: 'USER' | 'GROUP' | 'CLIENT';
  created: string;
  lastUpdated: string;
  role?: string;
  'resource-set'?: string;
  /** What the role is limited to; none for the whole org. */
  targets?: { groups?: string[]; apps?: { name: string; id?: string }[] };
  /** The group through which a user has the role. */
  groupId?: string;
}

export interface RuleRecord extends Identified {
  type: 'group_rule';
  name: string;
  status: string;
  created: string;
  lastUpdated: string;
  conditions: Record<string, unknown>;
  actions: { assignUserToGroups: { groupIds: string[] } };
  allGroupsValid: boolean;
}

export interface DeviceRecord extends Identified {
  status: string;
  created: string;
  lastUpdated: string;
  profile: { displayName: string; platform: string } & Record<string, unknown>;
  resourceType: 'UDDevice';
  users: {
    created: string;
    managementStatus: string;
    screenLockType: string;
    userId: string;
  }[];
}

export interface LogRecord {
  uuid: string;
  published: string;
  eventType: string;
  actorId: string;
  appId: string;
  requestUri: string;
}

/** A simulated org. Tests change it while it is being read. */
export interface Organization {
  id: string;
  subdomain: string;
  companyName: string;
  /** `idx` is Identity Engine, `v1` Classic Engine. */
  pipeline: 'idx' | 'v1';
  /** Undefined where the credential may not know. */
  support?: 'ENABLED' | 'DISABLED';
  users: UserRecord[];
  factors: Map<string, FactorRecord[]>;
  authenticators: AuthenticatorRecord[];
  groups: GroupRecord[];
  /** Ids of users by group; of everybody's group nothing is kept. */
  members: Map<string, Set<string>>;
  apps: AppRecord[];
  policies: PolicyRecord[];
  apiTokens: ApiTokenRecord[];
  identityProviders: IdentityProviderRecord[];
  appUsers: Map<string, AppUserRecord[]>;
  appGroups: Map<string, AppGroupRecord[]>;
  userRoles: Map<string, RoleRecord[]>;
  groupRoles: Map<string, RoleRecord[]>;
  /** Roles of service apps, by the id of the app, which is that of its client. */
  clientRoles: Map<string, RoleRecord[]>;
  /** Owners of groups; undefined where the org has no licence for them. */
  groupOwners?: Map<string, { id: string; type: 'USER' | 'GROUP' }[]>;
  rules: RuleRecord[];
  devices: DeviceRecord[];
  logs: LogRecord[];
}

/** The policies that the org's engine has: Classic Engine has none of applications. */
export function policiesOf({
  pipeline,
  policies,
}: Organization): PolicyRecord[] {
  return pipeline === 'idx'
    ? policies
    : policies.filter(({ type }) => type !== 'ACCESS_POLICY');
}

/** Users by id, of each list of users: of a hundred thousand nobody is looked for one by one. */
const indexes = new WeakMap<
  readonly UserRecord[],
  ReadonlyMap<string, UserRecord>
>();

/** A user of the org; undefined where it has none of this id. */
export function userOf(
  { users }: Organization,
  id: string,
): UserRecord | undefined {
  let index = indexes.get(users);
  if (index?.size !== users.length) {
    index = new Map(users.map((user) => [user.id, user]));
    indexes.set(users, index);
  }
  return index.get(id);
}

/** The members of a group. Everybody's group holds all users who are not deprovisioned. */
export function membersOf(
  organization: Organization,
  { id, type, profile }: GroupRecord,
): UserRecord[] {
  const isEveryone = type === 'BUILT_IN' && profile.name === 'Everyone';
  const ids = organization.members.get(id);
  return organization.users.filter(
    (user) =>
      user.status !== 'DEPROVISIONED' && (isEveryone || ids?.has(user.id)),
  );
}

/** Removes a user from the org as Okta does when it is deleted. */
export function deleteUser(organization: Organization, userId: string): void {
  organization.users = organization.users.filter(({ id }) => id !== userId);
  organization.factors.delete(userId);
  organization.userRoles.delete(userId);
  for (const members of organization.members.values()) members.delete(userId);
  for (const [appId, users] of organization.appUsers) {
    organization.appUsers.set(
      appId,
      users.filter(({ id }) => id !== userId),
    );
  }
}

/** Removes a group from the org. */
export function deleteGroup(organization: Organization, groupId: string): void {
  organization.groups = organization.groups.filter(({ id }) => id !== groupId);
  organization.members.delete(groupId);
  organization.groupRoles.delete(groupId);
  for (const [appId, groups] of organization.appGroups) {
    organization.appGroups.set(
      appId,
      groups.filter(({ id }) => id !== groupId),
    );
  }
}

/** Removes an app from the org. */
export function deleteApp(organization: Organization, appId: string): void {
  organization.apps = organization.apps.filter(({ id }) => id !== appId);
  organization.clientRoles.delete(appId);
  organization.appUsers.delete(appId);
  organization.appGroups.delete(appId);
}
