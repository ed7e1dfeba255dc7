import type { z } from 'zod';

import { entityModel } from '../../graph/entities';
import { email, pick, text, texts, time } from '../../graph/properties';
import {
  flag,
  objectField,
  reference,
  textOrNumber as textField,
  textList,
} from '../../wire/fields';

import type { Records } from '../../http/records';

import { jumpcloudAccess } from './access';
import type { JumpCloudClient } from './client';
import { organizationListStep, unlessImplausible } from './organizationList';
import { record } from './wire';
import { listOfV1, probeOf } from './survey';

export const AdminsSource = 'jumpcloud-admins';

/** An administrator of the console (`GET /api/users`). */
export const Admin = record({
  email: textField,
  firstname: textField,
  lastname: textField,
  roleName: textField,
  roleNames: textList,
  enableMultiFactor: flag,
  totpEnrolled: flag,
  suspended: flag,
  apiKeyAllowed: flag,
  apiKeySet: flag,
  apiKeyHash: objectField({ createdAt: textField, expireAt: textField }),
  created: textField,
  organization: reference,
  provider: reference,
});
export type Admin = z.infer<typeof Admin>;

export const ADMIN = entityModel<Admin>({
  resourceName: 'Admin',
  _type: 'jumpcloud_admin',
  _class: ['User'],
  key: ({ id }) => id,
  properties: {
    id: ["JumpCloud's id of the administrator", ({ id }) => id],
    name: ['First and last name, else the address', nameOf],
    username: [
      'Name to log in with: the address',
      (admin) => text(admin.email),
    ],
    email: ['E-mail address in lower case', (admin) => email(admin.email)],
    firstName: ['First name', ({ firstname }) => text(firstname)],
    lastName: ['Last name', ({ lastname }) => text(lastname)],
    active: [
      'Whether the administrator is not suspended',
      ({ suspended }) => (suspended === undefined ? undefined : !suspended),
    ],
    suspended: [
      'Whether the administrator is suspended',
      ({ suspended }) => suspended,
    ],
    status: ['`active` or `suspended`', statusOf],
    admin: ['Always true', () => true],
    roles: [
      'Roles',
      ({ roleName, roleNames }) => texts([roleName, ...(roleNames ?? [])]),
    ],
    mfaEnabled: [
      'Whether TOTP is enrolled and not switched off; no other factor is told, so undefined without it where a second factor is demanded',
      hasMfa,
    ],
    mfaMethods: [
      '`totp` where it is enrolled and not switched off',
      (admin) => (hasMfa(admin) ? ['totp'] : undefined),
    ],
    mfaRequired: [
      'Whether logging in demands a second factor',
      ({ enableMultiFactor }) => enableMultiFactor,
    ],
    apiKeyAllowed: [
      'Whether the administrator may have an API key',
      ({ apiKeyAllowed }) => apiKeyAllowed,
    ],
    apiKeySet: [
      'Whether the administrator has one',
      ({ apiKeySet }) => apiKeySet,
    ],
    apiKeyCreatedOn: [
      'When that key was made',
      ({ apiKeyHash }) => time(apiKeyHash?.createdAt),
    ],
    apiKeyExpiresOn: [
      'When that key expires',
      ({ apiKeyHash }) => time(apiKeyHash?.expireAt),
    ],
    providerId: [
      'The managed service provider of the administrator',
      ({ provider }) => provider,
    ],
    createdOn: [
      'When the administrator was added',
      ({ created }) => time(created),
    ],
  },
  raw: (admin) =>
    pick(admin, [
      'id',
      'email',
      'roleName',
      'roleNames',
      'enableMultiFactor',
      'totpEnrolled',
      'suspended',
      'apiKeyAllowed',
      'apiKeySet',
      'created',
      'organization',
    ]),
});

function nameOf(admin: Admin): string {
  const names = [text(admin.firstname), text(admin.lastname)].filter(Boolean);
  return text(names.join(' ')) ?? email(admin.email) ?? admin.id;
}

function statusOf({ suspended }: Admin): string | undefined {
  if (suspended === undefined) return undefined;
  return suspended ? 'suspended' : 'active';
}

/**
 * An enrolled TOTP counts where it is not switched off, as JumpCloud's own audit has it. Of second
 * factors only TOTP is told: one without it has none for sure only where none is demanded either.
 */
function hasMfa({
  totpEnrolled,
  enableMultiFactor,
}: Admin): boolean | undefined {
  if (totpEnrolled) return enableMultiFactor !== false;
  const isNoneDemanded = enableMultiFactor === false;
  return isNoneDemanded && totpEnrolled === false ? false : undefined;
}

const ADMINS_PATH = '/api/users';

const ACCESS = jumpcloudAccess({
  what: 'administrators',
  roles: ['Administrator', 'Administrator With Billing'],
  insteadOfIt: 'switch off the ingestion source "Administrators"',
  endpoints: [`GET ${ADMINS_PATH}`],
});

const LIST = listOfV1({
  path: ADMINS_PATH,
  permission: ACCESS.needs,
  record: Admin,
});

/** The administrators of the console (`GET /api/users`). The specification leaves it out. */
function listAdmins(
  client: JumpCloudClient,
  organizationId: string,
): Records<Admin> {
  const list = LIST.read(client, organizationId);
  return unlessImplausible(list, `GET ${ADMINS_PATH}`, async () =>
    (await client.hasOwnAdmin(organizationId))
      ? 'but the API key belongs to an administrator of this organization'
      : undefined,
  );
}

export const admins = organizationListStep({
  id: 'fetch-jumpcloud-admins',
  name: 'Fetch JumpCloud administrators',
  entity: ADMIN,
  ingestionSourceId: AdminsSource,
  access: ACCESS,
  list: { ...LIST, read: listAdmins },
  probe: probeOf(ACCESS, LIST.look),
  organizationOf: ({ organization }) => organization,
  toSource: (admin) => admin,
});
