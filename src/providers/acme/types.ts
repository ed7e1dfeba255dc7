import { z } from 'zod';

import {
  complex,
  flagAttribute,
  identifier,
  multiValued,
  scimObject,
  textAttribute,
} from './attributes';

const Meta = scimObject({
  resourceType: textAttribute,
  created: textAttribute,
  lastModified: textAttribute,
});

const EnterpriseUser = scimObject({
  employeeNumber: textAttribute,
  costCenter: textAttribute,
  organization: textAttribute,
  division: textAttribute,
  department: textAttribute,
  manager: complex(
    { value: textAttribute, displayName: textAttribute },
    'value',
  ),
});

/** The Enterprise User extension (RFC 7643 section 4.3). */
export const ENTERPRISE_USER =
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** The same in any case, or in a form of SCIM 1. */
const ANY_ENTERPRISE_USER =
  /^urn:(ietf:params:)?scim:.*:enterprise:\d\.\d(:User)?$/i;

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
    [ENTERPRISE_USER]: EnterpriseUser.nullish(),
    meta: Meta.nullish(),
  },
  (name) => (ANY_ENTERPRISE_USER.test(name) ? ENTERPRISE_USER : undefined),
);
export type ScimUser = z.infer<typeof ScimUser>;

/** A group (RFC 7643 section 4.2). `members` is undefined where the answer leaves it out. */
export const ScimGroup = scimObject({
  id: identifier,
  externalId: textAttribute,
  displayName: textAttribute,
  members: multiValued,
  meta: Meta.nullish(),
});
export type ScimGroup = z.infer<typeof ScimGroup>;

const Supported = complex({ supported: flagAttribute }, 'supported');

/** A positive number; undefined for anything else. */
const maximum = z.coerce.number().int().positive().optional().catch(undefined);

/** What a service declares of itself (RFC 7643 section 5, and RFC 9865 section 4 on paging). */
export const ServiceProviderConfig = scimObject({
  documentationUri: textAttribute,
  patch: Supported,
  bulk: Supported,
  filter: complex(
    { supported: flagAttribute, maxResults: maximum },
    'supported',
  ),
  changePassword: Supported,
  sort: Supported,
  etag: Supported,
  pagination: scimObject({
    cursor: flagAttribute,
    index: flagAttribute,
    defaultPaginationMethod: textAttribute,
    maxPageSize: maximum,
  }).nullish(),
  authenticationSchemes: multiValued,
});
export type ServiceProviderConfig = z.infer<typeof ServiceProviderConfig>;

const ResourceType = scimObject({
  name: textAttribute,
  endpoint: textAttribute,
  schema: textAttribute,
});
export type ResourceType = z.infer<typeof ResourceType>;

const ResourceTypeList = scimObject({ Resources: z.array(ResourceType) });

/** Resource types (RFC 7643 section 6): a list response, a bare list, or a single one. */
export const ResourceTypes = z.union([
  z.array(ResourceType),
  ResourceTypeList.transform(({ Resources }) => Resources),
  ResourceType.transform((only) => [only]),
]);

/** An error (RFC 7644 section 3.12), or the older form of SCIM 1 in `Errors`. */
export const ScimError = scimObject({
  scimType: textAttribute,
  detail: textAttribute,
  Errors: z
    .array(scimObject({ code: textAttribute, description: textAttribute }))
    .optional(),
});
