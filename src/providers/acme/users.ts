import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import {
  type ManagerNaming,
  type UserOfList,
  withManagerNames,
} from '../../collect/managerNames';
import type { ProviderStep } from '../../collect/provider';
import { stepDataKey } from '../../collect/stepData';
import { entityModel, toEntity } from '../../graph/entities';
import {
  email,
  link,
  personName,
  pick,
  text,
  texts,
  time,
} from '../../graph/properties';
import { createRelationship, related } from '../../graph/relationships';
import { ApiError, describeEndpoint } from '../../http/failures';
import { type Records, unlessEmpty } from '../../http/records';
import { identifier } from '../../wire/fields';

import { ACCOUNT, accountKey } from './account';
import {
  complex,
  flagAttribute,
  Meta,
  type MultiValue,
  multiValued,
  referredId,
  scimObject,
  textAttribute,
} from './attributes';
import {
  ignoreApiError,
  type Resource,
  scimAccess,
  type ScimClient,
} from './client';
import { Memberships } from './memberships';
import { pageProbe, pageSurvey } from './survey';

export const USERS: Resource = {
  schema: 'urn:ietf:params:scim:schemas:core:2.0:User',
  path: '/Users',
  access: scimAccess('users', '/Users'),
  largestPage: 1_000,
};

/** The Enterprise User extension (RFC 7643 section 4.3). */
export const ENTERPRISE_USER =
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** The same in any case, or in a form of SCIM 1. */
const ANY_ENTERPRISE_USER =
  /^urn:(ietf:params:)?scim:.*:enterprise:\d\.\d(:User)?$/i;

const EnterpriseUser = complex(
  {
    employeeNumber: textAttribute,
    costCenter: textAttribute,
    organization: textAttribute,
    division: textAttribute,
    department: textAttribute,
    manager: complex(
      { value: textAttribute, $ref: textAttribute, displayName: textAttribute },
      'value',
    ),
  },
  'department',
);

/** A user (RFC 7643 section 4.1). */
export const ScimUser = scimObject(
  {
    id: identifier,
    externalId: textAttribute,
    userName: textAttribute,
    name: complex(
      {
        formatted: textAttribute,
        familyName: textAttribute,
        givenName: textAttribute,
      },
      'formatted',
    ),
    /** GitLab writes the path of the attribute for its name. */
    'name.formatted': textAttribute,
    displayName: textAttribute,
    nickName: textAttribute,
    profileUrl: textAttribute,
    title: textAttribute,
    userType: textAttribute,
    active: flagAttribute,
    emails: multiValued,
    groups: z.unknown().optional(),
    entitlements: multiValued,
    roles: multiValued,
    [ENTERPRISE_USER]: EnterpriseUser,
    meta: Meta,
  },
  (name) => (ANY_ENTERPRISE_USER.test(name) ? ENTERPRISE_USER : undefined),
);
export type ScimUser = z.infer<typeof ScimUser>;

export const USER = entityModel<UserOfList<ScimUser>>({
  resourceName: 'User',
  _type: 'acme_user',
  _class: ['User'],
  key: ({ user }) => userKey(user.id),
  properties: {
    name: [
      'Display name, else the full name, the user name or the id',
      ({ user }) => nameOf(user),
    ],
    id: ['Id in the directory', ({ user }) => user.id],
    username: ['Name to log in with', ({ user }) => text(user.userName)],
    email: [
      'Primary address, else that for work, the first one, or the user name where it is one',
      ({ user }) => primaryEmail(user),
    ],
    emails: [
      'All addresses in lower case, where there are several',
      ({ user }) => allEmails(user),
    ],
    firstName: ['Given name', ({ user }) => text(user.name?.givenName)],
    lastName: ['Family name', ({ user }) => text(user.name?.familyName)],
    active: [
      'Whether the user may log in, where the directory tells',
      ({ user }) => user.active,
    ],
    status: [
      'active or inactive, where the directory tells',
      ({ user }) => statusOf(user),
    ],
    externalId: [
      'Id that the provisioning client has set',
      ({ user }) => text(user.externalId),
    ],
    nickName: ['Casual name', ({ user }) => text(user.nickName)],
    title: ['Job title', ({ user }) => text(user.title)],
    employeeType: [
      'Relation to the organization, such as Contractor',
      ({ user }) => text(user.userType),
    ],
    employeeNumber: [
      'Number within the organization',
      ({ user }) => text(user[ENTERPRISE_USER]?.employeeNumber),
    ],
    costCenter: [
      'Cost center',
      ({ user }) => text(user[ENTERPRISE_USER]?.costCenter),
    ],
    organization: [
      'Organization',
      ({ user }) => text(user[ENTERPRISE_USER]?.organization),
    ],
    division: ['Division', ({ user }) => text(user[ENTERPRISE_USER]?.division)],
    department: [
      'Department',
      ({ user }) => text(user[ENTERPRISE_USER]?.department),
    ],
    manager: [
      'Name of the manager, where the directory tells it or lists the manager',
      ({ user, managerName }) => managerNameIn(user) ?? managerName,
    ],
    managerId: ['Id of the manager', ({ user }) => managerIdOf(user)],
    entitlements: [
      'What the user is entitled to',
      ({ user }) => valuesOf(user.entitlements),
    ],
    roles: ['Roles of the user', ({ user }) => valuesOf(user.roles)],
    createdOn: ['When it was made', ({ user }) => time(user.meta?.created)],
    updatedOn: [
      'When it was changed last',
      ({ user }) => time(user.meta?.lastModified),
    ],
    webLink: [
      'Page of the user, as the directory names it',
      ({ user }) => link(user.profileUrl),
    ],
  },
  raw: ({ user }) => ({
    ...pick(user, [
      'id',
      'externalId',
      'userName',
      'displayName',
      'active',
      'title',
      'userType',
    ]),
    entitlements: rawValues(user.entitlements),
    roles: rawValues(user.roles),
  }),
});

export const ACCOUNT_HAS_USER = related(ACCOUNT, RelationshipClass.HAS, USER);

/** The key of a user, by its id. */
export function userKey(id: string): string {
  return `acme_user:${id}`;
}

function nameOf(user: ScimUser): string {
  return readableNameOf(user) ?? text(user.userName) ?? user.id;
}

function readableNameOf(user: ScimUser): string | undefined {
  const { displayName, name } = user;
  const parts = [text(name?.givenName), text(name?.familyName)];
  return (
    text(displayName) ??
    text(name?.formatted) ??
    text(user['name.formatted']) ??
    text(parts.filter(Boolean).join(' '))
  );
}

function primaryEmail({ emails = [], userName }: ScimUser): string | undefined {
  const candidates = [
    ...emails.filter(({ primary }) => primary),
    ...emails.filter(({ type }) => type?.toLowerCase() === 'work'),
    ...emails,
  ].map(({ value }) => value);
  return [...candidates, userName]
    .map(email)
    .find((each) => each !== undefined);
}

function allEmails({ emails = [] }: ScimUser): string[] | undefined {
  const all = texts(emails.map(({ value }) => email(value)));
  return all && all.length > 1 ? all : undefined;
}

/** Unknown stays unknown: RFC 7643 leaves `active` optional. */
function statusOf({ active }: ScimUser): string | undefined {
  if (active === undefined) return undefined;
  return active ? 'active' : 'inactive';
}

function managerNameIn(user: ScimUser): string | undefined {
  return personName(user[ENTERPRISE_USER]?.manager?.displayName);
}

function managerIdOf(user: ScimUser): string | undefined {
  const manager = user[ENTERPRISE_USER]?.manager;
  return manager ? text(referredId(manager)) : undefined;
}

function valuesOf(values: readonly MultiValue[] = []): string[] | undefined {
  return texts(values.map(readable));
}

/** A value with a digit in it is taken for an id: the name beside it says more. */
function readable({ value, display }: MultiValue): string | undefined {
  const name = text(display);
  return name !== undefined && /\d/.test(value ?? '')
    ? name
    : (text(value) ?? name);
}

function rawValues(values: readonly MultiValue[] | undefined) {
  return values?.map((each) =>
    pick(each, ['value', 'display', 'type', 'primary']),
  );
}

/**
 * Reads one user, as the proof that the credential works.
 *
 * @throws ApiError when it does not
 */
export function verify(client: ScimClient): Promise<void> {
  return client.probe(USERS);
}

/**
 * All users.
 *
 * @throws ApiError also where the list is not that of a directory: services that only take users
 *   from an identity provider list none, or a sample
 */
export function listUsers(client: ScimClient): Records<ScimUser> {
  return unlessEmpty(unlessSample(client), () =>
    implausible(
      client,
      'the service lists no user, as services do that only take users from an identity provider; check acmeBaseUrl, and that the credential may see users',
    ),
  );
}

/** The list, unless its only user is not one of the service's. */
async function* unlessSample(client: ScimClient): Records<ScimUser> {
  let count = 0;
  let only: string | undefined;
  for await (const checked of client.list(USERS, ScimUser)) {
    count += 1;
    if (checked.ok) only ??= checked.record.id;
    yield checked;
  }
  if (count !== 1 || only === undefined) return;
  if (await client.isGone(USERS, only).catch(ignoreApiError)) {
    throw implausible(
      client,
      `the service lists one user, ${only}, and does not know this user: it gives a sample in place of its users`,
    );
  }
}

function implausible({ baseUrl }: ScimClient, reason: string): ApiError {
  const endpoint = describeEndpoint('GET', baseUrl) + USERS.path;
  return new ApiError({ kind: 'answer', endpoint, status: 200, reason });
}

/** What the list of users told. */
export interface UsersSeen {
  ids: readonly string[];
  /** Memberships as the users tell them. */
  memberships: Memberships;
}

export const UserGroups = stepDataKey<UsersSeen>({
  from: 'fetch-acme-users',
  name: 'groups of users',
});

/** Where the directory tells a manager's name beside the id, that one is taken. */
const NAMING: ManagerNaming<ScimUser> = {
  idOf: ({ id }) => id,
  nameOf: (user) => personName(readableNameOf(user)),
  managerIdOf: (user) =>
    managerNameIn(user) === undefined ? managerIdOf(user) : undefined,
};

export const users: ProviderStep<ScimClient> = {
  id: 'fetch-acme-users',
  name: 'Fetch SCIM users',
  entities: [USER],
  relationships: [ACCOUNT_HAS_USER],
  reads: [USERS.access],
  survey: pageSurvey(pageProbe(USERS)),
  async collect({ client, jobState, completeness, stepData }) {
    const parentKey = accountKey(client.baseUrl);
    const memberships = new Memberships();
    const ids: string[] = [];
    const list = completeness.track(listUsers(client), 'users');
    const withoutGroups = takeGroups(list, memberships);
    for await (const { user, managerName } of withManagerNames(
      withoutGroups,
      NAMING,
    )) {
      ids.push(user.id);
      await jobState.addEntity(toEntity(USER, { user, managerName }));
      await jobState.addRelationship(
        createRelationship(ACCOUNT_HAS_USER, parentKey, userKey(user.id)),
      );
    }
    await stepData.set(UserGroups, { ids, memberships });
  },
};

/** Takes the groups out of users: those who wait for a manager's name would hold them as long. */
async function* takeGroups(
  list: AsyncIterable<ScimUser>,
  memberships: Memberships,
): AsyncGenerator<ScimUser> {
  for await (const user of list) {
    memberships.addUser(user.id, user.groups);
    yield { ...user, groups: undefined };
  }
}
