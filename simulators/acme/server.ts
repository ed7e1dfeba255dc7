import express, {
  type Express,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';
import {
  recordRequest,
  startLoopbackServer,
  type RecordedRequest,
} from '../loopbackServer';
import { declareResources, RequestContext } from './directory';
import { AuthorizationServer, type OAuthOptions } from './oauth';
import type { Organization } from './records';

export type { RecordedRequest } from '../loopbackServer';

const BASE_PATH = '/scim/v2';
const TOKEN_PATH = '/oauth/token';

/** What a simulator of a SCIM 2.0 provider serves, and to whom. */
export interface AcmeSimulatorOptions {
  /** Read anew for each request: what a test changes is served at once. */
  organization: Organization;
  /** The bearer token that is accepted; none if there is only OAuth. */
  token?: string;
  /** 0, unless told, takes a free port. */
  port?: number;
  /** Switches the token endpoint on (RFC 6749 section 4.4). */
  oauth?: OAuthOptions;
  /** Most resources of one page, announced as `filter.maxResults`; 100 unless told. */
  pageCap?: number;
  /** Answers of more bytes than this are replaced by a 413. */
  largestBody?: number;
}

/** A running simulator. */
export interface AcmeSimulator {
  /** Base URL of the SCIM service, no slash at the end. */
  readonly url: string;
  /** URL of the token endpoint, if OAuth is on. */
  readonly tokenUrl: string | undefined;
  /** Every request so far, those for tokens too, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Makes every token that OAuth issued so far useless. */
  revokeTokens(): void;
  /** Closes the port and all connections at once. */
  stop(): Promise<void>;
}

/**
 * Starts a SCIM 2.0 service provider on the loopback interface: scimmy and
 * scimmy-routers on express, read-only, with a check of the bearer token.
 */
export async function startAcmeSimulator(
  options: AcmeSimulatorOptions,
): Promise<AcmeSimulator> {
  const requests: RecordedRequest[] = [];
  const authorization = options.oauth && new AuthorizationServer(options.oauth);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((req, res, next) => {
    requests.push(recordRequest(req, res));
    next();
  });
  const { origin, stop } = await startLoopbackServer(app, options.port);
  if (authorization) app.use(TOKEN_PATH, authorization.router());
  mountScim(app, origin, options, authorization);

  return {
    url: origin + BASE_PATH,
    tokenUrl: authorization && origin + TOKEN_PATH,
    requests,
    revokeTokens: () => authorization?.revokeAll(),
    stop,
  };
}

function mountScim(
  app: Express,
  origin: string,
  { organization, token, pageCap = 100, largestBody }: AcmeSimulatorOptions,
  authorization: AuthorizationServer | undefined,
): void {
  declareResources();
  // scimmy-routers adds its scheme to those of earlier simulators.
  SCIMMY.Config.set({ authenticationSchemes: [] });
  const context = new RequestContext(organization, origin + BASE_PATH, pageCap);
  const routers = new SCIMMYRouters({
    type: 'bearer',
    baseUri: () => origin,
    context: () => context,
    handler: (req) => {
      const given = bearerToken(req);
      if (given !== undefined && given === token) return '';
      if (given !== undefined && authorization?.accepts(given)) return '';
      req.res?.set('WWW-Authenticate', 'Bearer');
      throw new Error('The access token is missing or not valid.');
    },
  });
  app.use(
    BASE_PATH,
    refuseWrites,
    ...(largestBody === undefined ? [] : [limitBody(largestBody)]),
    declareCapabilities(pageCap),
    routers,
  );
}

function bearerToken(req: Request): string | undefined {
  return /^Bearer (\S+)$/i.exec(req.get('Authorization') ?? '')?.[1];
}

/** The simulator is read-only: a connector that writes, or posts a search, fails. */
function refuseWrites(req: Request, res: Response, next: NextFunction): void {
  if (req.method === 'GET') return next();
  sendError(res, 501, `${req.method} is not implemented.`);
}

/**
 * What `/ServiceProviderConfig` says. scimmy keeps it in module-level state, but
 * answers a GET within one turn of the event loop; said anew at the beginning of
 * each request it is right even with several simulators in one process.
 */
function declareCapabilities(pageCap: number): RequestHandler {
  return (_req, _res, next) => {
    SCIMMY.Config.set({
      patch: false,
      bulk: false,
      sort: false,
      filter: { supported: true, maxResults: pageCap },
    });
    next();
  };
}

function limitBody(largestBody: number): RequestHandler {
  return (_req, res, next) => {
    const json = res.json.bind(res);
    res.json = (body: unknown) => {
      const size = Buffer.byteLength(JSON.stringify(body));
      if (size <= largestBody) return json(body);
      res.json = json;
      return sendError(res, 413, 'The answer is too large, ask for less.');
    };
    next();
  };
}

/** Error message of RFC 7644 section 3.12. */
function sendError(res: Response, status: number, detail: string): Response {
  return res
    .status(status)
    .type('application/scim+json')
    .json(
      new SCIMMY.Messages.Error(new SCIMMY.Types.Error(status, '', detail)),
    );
}
