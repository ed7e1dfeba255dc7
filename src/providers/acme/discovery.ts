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

const RELATIVE_PATH = /^(\/[\w~-][\w.~-]*)+$/;

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

/**
 * The path that a service declares for a resource type, below its base URL. An absolute URL is
 * never called, and `/Me` is the user who asks, which some services list as a type of its own.
 */
export function declaredPath(
  types: readonly ResourceType[] | undefined,
  schema: string,
  { pathname }: URL,
): string | undefined {
  const base = pathname.replace(/\/$/, '');
  return types
    ?.filter((type) => type.schema?.toLowerCase() === schema.toLowerCase())
    .map(({ endpoint = '' }) =>
      endpoint.replace(/^\/?/, '/').replace(/\/$/, ''),
    )
    .map((path) =>
      path.startsWith(`${base}/`) ? path.slice(base.length) : path,
    )
    .find((path) => RELATIVE_PATH.test(path) && !/^\/me$/i.test(path));
}

/**
 * `filter.maxResults` caps every list in practice, and RFC 9865 announces a maximum page size. A
 * service that announces more than the usual gives more.
 *
 * @param largestPage records for which a page is not too heavy
 */
export function pagingOf(
  config: ServiceProviderConfig | undefined,
  largestPage: number,
) {
  const { filter, pagination, sort } = config ?? {};
  const caps = [filter?.maxResults, pagination?.maxPageSize].filter(
    (cap) => cap !== undefined,
  );
  const prefersCursor =
    pagination?.defaultPaginationMethod?.toLowerCase() === 'cursor' ||
    pagination?.index === false;
  return scimPaging({
    count: Math.min(caps.length > 0 ? largestPage : PAGE_SIZE, ...caps),
    method: prefersCursor && pagination?.cursor !== false ? 'cursor' : 'index',
    canSort: sort?.supported,
  });
}
