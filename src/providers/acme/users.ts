import { RelationshipClass } from '@jupiterone/integration-sdk-core';
import type { z } from 'zod';

import type { ProviderStep } from '../../collect/provider';
import { stepDataKey } from '../../collect/stepData';
import { entityModel, toEntity } from '../../graph/entities';
import { addEntityOnce } from '../../graph/jobState';
import { email, link, pick, text, texts, time } from '../../graph/properties';
import { createRelationship, related } from '../../graph/relationships';
import { identifier } from '../../wire/fields';

import { ACCOUNT, accountKey } from './account';
import {
  complex,
  flagAttribute,
  Meta,
  type MultiValue,
  multiValued,
  scimObject,
  textAttribute,
} from './attributes';
import type { Resource, ScimClient } from './client';
import { Memberships } from './memberships';

export const USERS: Resource = {
  schema: 'urn:ietf:params:scim:schemas:core:2.0:User',
  path: '/Users',
  permission: 'read access to users (SCIM resource /Users)',
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
      { value: textAttribute, displayName: textAttribute },
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
    displayName: textAttribute,
    nickName: textAttribute,
    profileUrl: textAttribute,
    title: textAttribute,
    userType: textAttribute,
    active: flagAttribute,
    emails: multiValued,
    groups: multiValued,
    entitlements: multiValued,
    roles: multiValued,
    [ENTERPRISE_USER]: EnterpriseUser,
    meta: Meta,
  },
  (name) => (ANY_ENTERPRISE_USER.test(name) ? ENTERPRISE_USER : undefined),
);
export type ScimUser = z.infer<typeof ScimUser>;

export const USER = entityModel<ScimUser>({
  resourceName: 'User',
  _type: 'acme_user',
  _class: ['User'],
  key: ({ id }) => userKey(id),
  properties: {
    name: ['Display name, else the full name, the user name or the id', nameOf],
    id: ['Id in the directory', ({ id }) => id],
    username: ['Name to log in with', ({ userName }) => text(userName)],
    email: [
      'Primary address, else that for work, the first one, or the user name where it is one',
      primaryEmail,
    ],
    firstName: ['Given name', ({ name }) => text(name?.givenName)],
    lastName: ['Family name', ({ name }) => text(name?.familyName)],
    active: [
      'Whether the user may log in, where the directory tells',
      ({ active }) => active,
    ],
    status: ['active or inactive, where the directory tells', statusOf],
    externalId: [
      'Id that the provisioning client has set',
      ({ externalId }) => text(externalId),
    ],
    nickName: ['Casual name', ({ nickName }) => text(nickName)],
    title: ['Job title', ({ title }) => text(title)],
    employeeType: [
      'Relation to the organization, such as Contractor',
      ({ userType }) => text(userType),
    ],
    employeeNumber: [
      'Number within the organization',
      (user) => text(user[ENTERPRISE_USER]?.employeeNumber),
    ],
    costCenter: [
      'Cost center',
      (user) => text(user[ENTERPRISE_USER]?.costCenter),
    ],
    organization: [
      'Organization',
      (user) => text(user[ENTERPRISE_USER]?.organization),
    ],
    division: ['Division', (user) => text(user[ENTERPRISE_USER]?.division)],
    department: [
      'Department',
      (user) => text(user[ENTERPRISE_USER]?.department),
    ],
    manager: [
      'Name of the manager, else the id',
      (user) => {
        const manager = user[ENTERPRISE_USER]?.manager;
        return text(manager?.displayName) ?? text(manager?.value);
      },
    ],
    managerId: [
      'Id of the manager',
      (user) => text(user[ENTERPRISE_USER]?.manager?.value),
    ],
    entitlements: [
      'What the user is entitled to',
      ({ entitlements }) => valuesOf(entitlements),
    ],
    roles: ['Roles of the user', ({ roles }) => valuesOf(roles)],
    createdOn: ['When it was made', ({ meta }) => time(meta?.created)],
    updatedOn: [
      'When it was changed last',
      ({ meta }) => time(meta?.lastModified),
    ],
    webLink: [
      'Page of the user, as the directory names it',
      ({ profileUrl }) => link(profileUrl),
    ],
  },
  raw: (user) => ({
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

function nameOf({ id, displayName, name, userName }: ScimUser): string {
  const parts = [text(name?.givenName), text(name?.familyName)];
  return (
    text(displayName) ??
    text(name?.formatted) ??
    text(parts.filter(Boolean).join(' ')) ??
    text(userName) ??
    id
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

/** Unknown stays unknown: RFC 7643 leaves `active` optional. */
function statusOf({ active }: ScimUser): string | undefined {
  if (active === undefined) return undefined;
  return active ? 'active' : 'inactive';
}

function valuesOf(values: readonly MultiValue[] = []): string[] | undefined {
  return texts(values.map(({ value, display }) => value ?? display));
}

function rawValues(values: readonly MultiValue[] | undefined) {
  return values?.map((each) =>
    pick(each, ['value', 'display', 'type', 'primary']),
  );
}

/**
 * Reads one user: discovery may be public, and `count=0` is refused by some servers, so this is
 * the cheapest proof that the credential works.
 *
 * @throws ApiError when it does not
 */
export function verify(client: ScimClient): Promise<void> {
  return client.probe(USERS);
}

/** Memberships as the users tell them. */
export const UserGroups = stepDataKey<Memberships>({
  from: 'fetch-acme-users',
  name: 'groups of users',
});

export const users: ProviderStep<ScimClient> = {
  id: 'fetch-acme-users',
  name: 'Fetch SCIM users',
  entities: [USER],
  relationships: [ACCOUNT_HAS_USER],
  async collect({ client, jobState, completeness, stepData }) {
    const parentKey = accountKey(client.baseUrl);
    const memberships = new Memberships();
    const list = completeness.track(client.list(USERS, ScimUser), 'users');
    for await (const user of list) {
      if (!(await addEntityOnce(jobState, toEntity(USER, user)))) continue;
      await jobState.addRelationship(
        createRelationship(ACCOUNT_HAS_USER, parentKey, userKey(user.id)),
      );
      memberships.addUser(user.id, user.groups);
    }
    await stepData.set(UserGroups, memberships);
  },
};
