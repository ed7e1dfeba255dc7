import type { Deviations } from './oddDeviations';
import { endpointsOf, type Attributes } from './oddResources';
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
    filter: { ...flag(false), maxResults },
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
  const byIndex = cursorPaging.mode === 'supported';
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
  const { users, groups } = endpointsOf(deviations);
  return [
    {
      ...resourceType('User', users, USER_URN, baseUrl),
      schemaExtensions: [
        { schema: deviations.enterpriseUrn ?? ENTERPRISE_URN, required: false },
      ],
    },
    resourceType('Group', groups, GROUP_URN, baseUrl),
    resourceType(
      'Device',
      '/Devices',
      'urn:example:params:scim:schemas:core:2.0:Device',
      baseUrl,
    ),
  ];
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
