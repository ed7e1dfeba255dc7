import type { OutgoingHttpHeaders } from 'node:http';

import { Bodies } from './bodies';
import { BadFilter, parseFilter } from './filter';
import {
  type Identified,
  membersOf,
  type Organization,
  policiesOf,
} from './records';

/** An answer of the org. */
export interface Answer {
  status: number;
  headers?: OutgoingHttpHeaders;
  body: unknown;
}

/** A refusal in the form of the management API. */
export class OktaFault extends Error {
  constructor(
    private readonly status: number,
    private readonly code: string,
    summary: string,
    private readonly headers: OutgoingHttpHeaders = {},
  ) {
    super(summary);
  }

  answer(): Answer {
    return {
      status: this.status,
      headers: this.headers,
      body: {
        errorCode: this.code,
        errorSummary: this.message,
        errorLink: this.code,
        errorId: 'oaeExampleErrorIdOnly01',
        errorCauses: [],
      },
    };
  }
}

type Parameters = URLSearchParams;

/** The sizes of pages: what is given without `limit`, the least and the most. */
interface PageSizes {
  standard: number;
  least?: number;
  most: number;
  /** Refuses a larger limit rather than giving less. */
  isStrict?: boolean;
}

type Handler = (parameters: Parameters, ...ids: string[]) => Answer;

const DAY_MS = 86_400_000;

/** What the endpoints give. */
export interface RoutesOptions {
  /** Read anew for each request: what a test changes is served at once. */
  organization: Organization;
  /** Features that the org does not have. */
  missingFeatures?: readonly ('devices' | 'rules')[];
  /** Groups with statistics are not given in larger pages than this: Okta then answers 500. */
  largestGroupsPage?: number;
  /** Most records of a page, whatever is asked for. */
  pageCap?: number;
}

/** The endpoints below `/api/v1`. */
export class Routes {
  private readonly organization: Organization;
  private readonly bodies: Bodies;
  private readonly handlers: readonly [RegExp, Handler][];

  constructor(
    private readonly options: RoutesOptions,
    private readonly origin: string,
  ) {
    this.organization = options.organization;
    this.bodies = new Bodies(options.organization, origin);
    this.handlers = [
      [/^\/org$/, () => ok(this.bodies.org())],
      [/^\/org\/privacy\/oktaSupport$/, () => this.support()],
      [/^\/users$/, (query) => this.users(query)],
      [/^\/users\/([^/]+)$/, (_query, id) => this.user(id)],
      [/^\/users\/([^/]+)\/factors$/, (_query, id) => this.factors(id)],
      [/^\/authenticators$/, () => this.authenticators()],
      [/^\/users\/([^/]+)\/roles$/, (_query, id) => this.userRoles(id)],
      [/^\/groups$/, (query) => this.groups(query)],
      [/^\/groups\/rules$/, (query) => this.rules(query)],
      [/^\/groups\/([^/]+)$/, (_query, id) => this.oneGroup(id)],
      [/^\/groups\/([^/]+)\/users$/, (query, id) => this.members(query, id)],
      [/^\/groups\/([^/]+)\/roles$/, (_query, id) => this.groupRoles(id)],
      [/^\/apps$/, (query) => this.apps(query)],
      [/^\/apps\/([^/]+)$/, (_query, id) => this.oneApp(id)],
      [/^\/apps\/([^/]+)\/users$/, (query, id) => this.appUsers(query, id)],
      [/^\/apps\/([^/]+)\/groups$/, (query, id) => this.appGroups(query, id)],
      [/^\/iam\/assignees\/users$/, (query) => this.assignees(query)],
      [/^\/policies$/, (query) => this.policies(query)],
      [/^\/policies\/([^/]+)$/, (_query, id) => this.onePolicy(id)],
      [
        /^\/policies\/([^/]+)\/rules$/,
        (query, id) => this.policyRules(query, id),
      ],
      [/^\/api-tokens$/, (query) => this.apiTokens(query)],
      [/^\/idps$/, (query) => this.identityProviders(query)],
      [/^\/devices$/, (query) => this.devices(query)],
      [/^\/logs$/, (query) => this.logs(query)],
    ];
  }

  /** @throws OktaFault */
  answer(path: string, parameters: Parameters): Answer {
    for (const [pattern, handler] of this.handlers) {
      const match = pattern.exec(path);
      if (match) return handler(parameters, ...match.slice(1));
    }
    throw new OktaFault(404, 'E0000008', 'The requested path was not found');
  }

  private support(): Answer {
    if (this.organization.support) return ok(this.bodies.support());
    throw new OktaFault(403, 'E0000006', 'You do not have permission');
  }

  private users(query: Parameters): Answer {
    const expression = query.get('filter') ?? query.get('search');
    const { users } = this.organization;
    const chosen =
      expression === null
        ? users.filter(({ status }) => status !== 'DEPROVISIONED')
        : filtered(users, expression);
    return this.page('/users', query, chosen, SIZES.users, (user) =>
      this.bodies.user(user),
    );
  }

  private user(id = ''): Answer {
    const user = this.organization.users.find((each) => each.id === id);
    if (!user) throw notFound(id, 'User');
    return ok(this.bodies.user(user));
  }

  private factors(id = ''): Answer {
    this.user(id);
    const factors = this.organization.factors.get(id) ?? [];
    return ok(factors.map((factor) => this.bodies.factor(factor, id)));
  }

  /** Classic Engine has none. The list comes whole, without a `Link` header. */
  private authenticators(): Answer {
    const { pipeline, authenticators } = this.organization;
    if (pipeline === 'v1') throw featureOff();
    return ok(authenticators.map((each) => this.bodies.authenticator(each)));
  }

  private userRoles(id = ''): Answer {
    this.user(id);
    const roles = this.organization.userRoles.get(id) ?? [];
    return ok(roles.map((role) => this.bodies.role(role, `/users/${id}`)));
  }

  private groups(query: Parameters): Answer {
    const expand = new Set((query.get('expand') ?? '').split(','));
    const { largestGroupsPage = Infinity } = this.options;
    if (expand.has('stats') && Number(query.get('limit')) > largestGroupsPage) {
      throw new OktaFault(500, 'E0000009', 'Internal Server Error');
    }
    const { groups } = this.organization;
    return this.page('/groups', query, groups, SIZES.groups, (group) =>
      this.bodies.group(group, expand),
    );
  }

  private rules(query: Parameters): Answer {
    if (this.options.missingFeatures?.includes('rules')) {
      throw new OktaFault(400, 'E0000001', 'Group rules are not enabled');
    }
    const { rules } = this.organization;
    return this.page(
      '/groups/rules',
      query,
      rules,
      SIZES.rules,
      (rule) => rule,
    );
  }

  private members(query: Parameters, id = ''): Answer {
    const group = this.group(id);
    const members = membersOf(this.organization, group);
    return this.page(
      `/groups/${id}/users`,
      query,
      members,
      SIZES.members,
      (user) => this.bodies.user(user),
    );
  }

  private groupRoles(id = ''): Answer {
    this.group(id);
    const roles = this.organization.groupRoles.get(id) ?? [];
    return ok(roles.map((role) => this.bodies.role(role, `/groups/${id}`)));
  }

  private group(id: string) {
    const group = this.organization.groups.find((each) => each.id === id);
    if (!group) throw notFound(id, 'UserGroup');
    return group;
  }

  private oneGroup(id = ''): Answer {
    return ok(this.bodies.group(this.group(id), new Set()));
  }

  private oneApp(id = ''): Answer {
    const app = this.organization.apps.find((each) => each.id === id);
    if (!app) throw notFound(id, 'AppInstance');
    return ok(this.bodies.app(app));
  }

  private apps(query: Parameters): Answer {
    const { apps } = this.organization;
    return this.page('/apps', query, apps, SIZES.apps, (app) =>
      this.bodies.app(app),
    );
  }

  private appUsers(query: Parameters, id = ''): Answer {
    const users = this.organization.appUsers.get(id);
    if (!users) throw notFound(id, 'AppInstance');
    return this.page(
      `/apps/${id}/users`,
      query,
      users,
      SIZES.appUsers,
      (each) => this.bodies.appUser(each, id),
    );
  }

  private appGroups(query: Parameters, id = ''): Answer {
    const groups = this.organization.appGroups.get(id);
    if (!groups) throw notFound(id, 'AppInstance');
    return this.page(
      `/apps/${id}/groups`,
      query,
      groups,
      SIZES.appGroups,
      (each) => this.bodies.appGroup(each, id),
    );
  }

  /** Links stand in the body here. */
  private assignees(query: Parameters): Answer {
    const path = '/iam/assignees/users';
    const admins = [...this.organization.userRoles.keys()]
      .sort()
      .map((id) => ({ id }));
    const { items, next, limit } = this.cut(
      path,
      query,
      admins,
      SIZES.assignees,
    );
    const link = (after?: string) => ({
      href: this.url(path, query, limit, after),
    });
    return ok({
      value: items.map(({ id }) => this.bodies.assignee(id)),
      _links: {
        self: link(),
        ...(next !== undefined && { next: link(next) }),
      },
    });
  }

  private policies(query: Parameters): Answer {
    const type = query.get('type');
    const { pipeline } = this.organization;
    if (pipeline === 'v1' && type === 'ACCESS_POLICY') {
      throw new OktaFault(400, 'E0000002', 'Invalid policy type specified.');
    }
    const ofType = policiesOf(this.organization).filter(
      (each) => each.type === type,
    );
    return this.page('/policies', query, ofType, SIZES.policies, (each) =>
      this.bodies.policy(each),
    );
  }

  private policy(id: string) {
    const policy = policiesOf(this.organization).find((each) => each.id === id);
    if (!policy) throw notFound(id, 'Policy');
    return policy;
  }

  private onePolicy(id = ''): Answer {
    return ok(this.bodies.policy(this.policy(id)));
  }

  private policyRules(query: Parameters, id = ''): Answer {
    const path = `/policies/${id}/rules`;
    const { rules } = this.policy(id);
    return this.page(path, query, rules, SIZES.policies, (each) =>
      this.bodies.policyRule(each, id),
    );
  }

  private apiTokens(query: Parameters): Answer {
    const { apiTokens } = this.organization;
    return this.page('/api-tokens', query, apiTokens, SIZES.tokens, (each) =>
      this.bodies.apiToken(each),
    );
  }

  private identityProviders(query: Parameters): Answer {
    const all = this.organization.identityProviders;
    return this.page('/idps', query, all, SIZES.idps, (each) =>
      this.bodies.identityProvider(each),
    );
  }

  private devices(query: Parameters): Answer {
    if (this.options.missingFeatures?.includes('devices')) {
      throw featureOff();
    }
    const { devices } = this.organization;
    const expand = query.get('expand');
    return this.page('/devices', query, devices, SIZES.devices, (device) =>
      this.bodies.device(device, expand),
    );
  }

  /** Given `until` the list ends; without it there is always a next link. */
  private logs(query: Parameters): Answer {
    const until = query.get('until');
    const since = query.get('since') ?? '';
    if (since !== '' && Date.parse(since) < Date.now() - 90 * DAY_MS) {
      throw new OktaFault(400, 'E0000001', 'The since date is too early');
    }
    const inTime = this.organization.logs.filter(
      ({ published }) =>
        published >= since && (until === null || published < until),
    );
    const events = inTime
      .map((event) => ({ ...event, id: event.uuid }))
      .filter(matches(query.get('filter')));
    return this.page('/logs', query, events, SIZES.logs, (event) =>
      this.bodies.log(event),
    );
  }

  private page<T extends Identified>(
    path: string,
    query: Parameters,
    list: readonly T[],
    sizes: PageSizes,
    body: (record: T) => object,
  ): Answer {
    const { items, next, limit } = this.cut(path, query, list, sizes);
    const links = [`<${this.url(path, query, limit)}>; rel="self"`];
    if (next !== undefined) {
      links.push(`<${this.url(path, query, limit, next)}>; rel="next"`);
    }
    return { status: 200, headers: { Link: links }, body: items.map(body) };
  }

  /** A part of a list. The cursor is the last id given, so that no change of the list shifts it. */
  private cut<T extends Identified>(
    path: string,
    query: Parameters,
    list: readonly T[],
    { standard, least = 1, most, isStrict = false }: PageSizes,
  ): { items: T[]; next?: string; limit: number } {
    const asked = Number(query.get('limit') ?? standard);
    const isOutside = !Number.isInteger(asked) || asked < least;
    if (isOutside || (isStrict && asked > most)) {
      throw new OktaFault(400, 'E0000001', 'Api validation failed: limit');
    }
    const limit = Math.min(asked, most);
    const after = query.get('after');
    const last = after === null ? '' : lastIdOf(path, after);
    const rest = list.filter(({ id }) => id > last);
    const size = Math.min(limit, this.options.pageCap ?? limit);
    const items = rest.slice(0, size);
    const end = items.at(-1)?.id;
    return {
      items,
      limit,
      ...(rest.length > size && end && { next: cursor(path, end) }),
    };
  }

  private url(
    path: string,
    query: Parameters,
    limit: number,
    after?: string,
  ): string {
    const parameters = new URLSearchParams(query);
    parameters.set('limit', String(limit));
    if (after !== undefined) parameters.set('after', after);
    return `${this.origin}/api/v1${path}?${parameters.toString()}`;
  }
}

const SIZES = {
  users: { standard: 200, most: 200 },
  groups: { standard: 200, most: 10_000 },
  rules: { standard: 50, most: 200 },
  members: { standard: 1000, most: 1000 },
  apps: { standard: 20, most: 200 },
  appUsers: { standard: 50, most: 500, isStrict: true },
  appGroups: { standard: 20, least: 20, most: 200, isStrict: true },
  assignees: { standard: 100, most: 100 },
  policies: { standard: 50, most: 200 },
  tokens: { standard: 20, most: 200 },
  idps: { standard: 20, most: 200 },
  devices: { standard: 200, most: 200 },
  logs: { standard: 100, most: 1000 },
} satisfies Record<string, PageSizes>;

function cursor(path: string, lastId: string): string {
  return Buffer.from(`${path} ${lastId}`).toString('base64url');
}

function lastIdOf(path: string, after: string): string {
  const [ofPath, id] = Buffer.from(after, 'base64url').toString().split(' ');
  if (ofPath !== path || id === undefined) {
    throw new OktaFault(400, 'E0000054', 'Invalid paging request');
  }
  return id;
}

function filtered<T extends object>(
  records: readonly T[],
  expression: string,
): T[] {
  return records.filter(matches(expression));
}

function matches(expression: string | null): (record: object) => boolean {
  if (expression === null) return () => true;
  try {
    const condition = parseFilter(expression);
    return (record) => condition((attribute) => valueAt(record, attribute));
  } catch (error) {
    if (!(error instanceof BadFilter)) throw error;
    throw new OktaFault(400, 'E0000053', `Invalid filter: ${error.message}`);
  }
}

/** Records of the log are kept flat: there, the last part of an attribute's name is its name. */
function valueAt(record: object, attribute: string): unknown {
  const names = attribute.split('.');
  const value = names.reduce(
    (inner: unknown, name) =>
      typeof inner === 'object' && inner !== null
        ? Reflect.get(inner, name)
        : undefined,
    record,
  );
  return value ?? Reflect.get(record, names.at(-1) ?? '');
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function featureOff(): OktaFault {
  return new OktaFault(
    401,
    'E0000015',
    'You do not have permission to access the feature you are requesting',
  );
}

function notFound(id: string, kind: string): OktaFault {
  return new OktaFault(
    404,
    'E0000007',
    `Not found: Resource not found: ${id} (${kind})`,
  );
}
