import type { Entity, Relationship } from '@jupiterone/integration-sdk-core';

import { createEntity } from '../../graph/entities';
import { email, link, pick, text, texts, time } from '../../graph/properties';
import { createRelationship } from '../../graph/relationships';

import type { MultiValue } from './attributes';
import { Entities, Relationships } from './model';
import {
  ENTERPRISE_USER,
  type ScimGroup,
  type ScimUser,
  type ServiceProviderConfig,
} from './types';

/** The key of the account: a directory is known by its URL. */
export function accountKey({ host, pathname }: URL): string {
  return `acme_account:${host}${pathname.replace(/\/$/, '')}`;
}

export function userKey(id: string): string {
  return `acme_user:${id}`;
}

export function groupKey(id: string): string {
  return `acme_group:${id}`;
}

export function createAccountEntity(
  baseUrl: URL,
  config?: ServiceProviderConfig,
): Entity {
  return createEntity(Entities.ACCOUNT, {
    _key: accountKey(baseUrl),
    name: baseUrl.hostname,
    vendor: 'SCIM',
    accountId: accountKey(baseUrl).replace('acme_account:', ''),
    domain: baseUrl.hostname,
    webLink: link(baseUrl.href),
    documentationLink: link(config?.documentationUri),
    patchSupported: config?.patch?.supported,
    bulkSupported: config?.bulk?.supported,
    filterSupported: config?.filter?.supported,
    filterMaxResults: config?.filter?.maxResults,
    changePasswordSupported: config?.changePassword?.supported,
    sortSupported: config?.sort?.supported,
    etagSupported: config?.etag?.supported,
    indexPagingSupported: config?.pagination?.index,
    cursorPagingSupported: config?.pagination?.cursor,
    authenticationSchemes: texts(
      config?.authenticationSchemes?.map(({ type }) => type),
    ),
  });
}

export function createUserEntity(user: ScimUser): Entity {
  const { [ENTERPRISE_USER]: enterprise, meta } = user;
  const firstName = text(user.name?.givenName);
  const lastName = text(user.name?.familyName);
  const username = text(user.userName);
  const displayName =
    text(user.displayName) ??
    text(user.name?.formatted) ??
    text([firstName, lastName].filter(Boolean).join(' ')) ??
    username ??
    user.id;
  return createEntity(
    Entities.USER,
    {
      _key: userKey(user.id),
      id: user.id,
      name: displayName,
      displayName,
      username,
      email: primaryEmail(user),
      firstName,
      lastName,
      active: user.active,
      status: statusOf(user.active),
      externalId: text(user.externalId),
      nickName: text(user.nickName),
      title: text(user.title),
      employeeType: text(user.userType),
      employeeNumber: text(enterprise?.employeeNumber),
      costCenter: text(enterprise?.costCenter),
      organization: text(enterprise?.organization),
      division: text(enterprise?.division),
      department: text(enterprise?.department),
      manager:
        text(enterprise?.manager?.displayName) ??
        text(enterprise?.manager?.value),
      managerId: text(enterprise?.manager?.value),
      entitlements: valuesOf(user.entitlements),
      roles: valuesOf(user.roles),
      createdOn: time(meta?.created),
      updatedOn: time(meta?.lastModified),
      webLink: link(user.profileUrl),
    },
    {
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
    },
  );
}

export function createGroupEntity(group: ScimGroup): Entity {
  const name = text(group.displayName) ?? group.id;
  return createEntity(
    Entities.GROUP,
    {
      _key: groupKey(group.id),
      id: group.id,
      name,
      displayName: name,
      externalId: text(group.externalId),
      createdOn: time(group.meta?.created),
      updatedOn: time(group.meta?.lastModified),
    },
    pick(group, ['id', 'externalId', 'displayName']),
  );
}

export function createAccountUserRelationship(
  baseUrl: URL,
  userId: string,
): Relationship {
  return createRelationship(
    Relationships.ACCOUNT_HAS_USER,
    accountKey(baseUrl),
    userKey(userId),
  );
}

export function createAccountGroupRelationship(
  baseUrl: URL,
  groupId: string,
): Relationship {
  return createRelationship(
    Relationships.ACCOUNT_HAS_GROUP,
    accountKey(baseUrl),
    groupKey(groupId),
  );
}

export function createGroupUserRelationship(
  groupId: string,
  userId: string,
): Relationship {
  return createRelationship(
    Relationships.GROUP_HAS_USER,
    groupKey(groupId),
    userKey(userId),
  );
}

export function createGroupGroupRelationship(
  groupId: string,
  memberId: string,
): Relationship {
  return createRelationship(
    Relationships.GROUP_HAS_GROUP,
    groupKey(groupId),
    groupKey(memberId),
  );
}

/** Primary, else work, else the first; else the user name where it is an address. */
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
function statusOf(active: boolean | undefined): string | undefined {
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
