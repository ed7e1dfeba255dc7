import type {
  ApiTokenRecord,
  AppGroupRecord,
  AppRecord,
  AppUserRecord,
  AuthenticatorRecord,
  DeviceRecord,
  FactorRecord,
  GroupRecord,
  IdentityProviderRecord,
  LogRecord,
  Organization,
  PolicyRecord,
  PolicyRuleRecord,
  RoleRecord,
  UserRecord,
} from './records';
import { membersOf, userOf } from './records';

/** Makes the bodies of answers out of records, with the links of the org. */
export class Bodies {
  constructor(
    private readonly organization: Organization,
    private readonly origin: string,
  ) {}

  private link(path: string): { href: string } {
    return { href: `${this.origin}/api/v1${path}` };
  }

  org(): object {
    const { id, subdomain, companyName } = this.organization;
    return {
      id,
      subdomain,
      companyName,
      status: 'ACTIVE',
      website: 'https://acme.example',
      address1: null,
      city: 'Utrecht',
      phoneNumber: '+31 20 555 0100',
      created: '2021-02-03T09:00:00.000Z',
      lastUpdated: '2026-01-15T12:30:00.000Z',
      expiresAt: null,
      _links: { preferences: { href: `${this.origin}/v1/org/preferences` } },
    };
  }

  support(): object {
    return {
      support: this.organization.support,
      expiration: null,
      _links: { grant: this.link('/org/privacy/oktaSupport/grant') },
    };
  }

  user(user: UserRecord): object {
    return { ...user, _links: { self: this.link(`/users/${user.id}`) } };
  }

  factor(factor: FactorRecord, userId: string): object {
    return { ...factor, _links: { user: this.link(`/users/${userId}`) } };
  }

  authenticator(authenticator: AuthenticatorRecord): object {
    const path = `/authenticators/${authenticator.id}`;
    return {
      ...authenticator,
      _links: {
        self: { ...this.link(path), hints: { allow: ['GET', 'PUT'] } },
        methods: {
          ...this.link(`${path}/methods`),
          hints: { allow: ['GET'] },
        },
      },
    };
  }

  group(
    { sourceAppId, ...group }: GroupRecord,
    expand: ReadonlySet<string>,
  ): object {
    const { id } = group;
    const isExpanded = expand.has('stats') || expand.has('app');
    return {
      ...group,
      ...(isExpanded && {
        _embedded: {
          ...(expand.has('stats') && { stats: this.stats(group) }),
          ...(expand.has('app') &&
            sourceAppId !== undefined && { app: this.sourceApp(sourceAppId) }),
        },
      }),
      _links: {
        logo: [
          {
            name: 'medium',
            href: 'https://op1static.example/logo.png',
            type: 'image/png',
          },
        ],
        ...(sourceAppId !== undefined && {
          source: this.link(`/apps/${sourceAppId}`),
        }),
        users: this.link(`/groups/${id}/users`),
        apps: this.link(`/groups/${id}/apps`),
      },
    };
  }

  private stats(group: GroupRecord): object {
    const { appGroups, groupRoles } = this.organization;
    return {
      usersCount: membersOf(this.organization, group).length,
      appsCount: [...appGroups.values()].filter((groups) =>
        groups.some(({ id }) => id === group.id),
      ).length,
      groupPushMappingsCount: 0,
      hasAdminPrivlege: (groupRoles.get(group.id) ?? []).length > 0,
    };
  }

  private sourceApp(appId: string): object | undefined {
    const app = this.organization.apps.find(({ id }) => id === appId);
    return app && { id: app.id, name: app.name, label: app.label };
  }

  policy({ rules: _, resourceType, ...policy }: PolicyRecord): object {
    const path = `/policies/${policy.id}`;
    const isForApps = policy.type === 'ACCESS_POLICY' && !policy.system;
    return {
      ...policy,
      ...(policy.type === 'ACCESS_POLICY' && {
        _embedded: { resourceType: resourceType ?? 'APP' },
      }),
      _links: {
        self: { ...this.link(path), hints: { allow: ['GET', 'PUT'] } },
        rules: {
          ...this.link(`${path}/rules`),
          hints: { allow: ['GET', 'POST'] },
        },
        ...(isForApps &&
          !resourceType && {
            mappings: {
              ...this.link(`${path}/mappings`),
              hints: { allow: ['GET'] },
            },
          }),
      },
    };
  }

  apiToken(token: ApiTokenRecord): object {
    const self = this.link(`/api-tokens/${token.id}`);
    return {
      ...token,
      _link: { self: { ...self, hints: { allow: ['GET'] } } },
    };
  }

  identityProvider(idp: IdentityProviderRecord): object {
    return {
      ...idp,
      _links: {
        acs: {
          href: `${this.origin}/sso/${idp.id}`,
          type: 'application/xml',
          hints: { allow: ['POST'] },
        },
      },
    };
  }

  policyRule(rule: PolicyRuleRecord, policyId: string): object {
    const path = `/policies/${policyId}/rules/${rule.id}`;
    return {
      ...rule,
      _links: { self: { ...this.link(path), hints: { allow: ['GET'] } } },
    };
  }

  app({ accessPolicyId, ...app }: AppRecord): object {
    const { id, name } = app;
    const hasPolicy = this.organization.pipeline === 'idx' && accessPolicyId;
    return {
      ...app,
      orn: `orn:okta:idp:${this.organization.id}:apps:${name}:${id}`,
      accessibility: {
        selfService: false,
        errorRedirectUrl: null,
        loginRedirectUrl: null,
      },
      visibility: {
        autoSubmitToolbar: false,
        autoLaunch: false,
        hide: { iOS: false, web: false },
        appLinks: { login: true },
      },
      _links: {
        appLinks: [
          {
            name: 'login',
            href: `${this.origin}/home/${name}/${id}/272`,
            type: 'text/html',
          },
        ],
        logo: [
          {
            name: 'medium',
            href: 'https://op1static.example/app.png',
            type: 'image/png',
          },
        ],
        users: this.link(`/apps/${id}/users`),
        groups: this.link(`/apps/${id}/groups`),
        ...(hasPolicy && {
          accessPolicy: this.link(`/policies/${accessPolicyId}`),
        }),
      },
    };
  }

  appUser(assignment: AppUserRecord, appId: string): object {
    const { id, scope, created } = assignment;
    return {
      ...assignment,
      externalId: null,
      lastUpdated: created,
      statusChanged: created,
      passwordChanged: null,
      syncState: 'DISABLED',
      credentials: { userName: `${id}@acme.example` },
      _links: {
        app: this.link(`/apps/${appId}`),
        user: this.link(`/users/${id}`),
        ...(scope === 'GROUP' && { group: this.link('/groups/any') }),
      },
    };
  }

  appGroup(assignment: AppGroupRecord, appId: string): object {
    const { id } = assignment;
    return {
      ...assignment,
      _links: {
        app: this.link(`/apps/${appId}`),
        self: this.link(`/apps/${appId}/groups/${id}`),
        group: this.link(`/groups/${id}`),
      },
    };
  }

  /** @param expanded what is embedded: `targets/groups` and `targets/catalog/apps` */
  role(
    { targets, groupId, ...role }: RoleRecord,
    assignee: string,
    expanded: readonly string[],
  ): object {
    const groups = expanded.includes('targets/groups') && targets?.groups;
    const apps = expanded.includes('targets/catalog/apps') && targets?.apps;
    return {
      ...role,
      ...((groups || apps) && {
        _embedded: {
          targets: {
            ...(groups && { groups: groups.map((id) => this.targetGroup(id)) }),
            ...(apps && { catalog: { apps } }),
          },
        },
      }),
      _links: {
        assignee: this.link(groupId ? `/groups/${groupId}` : assignee),
      },
    };
  }

  owner({ id, type }: { id: string; type: string }): object {
    return {
      id,
      type,
      displayName: `Owner ${id}`,
      originType: 'OKTA_DIRECTORY',
      originId: null,
      resolved: true,
      lastUpdated: '2026-03-27T03:16:15.000Z',
    };
  }

  targetGroup(id: string): object {
    const group = this.organization.groups.find((each) => each.id === id);
    return { id, type: group?.type, profile: { name: group?.profile.name } };
  }

  permission(label: string, roleId: string): object {
    return {
      label,
      conditions: null,
      created: '2024-05-01T08:00:00.000Z',
      lastUpdated: '2024-05-01T08:00:00.000Z',
      _links: {
        role: this.link(`/iam/roles/${roleId}`),
        self: this.link(`/iam/roles/${roleId}/permissions/${label}`),
      },
    };
  }

  customRole(id: string): object {
    return {
      id,
      label: `Role ${id}`,
      description: 'A role of the org',
      created: '2024-05-01T08:00:00.000Z',
      lastUpdated: '2024-05-01T08:00:00.000Z',
      _links: {
        self: this.link(`/iam/roles/${id}`),
        permissions: this.link(`/iam/roles/${id}/permissions`),
      },
    };
  }

  assignee(userId: string): object {
    return {
      id: userId,
      orn: `orn:okta:directory:${this.organization.id}:users:${userId}`,
      _links: {
        self: this.link(`/users/${userId}`),
        roles: this.link(`/users/${userId}/roles`),
      },
    };
  }

  resourceSet(id: string): object {
    return {
      id,
      label: `Resources ${id}`,
      description: 'What administrators of this set may work on',
      created: '2024-05-01T08:00:00.000Z',
      lastUpdated: '2024-05-01T08:00:00.000Z',
      _links: {
        self: this.link(`/iam/resource-sets/${id}`),
        bindings: this.link(`/iam/resource-sets/${id}/bindings`),
      },
    };
  }

  binding(setId: string, roleId: string): object {
    const path = `/iam/resource-sets/${setId}/bindings/${roleId}`;
    return {
      id: roleId,
      _links: { self: this.link(path), members: this.link(`${path}/members`) },
    };
  }

  bindingMember(assignee: string): object {
    return {
      id: `irb${assignee.slice(-17)}`,
      created: '2024-05-01T08:00:00.000Z',
      lastUpdated: '2024-05-01T08:00:00.000Z',
      _links: { self: this.link(assignee) },
    };
  }

  deviceUses({ users }: DeviceRecord, expand: string): object[] {
    return users.map(({ userId, ...use }) => ({
      ...use,
      user: this.deviceUser(userId, expand),
    }));
  }

  device(record: DeviceRecord, expand: string | null): object {
    const { users: _, ...device } = record;
    const isExpanded = expand === 'user' || expand === 'userSummary';
    return {
      ...device,
      resourceId: device.id,
      resourceAlternateId: null,
      resourceDisplayName: {
        value: device.profile.displayName,
        sensitive: false,
      },
      ...(isExpanded && {
        _embedded: { users: this.deviceUses(record, expand) },
      }),
    };
  }

  private deviceUser(userId: string, expand: string): object {
    const user = userOf(this.organization, userId);
    if (user && expand === 'user') return this.user(user);
    return {
      id: userId,
      realmId: null,
      profile: { login: user?.profile.login },
    };
  }

  log(event: LogRecord): object {
    const actor = userOf(this.organization, event.actorId);
    const app = this.organization.apps.find(({ id }) => id === event.appId);
    return {
      uuid: event.uuid,
      published: event.published,
      eventType: event.eventType,
      version: '0',
      severity: 'INFO',
      legacyEventType: 'app.generic.config.app_updated',
      displayMessage: 'Create application',
      actor: {
        id: event.actorId,
        type: 'User',
        alternateId: actor?.profile.login,
        displayName: actor?.profile.login,
        detailEntry: null,
      },
      client: {
        ipAddress: '192.0.2.10',
        zone: 'null',
        device: 'Computer',
        id: null,
        userAgent: {
          rawUserAgent: 'ExampleAgent/1.0',
          os: 'Mac OS X',
          browser: 'UNKNOWN',
        },
        geographicalContext: null,
      },
      device: null,
      outcome: { result: 'SUCCESS', reason: null },
      target: [
        {
          id: event.appId,
          type: 'AppInstance',
          alternateId: app?.label,
          displayName: app?.label,
          detailEntry: null,
        },
      ],
      transaction: { type: 'WEB', id: 'exampleTx', detail: {} },
      debugContext: {
        debugData: {
          requestId: 'exampleReq',
          requestUri: event.requestUri,
        },
      },
      request: { ipChain: [] },
    };
  }
}
