import { type Request, Router } from 'express';

import { parameter, platformError, type Refusal, wholeNumber } from './answers';
import type { SimulatedSso, SimulatedTeam, Tenant } from './tenant';

/** Fields by which lists can be sorted; any other is refused. */
const SORTABLE = new Set(['id', 'name', 'email']);

const LARGEST_PAGE = 200;
const STANDARD_PAGE = 25;

export interface PlatformOptions {
  tenant: Tenant;
  /** Whether lists take `orderby`; true unless told. */
  isSortable?: boolean;
  /** Most records of a page, whatever is asked for. */
  pageCap?: number;
  /** Whether the token may read the settings of single sign-on; true unless told. */
  seesSso?: boolean;
}

/** Parts of the settings of single sign-on that are to be found nowhere else. */
export const PLANTED_SSO = [
  'planted-sso-client-id',
  'planted-idp.example',
  'planted-metadata',
] as const;

/** `/platform/v1`: users, teams, memberships, roles, service accounts and single sign-on. */
export function platformRouter({
  tenant,
  isSortable = true,
  pageCap = LARGEST_PAGE,
  seesSso = true,
}: PlatformOptions): Router {
  const router = Router();
  const page = (request: Request, records: readonly object[]) => {
    if (!isSortable && parameter(request, 'orderby') !== undefined) {
      throw badRequest('orderby is not supported');
    }
    return pageOf(request, records, pageCap);
  };

  router.get('/users', (request, response) => {
    response.json(page(request, tenant.users.map(userRecord)));
  });
  router.get('/teams', (request, response) => {
    response.json(page(request, tenant.teams.map(teamRecord)));
  });
  router.get('/teams/:id', (request, response) => {
    response.json(teamRecord(teamOf(tenant, request)));
  });
  router.get('/teams/:id/users', (request, response) => {
    if (parameter(request, 'orderby') !== undefined) {
      throw badRequest('unknown parameter orderby');
    }
    const withAdmins = parameter(request, 'withAdminUsers') === 'true';
    response.json(
      page(request, memberRecords(tenant, teamOf(tenant, request), withAdmins)),
    );
  });
  router.get('/teams/:id/service-accounts', (request, response) => {
    const { id } = teamOf(tenant, request);
    response.json(page(request, serviceAccountRecords(tenant, id)));
  });
  router.get('/service-accounts', (request, response) => {
    response.json(page(request, serviceAccountRecords(tenant, undefined)));
  });
  router.get('/roles', (request, response) => {
    response.json(
      page(
        request,
        tenant.roles.map(({ id, name, permissions }) => ({
          id,
          name,
          description: `${name} of this tenant`,
          monitorPermissions: [],
          securePermissions: permissions,
        })),
      ),
    );
  });
  router.use(['/sso-settings', '/global-sso-settings'], (_, __, next) => {
    if (seesSso) return next();
    throw platformError(403, 'forbidden', 'Forbidden');
  });
  router.get('/sso-settings', (_request, response) => {
    response.json({ data: tenant.sso.map(ssoRecord) });
  });
  router.get('/global-sso-settings/:product', (request, response) => {
    const { product } = request.params;
    if (product !== 'monitor' && product !== 'secure') {
      throw badRequest('unknown product');
    }
    const isPasswordLoginEnabled = tenant.passwordLogin[product];
    response.json({ isPasswordLoginEnabled });
  });
  return router;
}

function badRequest(message: string): Refusal {
  return platformError(400, 'bad_request', message);
}

function pageOf(request: Request, records: readonly object[], pageCap: number) {
  const [field = 'id'] = (parameter(request, 'orderby') ?? 'id').split(':');
  if (!SORTABLE.has(field)) throw badRequest(`cannot sort by ${field}`);
  const limit = wholeNumber(
    request,
    'limit',
    { least: 1, most: LARGEST_PAGE, standard: STANDARD_PAGE },
    badRequest,
  );
  const offset = wholeNumber(
    request,
    'offset',
    { least: 0, most: Number.MAX_SAFE_INTEGER, standard: 0 },
    badRequest,
  );
  const data = records.slice(offset, offset + Math.min(limit, pageCap));
  const next = offset + data.length;
  return {
    page: {
      previous: offset === 0 ? null : String(Math.max(0, offset - limit)),
      next: data.length > 0 && next < records.length ? String(next) : null,
      total: records.length,
    },
    data,
  };
}

function teamOf(tenant: Tenant, request: Request): SimulatedTeam {
  const team = tenant.teams.find(({ id }) => String(id) === request.params.id);
  if (team) return team;
  throw platformError(404, 'resource_not_found', 'there is no such team');
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace('.000', '');
}

function userRecord(user: Tenant['users'][number], index: number) {
  return {
    id: user.id,
    email: user.email,
    firstName: user.firstName,
    lastName: user.lastName,
    isAdmin: user.isAdmin,
    isEnabled: user.isEnabled,
    activationStatus: user.status,
    dateCreated: iso(user.created),
    lastUpdated: index % 2 === 0 ? null : iso(user.created + 1000),
    version: 7,
    bypassSsoEnforcement: false,
  };
}

function teamRecord(team: SimulatedTeam) {
  return {
    id: team.id,
    name: team.name,
    description: team.isDefault ? null : `${team.name} of the tenant`,
    product: team.product,
    isImmutableTeam: team.isDefault,
    isDefaultTeam: team.isDefault,
    standardTeamRole: 'ROLE_TEAM_STANDARD',
    customTeamRoleId: null,
    isAllZones: team.isDefault,
    zoneIds: team.isDefault ? [] : [11, 12],
    scopes: [{ type: 'HOST_CONTAINER', expression: 'container' }],
    additionalTeamPermissions: {
      hasSysdigCaptures: true,
      hasRapidResponse: false,
    },
    uiSettings: {
      entryPoint: { module: 'Explore', selection: null },
      theme: '#7BB0B2',
    },
    dateCreated: iso(team.created),
    lastUpdated: iso(team.created),
    version: 1,
  };
}

function memberRecords(
  tenant: Tenant,
  { id: teamId }: SimulatedTeam,
  withAdmins: boolean,
) {
  const admins = tenant.users.filter(({ isAdmin }) => withAdmins && isAdmin);
  return [
    ...admins.map(({ id }) => ({
      teamId,
      userId: id,
      standardTeamRole: 'ROLE_TEAM_MANAGER',
      customTeamRoleId: null,
    })),
    ...(tenant.members.get(teamId) ?? []).map(
      ({ userId, role, customRoleId }) => ({
        teamId,
        userId,
        standardTeamRole: role,
        customTeamRoleId: customRoleId,
      }),
    ),
  ];
}

function serviceAccountRecords(tenant: Tenant, ofTeam: number | undefined) {
  return tenant.serviceAccounts
    .filter(({ teamId }) => teamId === ofTeam)
    .map(({ id, name, teamId, customRoleId }) => ({
      id,
      name,
      dateCreated: '2026-01-01T00:00:00Z',
      lastUpdated: '2026-01-01T00:00:00Z',
      lastUsed: id % 2 === 0 ? null : '2026-02-01T00:00:00Z',
      expirationDate: '2027-01-01T00:00:00Z',
      ...(teamId === undefined
        ? { systemRoles: ['ROLE_SERVICE_ACCOUNT_EXAMPLE'] }
        : { teamId, teamRole: String(customRoleId ?? 'ROLE_TEAM_READ') }),
    }));
}

function ssoRecord({ product, type, isActive }: SimulatedSso, index: number) {
  const [clientId, host, metadata] = PLANTED_SSO;
  const config =
    type === 'SAML'
      ? {
          type,
          metadataXml: `<EntityDescriptor entityID="${metadata}"/>`,
          emailParameter: 'email',
          isSignatureValidationEnabled: true,
          isSignedAssertionEnabled: true,
        }
      : {
          type,
          issuerUrl: `https://${host}`,
          clientId,
          isMetadataDiscoveryEnabled: true,
        };
  return {
    id: 31 + index,
    product,
    isActive,
    createUserOnLogin: true,
    isPasswordLoginEnabled: true,
    isSingleLogoutEnabled: false,
    isGroupMappingEnabled: false,
    groupMappingAttributeName: null,
    integrationName: 'okta',
    config,
    dateCreated: '2025-01-01T00:00:00Z',
    lastUpdated: '2025-01-01T00:00:00Z',
    version: 1,
  };
}
