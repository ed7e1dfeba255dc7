import { z } from 'zod';

import { withManagerNames } from '../../collect/managerNames';
import { stepDataKey } from '../../collect/stepData';
import { entityModel } from '../../graph/entities';
import {
  email,
  link,
  personName,
  pick,
  text,
  texts,
  time,
} from '../../graph/properties';
import type { Records } from '../../http/records';
import {
  flag,
  objectField,
  reference,
  textList,
  textOrNumber,
} from '../../wire/fields';

import { jumpcloudAccess } from './access';
import { members } from './associations';
import type { JumpCloudClient } from './client';
import { GROUPS } from './groups';
import { organizationListStep, unlessImplausible } from './organizationList';
import {
  type AccountState,
  accountState,
  type MfaState,
  mfaState,
} from './userState';
import { record } from './wire';
import { listOfV1, probeOf } from './survey';

/**
 * The state of each second factor, by field name, such as `totpStatus`; `overallStatus` sums them
 * up. Factors that JumpCloud adds later follow the same form.
 */
const MfaEnrollment = z
  .record(z.string(), z.unknown())
  .transform((fields) =>
    Object.fromEntries(
      Object.entries(fields).filter(
        (field): field is [string, string] =>
          field[0].endsWith('Status') && typeof field[1] === 'string',
      ),
    ),
  )
  .optional()
  .catch(undefined);

/** A user (`GET /api/systemusers`). */
export const User = record({
  username: textOrNumber,
  email: textOrNumber,
  firstname: textOrNumber,
  lastname: textOrNumber,
  displayname: textOrNumber,
  state: textOrNumber,
  activated: flag,
  suspended: flag,
  account_locked: flag,
  account_locked_date: textOrNumber,
  created: textOrNumber,
  creationSource: textOrNumber,
  company: textOrNumber,
  department: textOrNumber,
  costCenter: textOrNumber,
  jobTitle: textOrNumber,
  employeeType: textOrNumber,
  employeeIdentifier: textOrNumber,
  manager: reference,
  organization: reference,
  admin: objectField({
    id: reference,
    roleName: textOrNumber,
    roleNames: textList,
  }),
  mfa: objectField({
    configured: flag,
    exclusion: flag,
    exclusionUntil: textOrNumber,
  }),
  mfaEnrollment: MfaEnrollment,
  totp_enabled: flag,
  enable_user_portal_multifactor: flag,
  password_expired: flag,
  password_never_expires: flag,
  password_expiration_date: textOrNumber,
  password_date: textOrNumber,
  sudo: flag,
  passwordless_sudo: flag,
  ldap_binding_user: flag,
  samba_service_user: flag,
  externally_managed: flag,
  external_source_type: textOrNumber,
  lastlogin: textOrNumber,
});
export type User = z.infer<typeof User>;

const USERS_PATH = '/api/systemusers';

const ACCESS = jumpcloudAccess({
  what: 'users',
  endpoints: [`GET ${USERS_PATH}`],
});

const LIST = listOfV1({
  path: USERS_PATH,
  permission: ACCESS.needs,
  record: User,
  essential: ['manager'],
});

/** All users, in all states (`GET /api/systemusers`). */
export function listUsers(
  client: JumpCloudClient,
  organizationId: string,
): Records<User> {
  const list = LIST.read(client, organizationId);
  return unlessImplausible(list, `GET ${USERS_PATH}`, async () => {
    const group = await groupWithUser(client, organizationId);
    return group && `but group ${group} has a user as a member`;
  });
}

/** Groups that are asked whether they have members. */
const MOST_GROUPS_ASKED = 10;

/** A group with a user as a member, of the first groups; undefined where there is none. */
async function groupWithUser(
  client: JumpCloudClient,
  organizationId: string,
): Promise<string | undefined> {
  let asked = 0;
  for await (const group of GROUPS.read(client, organizationId)) {
    if (asked === MOST_GROUPS_ASKED) return undefined;
    if (!group.ok) continue;
    asked += 1;
    const { id } = group.record;
    const type = 'user_group';
    for await (const member of members.read(client, {
      organizationId,
      type,
      id,
    })) {
      if (member.ok && member.record.type === 'user') return id;
    }
  }
  return undefined;
}

/** A user, and the name of the manager where the organization lists that one. */
export type ListedUser = User & { managerName?: string };

interface Source {
  user: ListedUser;
  state: AccountState;
  mfa: MfaState;
  consoleUrl: URL;
}

export function userSource(user: ListedUser, consoleUrl: URL): Source {
  return { user, state: accountState(user), mfa: mfaState(user), consoleUrl };
}

/** Phone numbers, addresses, other e-mail addresses, keys and custom attributes are left out. */
export const USER = entityModel<Source>({
  resourceName: 'User',
  _type: 'jumpcloud_user',
  _class: ['User'],
  key: ({ user }) => user.id,
  properties: {
    id: ["JumpCloud's id of the user", ({ user }) => user.id],
    name: [
      'Display name, else first and last name, else the user name',
      nameOf,
    ],
    username: ['Name to log in with', ({ user }) => text(user.username)],
    email: ['E-mail address in lower case', ({ user }) => email(user.email)],
    firstName: ['First name', ({ user }) => text(user.firstname)],
    lastName: ['Last name', ({ user }) => text(user.lastname)],
    active: [
      'Whether the user is activated, and neither suspended nor locked',
      ({ state }) => state.active,
    ],
    activated: [
      'Whether the user was activated',
      ({ state }) => state.activated,
    ],
    suspended: [
      'Whether the user is suspended',
      ({ state }) => state.suspended,
    ],
    locked: ['Whether the user is locked out', ({ state }) => state.locked],
    status: [
      'One word for the state: `active`, `inactive`, `locked`, `staged` or `suspended`',
      ({ state }) => state.status,
    ],
    state: [
      "JumpCloud's word for the state, in lower case",
      ({ user }) => text(user.state)?.toLowerCase(),
    ],
    lockedOn: [
      'When the user was locked out',
      ({ user }) => time(user.account_locked_date),
    ],
    mfaEnabled: [
      'Whether any second factor is enrolled; undefined where JumpCloud does not tell',
      ({ mfa }) => mfa.mfaEnabled,
    ],
    mfaMethods: [
      'The enrolled second factors, such as totp, push, webauthn, duo; none that waits for its activation',
      ({ mfa }) => mfa.mfaMethods,
    ],
    mfaPhishingResistant: [
      'Whether WebAuthn is among them; unknown where factors are not told singly',
      ({ mfa }) => mfa.mfaPhishingResistant,
    ],
    mfaConfigured: [
      'Whether JumpCloud counts the user as having a second factor',
      ({ user }) => user.mfa?.configured,
    ],
    mfaExclusion: [
      'Whether the user is exempt from a second factor for now',
      ({ user }) => user.mfa?.exclusion,
    ],
    mfaExclusionUntil: [
      'When that exemption ends',
      ({ user }) => time(user.mfa?.exclusionUntil),
    ],
    portalMfaRequired: [
      'Whether the user portal demands a second factor',
      ({ user }) => user.enable_user_portal_multifactor,
    ],
    admin: [
      'True for users who administer JumpCloud as well',
      ({ user }) => (user.admin ? true : undefined),
    ],
    adminId: ['Id of their administrator', ({ user }) => user.admin?.id],
    adminRoles: [
      'Their roles as administrators',
      ({ user }) =>
        texts([user.admin?.roleName, ...(user.admin?.roleNames ?? [])]),
    ],
    employeeId: [
      'Identifier of the employee',
      ({ user }) => text(user.employeeIdentifier),
    ],
    employeeNumber: [
      'Identifier of the employee',
      ({ user }) => text(user.employeeIdentifier),
    ],
    employeeType: ['Kind of employment', ({ user }) => text(user.employeeType)],
    title: ['Job title', ({ user }) => text(user.jobTitle)],
    jobTitle: ['Job title', ({ user }) => text(user.jobTitle)],
    department: ['Department', ({ user }) => text(user.department)],
    company: ['Company', ({ user }) => text(user.company)],
    costCenter: ['Cost center', ({ user }) => text(user.costCenter)],
    manager: [
      'Name of the manager, where the organization lists one with a name',
      ({ user }) => user.managerName,
    ],
    managerId: ["JumpCloud's id of the manager", ({ user }) => user.manager],
    sudo: [
      'Whether the user administers all devices bound to the user',
      ({ user }) => user.sudo,
    ],
    passwordlessSudo: [
      'Whether that takes no password',
      ({ user }) => user.passwordless_sudo,
    ],
    ldapBindingUser: [
      'Whether the user may bind to LDAP',
      ({ user }) => user.ldap_binding_user,
    ],
    sambaServiceUser: [
      'Whether the user is a service user of Samba',
      ({ user }) => user.samba_service_user,
    ],
    externallyManaged: [
      'Whether another directory manages the user',
      ({ user }) => user.externally_managed,
    ],
    externalSourceType: [
      'Kind of that directory',
      ({ user }) => text(user.external_source_type),
    ],
    passwordExpired: [
      'Whether the password has expired',
      ({ user }) => user.password_expired,
    ],
    passwordNeverExpires: [
      'Whether the password never expires',
      ({ user }) => user.password_never_expires,
    ],
    passwordExpiresOn: [
      'When the password expires',
      ({ user }) => time(user.password_expiration_date),
    ],
    passwordChangedOn: [
      'When the password was changed',
      ({ user }) => time(user.password_date),
    ],
    creationSource: [
      'How the user was created',
      ({ user }) => text(user.creationSource),
    ],
    createdOn: ['When the user was created', ({ user }) => time(user.created)],
    lastLoginOn: [
      'When the user last logged in',
      ({ user }) => time(user.lastlogin),
    ],
    webLink: [
      'The user in the admin portal',
      ({ user, consoleUrl }) =>
        link(`${consoleUrl.origin}/#/users/${user.id}/details`),
    ],
  },
  raw: ({ user }) =>
    pick(user, [
      'id',
      'username',
      'email',
      'displayname',
      'state',
      'activated',
      'suspended',
      'account_locked',
      'account_locked_date',
      'created',
      'department',
      'employeeIdentifier',
      'employeeType',
      'jobTitle',
      'manager',
      'organization',
      'admin',
      'mfa',
      'mfaEnrollment',
      'totp_enabled',
      'password_expired',
      'password_never_expires',
      'password_expiration_date',
    ]),
});

function nameOf({ user }: Source): string {
  return (
    readableNameOf(user) ?? text(user.username) ?? email(user.email) ?? user.id
  );
}

function readableNameOf(user: User): string | undefined {
  const names = [text(user.firstname), text(user.lastname)].filter(Boolean);
  return text(user.displayname) ?? text(names.join(' '));
}

/** JumpCloud names a manager by id. */
async function* withManagers(
  users: AsyncIterable<User>,
): AsyncGenerator<ListedUser> {
  const named = withManagerNames(users, {
    idOf: ({ id }) => id,
    nameOf: (user) => personName(readableNameOf(user)),
    managerIdOf: ({ manager }) => manager,
  });
  for await (const { user, managerName } of named) {
    yield { ...user, managerName };
  }
}

const USERS = 'fetch-jumpcloud-users';

/** The ids of managers, by the id of the user. */
export const Managers = stepDataKey<ReadonlyMap<string, string>>({
  from: USERS,
  name: 'managers',
});

export const usersProbe = probeOf(ACCESS, LIST.look);

export const users = organizationListStep<ListedUser, Source>({
  id: USERS,
  name: 'Fetch JumpCloud users',
  entity: USER,
  access: ACCESS,
  list: { ...LIST, read: listUsers },
  probe: usersProbe,
  organizationOf: ({ organization }) => organization,
  toSource: (user, { consoleUrl }) => userSource(user, consoleUrl),
  prepare: withManagers,
  handsOn: { key: Managers, value: ({ manager }) => manager },
});
