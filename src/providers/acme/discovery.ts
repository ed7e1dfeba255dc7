import { z } from 'zod';

import {
  complex,
  flagAttribute,
  multiValued,
  scimObject,
  textAttribute,
} from './attributes';
import { scimPaging } from './scimPaging';

/** Every known server gives pages of this size, or caps them by itself. */
const PAGE_SIZE = 100;

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
  pagination: complex(
    {
      cursor: flagAttribute,
      index: flagAttribute,
      defaultPaginationMethod: textAttribute,
      maxPageSize: maximum,
    },
    'defaultPaginationMethod',
  ),
  authenticationSchemes: multiValued,
});
export type ServiceProviderConfig = z.infer<typeof ServiceProviderConfig>;

const ResourceType = scimObject({
  name: textAttribute,
  endpoint: textAttribute,
  schema: textAttribute,
});
type ResourceType = z.infer<typeof ResourceType>;

const ResourceTypeList = scimObject({ Resources: z.array(ResourceType) });

/** Resource types (RFC 7643 section 6): a list response, a bare list, or a single one. */
export const ResourceTypes = z.union([
  z.array(ResourceType),
  ResourceTypeList.transform(({ Resources }) => Resources),
  ResourceType.transform((only) => [only]),
]);

/** The path of a resource type, where it is one: an absolute URL is never called. */
export function pathOf(
  types: readonly ResourceType[] | undefined,
  schema: string,
): string | undefined {
  const endpoint = types?.find(
    (type) => type.schema?.toLowerCase() === schema.toLowerCase(),
  )?.endpoint;
  const path = endpoint?.replace(/^\/?/, '/').replace(/\/$/, '');
  return path && /^(\/[\w~-][\w.~-]*)+$/.test(path) ? path : undefined;
}

/** `filter.maxResults` caps every list in practice, and RFC 9865 announces a maximum page size. */
export function pagingOf(config: ServiceProviderConfig | undefined) {
  const { filter, pagination } = config ?? {};
  const caps = [filter?.maxResults, pagination?.maxPageSize].filter(
    (cap) => cap !== undefined,
  );
  const prefersCursor =
    pagination?.defaultPaginationMethod?.toLowerCase() === 'cursor' ||
    pagination?.index === false;
  return scimPaging({
    count: Math.min(PAGE_SIZE, ...caps),
    method: prefersCursor && pagination?.cursor !== false ? 'cursor' : 'index',
  });
}
