import type { OutgoingHttpHeaders } from 'node:http';

import { Bodies } from './bodies';
import { BadFilter, parseFilter } from './filter';
import {
  type Identified,
  membersOf,
  type Organization,
  type RoleRecord,
  policiesOf,
  userOf,
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

/** A share of the rate limits, in percent. */
export interface PrincipalRateLimit {
  principalId: string;
  principalType: 'SSWS_TOKEN' | 'OAUTH_CLIENT';
  defaultPercentage: number;
}

/** What the endpoints give. */
export interface RoutesOptions {
  /** Read anew for each request: what a test changes is served at once. */
  organization: Organization;
  /** Features that the org does not have. */
  missingFeatures?: readonly ('devices' | 'rules')[];
  /** Groups with statistics are not given in larger pages than this: Okta then answers 500. */
  largestGroupsPage?: number;
  /** What each principal may use of the rate limits; nobody may read it unless told. */
  principalRateLimits?: readonly PrincipalRateLimit[];
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
      [/^\/users\/([^/]+)\/roles$/, (query, id) => this.userRoles(query, id)],
      [
        /^\/(users|groups)\/([^/]+)\/roles\/([^/]+)\/targets\/(groups|catalog\/apps)$/,
        (query, kind, id, role, of) =>
          this.roleTargets(query, kind, id, role, of),
      ],
      [/^\/groups$/, (query) => this.groups(query)],
      [/^\/groups\/rules$/, (query) => this.rules(query)],
      [/^\/groups\/([^/]+)$/, (_query, id) => this.oneGroup(id)],
      [/^\/groups\/([^/]+)\/users$/, (query, id) => this.members(query, id)],
      [/^\/groups\/([^/]+)\/owners$/, (query, id) => this.owners(query, id)],
      [
        /^\/clients\/([^/]+)\/roles$/,
        (query, id) => this.clientRoles(query, id),
      ],
      [
        /^\/clients\/([^/]+)\/roles\/([^/]+)\/targets\/catalog\/apps$/,
        (_query, id, role) => this.clientTargets(id, role),
      ],
      [/^\/groups\/([^/]+)\/roles$/, (query, id) => this.groupRoles(query, id)],
      [/^\/apps$/, (query) => this.apps(query)],
      [/^\/apps\/([^/]+)$/, (_query, id) => this.oneApp(id)],
      [/^\/apps\/([^/]+)\/users$/, (query, id) => this.appUsers(query, id)],
      [/^\/apps\/([^/]+)\/groups$/, (query, id) => this.appGroups(query, id)],
      [/^\/users\/([^/]+)\/groups$/, (_query, id) => this.groupsOf(id)],
      [/^\/iam\/assignees\/users$/, (query) => this.assignees(query)],
      [/^\/iam\/roles\/([^/]+)$/, (_query, role) => this.oneRole(role)],
      [
        /^\/iam\/roles\/([^/]+)\/permissions$/,
        (_query, role) => this.permissions(role),
      ],
      [/^\/iam\/resource-sets$/, (query) => this.resourceSets(query)],
      [
        /^\/iam\/resource-sets\/([^/]+)$/,
        (_query, set) => this.oneResourceSet(set),
      ],
      [
        /^\/iam\/resource-sets\/([^/]+)\/bindings\/([^/]+)$/,
        (_query, set, role) => this.oneBinding(set, role),
      ],
      [
        /^\/iam\/resource-sets\/([^/]+)\/bindings$/,
        (query, set) => this.bindings(query, set),
      ],
      [
        /^\/iam\/resource-sets\/([^/]+)\/bindings\/([^/]+)\/members$/,
        (query, set, role) => this.bindingMembers(query, set, role),
      ],
      [/^\/policies$/, (query) => this.policies(query)],
      [/^\/policies\/([^/]+)$/, (_query, id) => this.onePolicy(id)],
      [
        /^\/policies\/([^/]+)\/rules$/,
        (query, id) => this.policyRules(query, id),
      ],
      [/^\/api-tokens$/, (query) => this.apiTokens(query)],
      [/^\/idps$/, (query) => this.identityProviders(query)],
      [/^\/devices$/, (query) => this.devices(query)],
      [/^\/devices\/([^/]+)$/, (_query, id) => this.oneDevice(id)],
      [/^\/devices\/([^/]+)\/users$/, (_query, id) => this.deviceUsers(id)],
      [/^\/logs$/, (query) => this.logs(query)],
      [/^\/principal-rate-limits$/, (query) => this.rateLimits(query)],
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

  private rateLimits(query: Parameters): Answer {
    const { principalRateLimits } = this.options;
    if (!principalRateLimits) {
      throw new OktaFault(403, 'E0000006', 'You do not have permission');
    }
    const filter = query.get('filter') ?? '';
    return ok(
      principalRateLimits.filter(
        ({ principalType, principalId }) =>
          filter.includes(`"${principalType}"`) &&
          (!filter.includes('principalId') ||
            filter.includes(`"${principalId}"`)),
      ),
    );
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
    const user = userOf(this.organization, id);
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

  private userRoles(query: Parameters, id = ''): Answer {
    this.user(id);
    return this.roles(query, `/users/${id}`, this.organization.userRoles, id);
  }

  private roles(
    query: Parameters,
    holder: string,
    all: ReadonlyMap<string, RoleRecord[]>,
    id: string,
  ): Answer {
    const expanded = query.getAll('expand');
    const ofHolder = all.get(id) ?? [];
    return ok(ofHolder.map((role) => this.bodies.role(role, holder, expanded)));
  }

  private roleTargets(
    query: Parameters,
    kind = '',
    id = '',
    roleId = '',
    of = '',
  ): Answer {
    const { userRoles, groupRoles } = this.organization;
    const ofHolder = (kind === 'users' ? userRoles : groupRoles).get(id);
    const role = ofHolder?.find((each) => each.id === roleId);
    if (!role) throw notFound(roleId, 'RoleAssignment');
    const path = `/${kind}/${id}/roles/${roleId}/targets/${of}`;
    return of === 'groups'
      ? this.page(
          path,
          query,
          (role.targets?.groups ?? []).map((each) => ({ id: each })),
          SIZES.targets,
          (each) => this.bodies.targetGroup(each.id),
        )
      : ok(role.targets?.apps ?? []);
  }

  private oneRole(id = ''): Answer {
    if (!this.customRoles().some(({ role }) => role === id)) {
      throw notFound(id, 'Role');
    }
    return ok(this.bodies.customRole(id));
  }

  private permissions(roleId = ''): Answer {
    this.oneRole(roleId);
    return ok({
      permissions: ['okta.users.read', 'okta.users.lifecycle.unlock'].map(
        (label) => this.bodies.permission(label, roleId),
      ),
    });
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

  private groupRoles(query: Parameters, id = ''): Answer {
    this.group(id);
    return this.roles(query, `/groups/${id}`, this.organization.groupRoles, id);
  }

  private owners(query: Parameters, id = ''): Answer {
    this.group(id);
    const { groupOwners } = this.organization;
    if (!groupOwners) {
      throw new OktaFault(
        401,
        'E0000015',
        'You do not have permission to access the feature you are requesting',
      );
    }
    const owners = [...(groupOwners.get(id) ?? [])].sort((a, b) =>
      a.id < b.id ? -1 : 1,
    );
    return this.page(
      `/groups/${id}/owners`,
      query,
      owners,
      SIZES.members,
      (owner) => this.bodies.owner(owner),
    );
  }

  /** Targets are not embedded here, and an app without roles has no list of them. */
  private clientRoles(_query: Parameters, id = ''): Answer {
    const roles = this.organization.clientRoles.get(id);
    if (!roles) throw notFound(id, 'Client');
    return ok(
      roles.map((role) => this.bodies.role(role, `/clients/${id}`, [])),
    );
  }

  private clientTargets(id = '', roleId = ''): Answer {
    const role = this.organization.clientRoles
      .get(id)
      ?.find((each) => each.id === roleId);
    if (!role) throw notFound(roleId, 'RoleAssignment');
    return ok(role.targets?.apps ?? []);
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

  private groupsOf(id = ''): Answer {
    this.user(id);
    const { groups } = this.organization;
    const ofUser = groups.filter((group) =>
      membersOf(this.organization, group).some((user) => user.id === id),
    );
    return ok(ofUser.map((group) => this.bodies.group(group, new Set())));
  }

  private assignees(query: Parameters): Answer {
    const admins = [...this.organization.userRoles.keys()].map((id) => ({
      id,
    }));
    return this.wrapped(
      '/iam/assignees/users',
      query,
      'value',
      admins,
      (each) => this.bodies.assignee(each.id),
    );
  }

  private resourceSets(query: Parameters): Answer {
    const sets = unique(this.customRoles(), ({ set }) => set);
    return this.wrapped(
      '/iam/resource-sets',
      query,
      'resource-sets',
      sets,
      ({ id }) => this.bodies.resourceSet(id),
    );
  }

  private oneResourceSet(id = ''): Answer {
    if (!this.customRoles().some(({ set }) => set === id)) {
      throw notFound(id, 'ResourceSet');
    }
    return ok(this.bodies.resourceSet(id));
  }

  private oneBinding(ofSet = '', ofRole = ''): Answer {
    const isBound = this.customRoles().some(
      ({ set, role }) => set === ofSet && role === ofRole,
    );
    if (!isBound) throw notFound(ofRole, 'RoleResourceSetBinding');
    return ok(this.bodies.binding(ofSet, ofRole));
  }

  private bindings(query: Parameters, ofSet = ''): Answer {
    const roles = unique(
      this.customRoles().filter(({ set }) => set === ofSet),
      ({ role }) => role,
    );
    const path = `/iam/resource-sets/${ofSet}/bindings`;
    return this.wrapped(path, query, 'roles', roles, ({ id }) =>
      this.bodies.binding(ofSet, id),
    );
  }

  private bindingMembers(query: Parameters, ofSet = '', ofRole = ''): Answer {
    const members = unique(
      this.customRoles().filter(
        ({ set, role }) => set === ofSet && role === ofRole,
      ),
      ({ assignee }) => assignee,
    );
    const path = `/iam/resource-sets/${ofSet}/bindings/${ofRole}/members`;
    return this.wrapped(path, query, 'members', members, ({ id }) =>
      this.bodies.bindingMember(id),
    );
  }

  /** The direct assignments of custom roles. */
  private customRoles() {
    const { userRoles, groupRoles } = this.organization;
    const of = (kind: string, all: Organization['userRoles'], type: string) =>
      [...all].flatMap(([id, roles]) =>
        roles
          .filter((each) => each.assignmentType === type)
          .flatMap(({ role, 'resource-set': set }) =>
            role && set ? [{ role, set, assignee: `/${kind}/${id}` }] : [],
          ),
      );
    return [
      ...of('users', userRoles, 'USER'),
      ...of('groups', groupRoles, 'GROUP'),
    ];
  }

  /** A page within an object: links stand in the body here. */
  private wrapped<T extends Identified>(
    path: string,
    query: Parameters,
    name: string,
    list: readonly T[],
    body: (record: T) => object,
  ): Answer {
    const sorted = [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
    const { items, next, limit } = this.cut(path, query, sorted, SIZES.iam);
    const link = (after?: string) => ({
      href: this.url(path, query, limit, after),
    });
    return ok({
      [name]: items.map(body),
      _links: {
        self: link(),
        ...(next !== undefined && { next: link(next) }),
      },
    });
  }

  private oneDevice(id = ''): Answer {
    return ok(this.bodies.device(this.device(id), null));
  }

  private deviceUsers(id = ''): Answer {
    return ok(this.bodies.deviceUses(this.device(id), 'user'));
  }

  private device(id: string) {
    const device = this.organization.devices.find((each) => each.id === id);
    if (!device) throw notFound(id, 'Device');
    return device;
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
  iam: { standard: 100, most: 100 },
  targets: { standard: 20, most: 20 },
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

function unique<T>(records: readonly T[], idOf: (record: T) => string) {
  return [...new Set(records.map(idOf))].map((id) => ({ id }));
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
