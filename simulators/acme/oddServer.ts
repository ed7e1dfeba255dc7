import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  recordRequest,
  startLoopbackServer,
  urlOf,
  type RecordedRequest,
} from '../loopbackServer';
import type { Deviations } from './oddDeviations';
import { serviceProviderConfig, resourceTypes } from './oddDiscovery';
import { listResponse, OddPaging, readListQuery } from './oddPaging';
import {
  endpointsOf,
  lowerCaseNames,
  OddResources,
  selectAttributes,
  type Attributes,
} from './oddResources';
import type { ScimGroup, ScimUser } from './records';
import { ScimError } from './scimError';

export { ENTERPRISE_URN_1 } from './oddDeviations';
export type { Deviations } from './oddDeviations';

const BASE_PATH = '/scim/v2';
const ERROR_URN = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** What an odd server serves, and in which ways it is odd. */
export interface OddScimServerOptions {
  users: readonly ScimUser[];
  groups: readonly ScimGroup[];
  deviations?: Deviations;
  /** Bearer token; any request is answered unless told. */
  token?: string;
}

/** A running server. */
export interface OddScimServer {
  /** Base URL of the SCIM service, no slash at the end. */
  readonly url: string;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Closes the port and all connections at once. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a small SCIM server that differs from the RFCs exactly as told. It
 * answers what a real server of that kind would, whether or not a client can
 * make a complete reading of it.
 */
export async function startOddScimServer(
  options: OddScimServerOptions,
): Promise<OddScimServer> {
  const requests: RecordedRequest[] = [];
  const { origin, stop } = await startLoopbackServer((request, response) => {
    requests.push(recordRequest(request, response));
    service.handle(request, response);
  });
  const service = new OddService(options, origin + BASE_PATH);
  return { url: origin + BASE_PATH, requests, stop };
}

class OddService {
  private readonly users: ScimUser[];
  private readonly groups: readonly ScimGroup[];
  private readonly deviations: Deviations;
  private readonly token: string | undefined;
  private readonly resources: OddResources;
  private readonly paging: OddPaging;
  private pagesOfUsers = 0;

  constructor(
    { users, groups, deviations = {}, token }: OddScimServerOptions,
    private readonly baseUrl: string,
  ) {
    this.users = [...users];
    this.groups = groups;
    this.deviations = deviations;
    this.token = token;
    this.resources = new OddResources(users, groups, deviations, baseUrl);
    this.paging = new OddPaging(deviations);
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    try {
      const body = this.answer(request);
      this.send(
        response,
        200,
        this.deviations.lowerCaseAttributes ? lowerCaseNames(body) : body,
      );
    } catch (error) {
      const scimError =
        error instanceof ScimError
          ? error
          : new ScimError(500, 'The simulator failed.');
      this.send(response, scimError.status, this.errorBody(scimError));
    }
  }

  private answer(request: IncomingMessage): unknown {
    this.authorize(request);
    if (request.method !== 'GET') throw new ScimError(501, 'Read only.');
    const { pathname, searchParams } = urlOf(request);
    if (!pathname.startsWith(`${BASE_PATH}/`)) throw notFound(pathname);
    const path = pathname.slice(BASE_PATH.length);
    return this.discovery(path) ?? this.resource(path, searchParams);
  }

  private authorize({ headers }: IncomingMessage): void {
    if (this.token === undefined) return;
    if (headers.authorization === `Bearer ${this.token}`) return;
    throw new ScimError(401, 'The access token is missing or not valid.');
  }

  private discovery(path: string): unknown {
    if (this.deviations.noDiscovery) return undefined;
    if (path === '/ServiceProviderConfig') {
      return serviceProviderConfig(this.deviations, this.baseUrl);
    }
    if (path === '/ResourceTypes') {
      const types = resourceTypes(this.deviations, this.baseUrl);
      return listResponse(
        {
          items: types,
          totalResults: types.length,
          itemsPerPage: types.length,
        },
        this.deviations,
      );
    }
    return undefined;
  }

  private resource(path: string, query: URLSearchParams): unknown {
    const { users, groups } = endpointsOf(this.deviations);
    if (path === users) return this.listUsers(query);
    if (path === groups && !this.deviations.noGroupType) {
      return this.listGroups(query);
    }
    const slash = path.lastIndexOf('/');
    const id = decodeURIComponent(path.slice(slash + 1));
    const resource = this.single(path.slice(0, slash), id, areNamed(query));
    if (!resource) throw notFound(path);
    return selectAttributes(resource, query);
  }

  private single(
    endpoint: string,
    id: string,
    areMembersNamed: boolean,
  ): Attributes | undefined {
    const { resources } = this;
    const { users, groups } = endpointsOf(this.deviations);
    if (endpoint === users) {
      if (this.deviations.noSingleUsers) return undefined;
      const user = this.users.find((record) => resources.idOf(record) === id);
      return user && resources.user(user);
    }
    if (endpoint !== groups) return undefined;
    const group = this.groups.find((record) => resources.idOf(record) === id);
    return group && resources.group(group, areMembersNamed);
  }

  private listUsers(query: URLSearchParams): unknown {
    const isIn = this.filterBy(
      query,
      'groups.value',
      ({ id }: ScimUser, group) =>
        this.groups.some(
          (each) =>
            each.id === group && each.members.some(({ value }) => value === id),
        ),
    );
    const response = this.list(
      'users',
      this.users.filter(isIn),
      query,
      (user) => this.resources.user(user),
    );
    this.pagesOfUsers += 1;
    const { shrinksDuringRead: shrinks } = this.deviations;
    if (shrinks?.afterPage === this.pagesOfUsers) {
      this.users.splice(shrinks.user === 'read' ? 0 : -1, 1);
    }
    return response;
  }

  private listGroups(query: URLSearchParams): unknown {
    const has = this.filterBy(query, 'members.value', (group: ScimGroup, id) =>
      group.members.some(({ value }) => value === id),
    );
    return this.list('groups', this.groups.filter(has), query, (group) =>
      this.resources.groupInList(group, areNamed(query)),
    );
  }

  /** What a filter leaves; all where there is none, or where it is overlooked. */
  private filterBy<T>(
    query: URLSearchParams,
    name: 'groups.value' | 'members.value',
    matches: (record: T, id: string) => boolean,
  ): (record: T) => boolean {
    const { filters = [], ignoresFilters } = this.deviations;
    const filter = query.get('filter');
    if (filter === null || ignoresFilters) return () => true;
    const [, attribute, id] = /^(\S+) eq "(.*)"$/.exec(filter) ?? [];
    if (attribute !== name || id === undefined || !filters.includes(name)) {
      throw new ScimError(400, 'Filters are not supported.', 'invalidFilter');
    }
    return (record) => matches(record, id);
  }

  private list<T>(
    name: string,
    all: readonly T[],
    query: URLSearchParams,
    render: (record: T) => Attributes,
  ): unknown {
    const { refusesExcludedAttributes, emptyList404 } = this.deviations;
    if (refusesExcludedAttributes && query.has('excludedAttributes')) {
      throw new ScimError(400, 'Unknown parameter.', 'invalidValue');
    }
    const page = this.paging.page(name, all, readListQuery(query));
    if (emptyList404 && page.items.length === 0) throw notFound(name);
    const items = page.items.map((record) =>
      selectAttributes(render(record), query),
    );
    return listResponse({ ...page, items }, this.deviations);
  }

  private errorBody({ status, message, scimType }: ScimError): unknown {
    const { olderErrors, errorStatusNumeric } = this.deviations;
    if (olderErrors) {
      return { Errors: [{ description: message, code: status }] };
    }
    return {
      schemas: [ERROR_URN],
      status: errorStatusNumeric ? status : String(status),
      ...(scimType !== undefined && { scimType }),
      detail: message,
    };
  }

  private send(response: ServerResponse, status: number, body: unknown): void {
    const { contentType = 'application/scim+json' } = this.deviations;
    response.writeHead(status, { 'Content-Type': contentType });
    response.end(JSON.stringify(body));
  }
}

/** Whether the members are asked for by name. */
function areNamed(query: URLSearchParams): boolean {
  return query.get('attributes')?.split(',').includes('members') ?? false;
}

function notFound(path: string): ScimError {
  return new ScimError(404, `${path} is not found.`);
}
