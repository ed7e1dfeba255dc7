import express, {
  type Express,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';

import {
  type RecordedRequest,
  recordRequest,
  startLoopbackServer,
} from '../loopbackServer';
import { AuthorizationServer } from '../acme/oauth';

import { organizationFor, requireCredential } from './access';
import { associationsOf, pathsOf } from './graph';
import { type List, type ListOptions, sendV1, sendV2 } from './paging';
import type { JsonRecord, Organization, Tenant } from './records';

/** What a simulator of one JumpCloud region serves, and to whom. */
export interface JumpCloudSimulatorOptions extends ListOptions {
  /** Read anew for each request: what a test changes is served at once. */
  tenant: Tenant;
  /** The API key that is accepted; none where there is only a service account. */
  apiKey?: string;
  serviceAccount?: { clientId: string; clientSecret: string };
  /** How long each answer takes, in ms; 0 unless told. */
  latencyMs?: number;
  /** 0, unless told, takes a free port. */
  port?: number;
}

/** A running simulator. */
export interface JumpCloudSimulator {
  /** What to configure as `jumpcloudBaseUrl`. */
  readonly url: string;
  /** Every request so far, those for tokens too, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** The most requests that were under way at the same time. */
  readonly mostInFlight: number;
  /** Makes every token issued so far useless. */
  revokeTokens(): void;
  stop(): Promise<void>;
}

/** Starts a simulator of the console of one region, versions 1 and 2 of the API, on loopback. */
export async function startJumpCloudSimulator(
  options: JumpCloudSimulatorOptions,
): Promise<JumpCloudSimulator> {
  const { serviceAccount } = options;
  const authorization =
    serviceAccount &&
    new AuthorizationServer({ ...serviceAccount, scope: 'api' });
  const requests: RecordedRequest[] = [];
  const traffic = new Traffic();
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((req, res, next) => {
    requests.push(recordRequest(req, res));
    traffic.watch(res);
    next();
  });
  app.use(delay(options.latencyMs));
  if (authorization) app.use('/oauth2/token', authorization.router());
  app.get('/login/admin', (_req, res) => {
    res.type('html').send('<!doctype html><title>Log in</title>');
  });
  mountApi(app, options, authorization);

  const { origin, stop } = await startLoopbackServer(app, options.port);
  return {
    url: origin,
    requests,
    get mostInFlight() {
      return traffic.most;
    },
    revokeTokens: () => authorization?.revokeAll(),
    stop,
  };
}

class Traffic {
  most = 0;
  private current = 0;

  watch(res: Response): void {
    this.current += 1;
    this.most = Math.max(this.most, this.current);
    res.once('close', () => (this.current -= 1));
  }
}

function delay(latencyMs = 0): RequestHandler {
  return (_req, _res, next) => void setTimeout(next, latencyMs);
}

function mountApi(
  app: Express,
  options: JumpCloudSimulatorOptions,
  authorization: AuthorizationServer | undefined,
): void {
  const { tenant, apiKey } = options;
  const api = express.Router();
  api.use((req, res, next) => {
    if (req.method === 'GET') return next();
    res.status(501).json({ message: `${req.method} is not simulated` });
  });
  api.use(requireCredential({ apiKey, authorization }));
  mountOrganizations(api, options);

  const at: Mount = (path, answer) =>
    api.get(path, (req, res) => {
      const organization = organizationFor(req.get('x-org-id'), res, tenant);
      if (organization) answer(organization, req, res);
    });
  const listV2 = (
    path: string,
    list: (of: Organization, req: Request) => List | undefined,
  ) =>
    at(path, (organization, req, res) => {
      const found = list(organization, req);
      if (found) sendV2(req, res, found, options);
      else notFound(res);
    });
  mountListsV1(at, options);
  mountListsV2(listV2);
  mountMembers(listV2);
  mountSingles(at);
  mountAssociations(at, options);
  listV2('/v2/:plural/:id/:targets', (organization, req) => {
    const records = pathsOf(organization, req.params);
    return records && { records, isSortable: false, mayDangle: true };
  });
  api.use((_req, res) => notFound(res));
  app.use('/api', api);
}

/** Answers requests for a path of one organization. */
type Mount = (
  path: string,
  answer: (organization: Organization, req: Request, res: Response) => void,
) => void;

type MountList = (
  path: string,
  list: (of: Organization, req: Request) => List | undefined,
) => void;

function mountListsV1(at: Mount, options: JumpCloudSimulatorOptions): void {
  const listV1 = (path: string, records: (of: Organization) => JsonRecord[]) =>
    at(path, (organization, req, res) =>
      sendV1(req, res, { records: records(organization) }, options),
    );
  listV1('/systemusers', ({ users }) => users);
  listV1('/systems', ({ systems }) => recordsOf(systems));
  listV1('/applications', ({ applications }) => recordsOf(applications));
  listV1('/users', ({ admins }) => admins);
}

function mountListsV2(listV2: MountList): void {
  listV2('/v2/usergroups', ({ groups }) => ({
    records: recordsOf(groups),
    hasTotal: true,
  }));
  listV2('/v2/systemgroups', ({ systemGroups }) => ({
    records: recordsOf(systemGroups),
  }));
  listV2('/v2/authn/policies', ({ policies }) => ({
    records: recordsOf(policies),
    hasTotal: true,
  }));
  listV2('/v2/applemdms', ({ mdms }) => ({
    records: recordsOf(mdms),
    defaultLimit: 1,
    isSortable: false,
    hasTotal: true,
  }));
  listV2('/v2/applemdms/:id/devices', ({ mdms }, req) => {
    const mdm = mdms.find(({ record }) => record.id === req.params.id);
    return mdm && { records: mdm.devices, hasTotal: 'asked' };
  });
}

function mountMembers(listV2: MountList): void {
  listV2('/v2/usergroups/:id/members', ({ groups }, req) =>
    membersOf(groups, req.params.id, 'user'),
  );
  listV2('/v2/systemgroups/:id/members', ({ systemGroups }, req) =>
    membersOf(systemGroups, req.params.id, 'system'),
  );
}

function mountSingles(at: Mount): void {
  const single = (path: string, all: (of: Organization) => JsonRecord[]) =>
    at(`${path}/:id`, (organization, req, res) => {
      const found = all(organization).find(({ id }) => id === req.params.id);
      if (found) res.json(found);
      else notFound(res);
    });
  single('/systemusers', ({ users }) => users);
  single('/systems', ({ systems }) => recordsOf(systems));
  single('/applications', ({ applications }) => recordsOf(applications));
  single('/v2/usergroups', ({ groups }) => recordsOf(groups));
  single('/v2/systemgroups', ({ systemGroups }) => recordsOf(systemGroups));
}

function mountAssociations(
  at: Mount,
  options: JumpCloudSimulatorOptions,
): void {
  at('/v2/:plural/:id/associations', (organization, req, res) => {
    const found = associationsOf(organization, req.params);
    if (!found) return notFound(res);
    const { targets: type } = req.query;
    const records = typeof type === 'string' ? found[type] : undefined;
    if (!records) {
      res.status(400).json({ message: 'Bad Request: targets' });
      return;
    }
    sendV2(req, res, { records, isSortable: false, mayDangle: true }, options);
  });
}

/** The list takes no `x-org-id`; a single organization takes only its own. */
function mountOrganizations(
  api: Router,
  { tenant, ...options }: JumpCloudSimulatorOptions,
): void {
  api.get('/organizations', (req, res) => {
    if (req.get('x-org-id')) {
      res.status(403).json({ message: 'Forbidden: x-org-id' });
      return;
    }
    const records = tenant.organizations.map(
      ({ detail: { _id, id, displayName, logoUrl, created } }) => ({
        _id,
        id,
        displayName,
        logoUrl,
        created,
      }),
    );
    sendV1(req, res, { records }, options);
  });
  api.get('/organizations/:id', (req, res) => {
    const given = req.get('x-org-id');
    if (given && given !== req.params.id) {
      res.status(400).json({ message: 'Bad Request: x-org-id' });
      return;
    }
    const organization = organizationFor(req.params.id, res, tenant);
    if (organization) res.json(organization.detail);
  });
}

function membersOf(
  groups: Organization['groups'],
  id: string | undefined,
  type: string,
): List | undefined {
  const group = groups.find(({ record }) => record.id === id);
  if (!group) return undefined;
  const to = (member: string, memberType: string): JsonRecord => ({
    attributes: null,
    to: { attributes: null, id: member, type: memberType },
  });
  return {
    records: [
      ...group.members.map((member) => to(member, type)),
      ...group.nested.map((member) => to(member, 'user_group')),
    ],
    isSortable: false,
    mayDangle: true,
  };
}

function recordsOf(objects: readonly { record: JsonRecord }[]): JsonRecord[] {
  return objects.map(({ record }) => record);
}

function notFound(res: Response): void {
  res.status(404).json({ message: 'Not Found' });
}
