import { z } from 'zod';

import { listStep } from '../../collect/listStep';
import { stepDataKey } from '../../collect/stepData';
import { listProbe, listSurvey } from '../../collect/survey';
import { entityModel } from '../../graph/entities';
import { email, pick, text, texts } from '../../graph/properties';
import type { Records } from '../../http/records';
import {
  flag,
  identifier,
  text as textField,
  textList,
} from '../../wire/fields';

import { accountHas, inAccount } from './account';
import type { SysdigClient } from './client';
import { productNames, timeOf, when } from './fields';
import { Reads } from './permissions';

/** A record of `GET /platform/v1/users`. */
export const PlatformUser = z.object({
  id: identifier,
  email: textField,
  firstName: textField,
  lastName: textField,
  isAdmin: flag,
  isEnabled: flag,
  /** Such as `confirmed` or `pending`. */
  activationStatus: textField,
  bypassSsoEnforcement: flag,
  dateCreated: when,
  lastUpdated: when,
});

/** A user, whichever API it comes from; the rest only the older API tells. */
export type User = z.infer<typeof PlatformUser> & {
  products?: string[];
  /** Whether the user administers the whole installation, on premises. */
  isSuperAdmin?: boolean;
  lastSeenOnSecure?: string | number;
};

/**
 * System roles of the older API: of the administrator of an installation, of an account, of others.
 * Any further one says nothing of administration.
 */
const IS_ADMIN = new Map([
  ['ROLE_ADMIN', true],
  ['ROLE_CUSTOMER', true],
  ['ROLE_USER', false],
]);

/** A record of `GET /api/v2/users/light`. */
export const OlderUser: z.ZodType<User> = z
  .object({
    id: identifier,
    username: textField,
    firstName: textField,
    lastName: textField,
    enabled: flag,
    status: textField,
    systemRole: textField,
    products: textList,
    dateCreated: when,
    lastUpdated: when,
    lastSeenOnSecure: when,
  })
  .transform((user) => ({
    ...user,
    email: user.username,
    isAdmin: IS_ADMIN.get(user.systemRole ?? ''),
    isSuperAdmin: IS_ADMIN.has(user.systemRole ?? '')
      ? user.systemRole === 'ROLE_ADMIN'
      : undefined,
    isEnabled: user.enabled,
    activationStatus: user.status,
    bypassSsoEnforcement: undefined,
    products: productNames(user.products),
  }));

/** All users (`GET /platform/v1/users`, else `GET /api/v2/users/light`). */
function listUsers(client: SysdigClient): Records<User> {
  return client.fallback.either<User>({
    what: 'users',
    platform: client.sortedList({
      path: '/platform/v1/users',
      bucket: 'users',
      permission: Reads.USERS.needs,
      record: PlatformUser,
    }),
    older: client.olderList('users', OlderUser),
  });
}

export function userKey(id: string): string {
  return `sysdig_user:${id}`;
}

export const USER = entityModel<User>({
  resourceName: 'User',
  _type: 'sysdig_user',
  _class: ['User'],
  key: ({ id }) => userKey(id),
  properties: {
    id: ["Sysdig's id of the user", ({ id }) => id],
    name: ['First and last name, else the user name', nameOf],
    username: ['Name to log in with: an address', ({ email }) => text(email)],
    email: ['E-mail address in lower case', (user) => email(user.email)],
    firstName: ['First name', ({ firstName }) => text(firstName)],
    lastName: ['Last name', ({ lastName }) => text(lastName)],
    active: ['Whether the user is confirmed and enabled', isActive],
    status: [
      'State of the invitation, such as `confirmed` or `pending`',
      statusOf,
    ],
    enabled: ['Whether the user may log in', ({ isEnabled }) => isEnabled],
    admin: [
      'Whether the user administers the account; undefined where Sysdig does not tell',
      ({ isAdmin }) => isAdmin,
    ],
    superAdmin: [
      'Whether the user administers the whole installation; of the older API only',
      ({ isSuperAdmin }) => isSuperAdmin,
    ],
    bypassSsoEnforcement: [
      'Whether the user may log in without single sign-on',
      ({ bypassSsoEnforcement }) => bypassSsoEnforcement,
    ],
    products: [
      'Products of the user: `monitor`, `secure`; of the older API only',
      ({ products }) => texts(products),
    ],
    createdOn: [
      'When the user was created',
      ({ dateCreated }) => timeOf(dateCreated),
    ],
    updatedOn: [
      'When the user was changed',
      ({ lastUpdated }) => timeOf(lastUpdated),
    ],
    lastSeenOn: [
      'When the user last used Sysdig Secure; of the older API only',
      ({ lastSeenOnSecure }) => timeOf(lastSeenOnSecure),
    ],
  },
  raw: (user) =>
    pick(user, ['id', 'activationStatus', 'isEnabled', 'isAdmin', 'products']),
});

function nameOf({ id, email, firstName, lastName }: User): string {
  const names = [text(firstName), text(lastName)].filter(Boolean).join(' ');
  return text(names) ?? text(email) ?? id;
}

function statusOf({ activationStatus }: User): string | undefined {
  return text(activationStatus)?.toLowerCase();
}

/** Who is not enabled is not active; else the invitation has to be confirmed as well. */
function isActive(user: User): boolean | undefined {
  const status = statusOf(user);
  if (user.isEnabled === false) return false;
  if (status !== undefined && status !== 'confirmed') return false;
  return status === undefined ? undefined : user.isEnabled;
}

const USERS = 'fetch-sysdig-users';

/** Whether users are administrators of the account, by id; undefined where that is not known. */
export const Admins = stepDataKey<ReadonlyMap<string, boolean | undefined>>({
  from: USERS,
  name: 'admins',
});

const usersProbe = listProbe(Reads.USERS, listUsers);

export const users = listStep({
  id: USERS,
  name: 'Fetch Sysdig users',
  entity: USER,
  relationship: accountHas(USER),
  access: Reads.USERS,
  survey: listSurvey(usersProbe, 'users', 200),
  list: listUsers,
  ...inAccount,
  toSource: (user) => user,
  handsOn: { key: Admins, entry: ({ id, isAdmin }) => [id, isAdmin] },
});
