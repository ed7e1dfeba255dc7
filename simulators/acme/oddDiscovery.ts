import type { Deviations } from './oddDeviations';
import { endpointsOf, type Attributes, type Endpoints } from './oddResources';
import { ENTERPRISE_URN, GROUP_URN, USER_URN } from './records';

const CONFIG_URN =
  'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';
const RESOURCE_TYPE_URN = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
const MAX_RESULTS = 200;
/** Seconds. */
const CURSOR_TIMEOUT = 600;

/** Body of `/ServiceProviderConfig` (RFC 7643 section 5, RFC 9865 section 4). */
export function serviceProviderConfig(
  deviations: Deviations,
  baseUrl: string,
): Attributes {
  const { maxResults = MAX_RESULTS } = deviations;
  const flag = (supported: boolean) => ({
    supported: capability(supported, deviations.capabilitiesAs),
  });
  return {
    schemas: [CONFIG_URN],
    patch: flag(false),
    bulk: { ...flag(false), maxOperations: 0, maxPayloadSize: 0 },
    filter: { ...flag(deviations.filters !== undefined), maxResults },
    changePassword: flag(false),
    sort: flag(false),
    etag: flag(false),
    ...pagination(deviations),
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A token from the admin console',
        primary: true,
      },
    ],
    meta: {
      resourceType: 'ServiceProviderConfig',
      location: `${baseUrl}/ServiceProviderConfig`,
    },
  };
}

function capability(
  supported: boolean,
  form: Deviations['capabilitiesAs'],
): unknown {
  if (form === 'numbers') return Number(supported);
  return form === 'text' ? String(supported) : supported;
}

function pagination({ cursorPaging, maxResults }: Deviations): Attributes {
  if (!cursorPaging || cursorPaging.unannounced) return {};
  const byIndex = cursorPaging.mode !== 'forced';
  return {
    pagination: {
      cursor: true,
      index: byIndex,
      defaultPaginationMethod: byIndex ? 'index' : 'cursor',
      maxPageSize: maxResults ?? MAX_RESULTS,
      cursorTimeout: CURSOR_TIMEOUT,
    },
  };
}

/** Items of `/ResourceTypes` (RFC 7643 section 6); a third type must be ignored. */
export function resourceTypes(
  deviations: Deviations,
  baseUrl: string,
): Attributes[] {
  const { users, groups } = declaredEndpoints(deviations, baseUrl);
  return [
    ...(deviations.wrongEndpoints
      ? [resourceType('Me', '/Me', USER_URN, baseUrl)]
      : []),
    {
      ...resourceType('User', users, USER_URN, baseUrl),
      schemaExtensions: [
        { schema: deviations.enterpriseUrn ?? ENTERPRISE_URN, required: false },
      ],
    },
    ...(deviations.noGroupType
      ? []
      : [resourceType('Group', groups, GROUP_URN, baseUrl)]),
    resourceType(
      'Device',
      '/Devices',
      'urn:example:params:scim:schemas:core:2.0:Device',
      baseUrl,
    ),
  ];
}

function declaredEndpoints(deviations: Deviations, baseUrl: string): Endpoints {
  const { pathname } = new URL(baseUrl);
  switch (deviations.wrongEndpoints) {
    case 'singular':
      return { users: '/User', groups: '/Group' };
    case 'withBase':
      return { users: `${pathname}/Users`, groups: `${pathname}/Groups` };
    case undefined:
      return endpointsOf(deviations);
  }
}

function resourceType(
  name: string,
  endpoint: string,
  schema: string,
  baseUrl: string,
): Attributes {
  return {
    schemas: [RESOURCE_TYPE_URN],
    id: name,
    name,
    endpoint,
    schema,
    meta: {
      resourceType: 'ResourceType',
      location: `${baseUrl}/ResourceTypes/${name}`,
    },
  };
}
