import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';

import {
  recordRequest,
  type RecordedRequest,
  startLoopbackServer,
} from '../loopbackServer';

import {
  badToken,
  legacyError,
  platformError,
  Refusal,
  sendRefusal,
  unknownPath,
} from './answers';
import { legacyRouter, type OffsetReading, scannerRouter } from './legacy';
import { platformRouter } from './platform';
import type { Tenant } from './tenant';
import { vulnerabilityRouter } from './vulnerability';

export type { OffsetReading } from './legacy';

/** Whether a part of the API is there (404 if not), and for this token (403 if not). */
export type Offer = 'offered' | 'missing' | 'forbidden';

/** The parts that a tenant may lack. */
export interface Generations {
  platform: Offer;
  vulnerability: Offer;
  /** Its older version, `v1beta1`, which installations on premises have; missing unless told. */
  beta?: Offer;
  /** Users and teams of the older API. */
  legacy: Offer;
  /** The older scanner. */
  scanner: Offer;
}

/** A tenant that was made after the newer APIs, and one whose host has only the older ones. */
export const NEW_TENANT: Generations = {
  platform: 'offered',
  vulnerability: 'offered',
  legacy: 'offered',
  scanner: 'missing',
};
export const LEGACY_TENANT: Generations = {
  platform: 'missing',
  vulnerability: 'missing',
  legacy: 'offered',
  scanner: 'offered',
};

export interface SysdigSimulatorOptions {
  /** Read anew for each request: what a test changes is served at once. */
  tenant: Tenant;
  /** The bearer token that is accepted. */
  token: string;
  /** `NEW_TENANT` unless told. */
  generations?: Generations;
  /** Whether the token may read `users/me`; service accounts may not. True unless told. */
  hasOwner?: boolean;
  /** The system role of the token's owner; that of an administrator unless told. */
  ownerRole?: string;
  /** Whether Secure is in the plan; true unless told. */
  isSecureEnabled?: boolean;
  /** Whether the older API names custom roles of members, by their ids; false unless told. */
  areCustomRolesTold?: boolean;
  /** Whether the token may read the settings of single sign-on; true unless told. */
  seesSso?: boolean;
  /** What `offset` counts in the older API; records unless told. */
  offsetReading?: OffsetReading;
  /** Whether platform lists take `orderby`; true unless told. */
  isSortable?: boolean;
  /** Whether runtime results can be filtered; true unless told. */
  isFilterable?: boolean;
  /** Most records of any page, below what the API allows to ask for. */
  pageCap?: number;
  /** How many cursors are refused as too old; 0 unless told. */
  expiredCursors?: number;
  /** Requests per minute and endpoint of the newer APIs, announced and enforced; many unless told. */
  requestsPerMinute?: number;
  /** What `Retry-After` says, in seconds, when there were too many; 1 unless told. */
  retryAfter?: number;
  /** 0, unless told, takes a free port. */
  port?: number;
}

/** A running simulator. */
export interface SysdigSimulator {
  /** Origin, without a slash at the end. */
  readonly url: string;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Closes the port and all connections at once. */
  stop(): Promise<void>;
}

const MANY_PER_MINUTE = 100_000;

/** Starts a Sysdig host on the loopback interface. It serves GET and nothing else. */
export async function startSysdigSimulator(
  options: SysdigSimulatorOptions,
): Promise<SysdigSimulator> {
  const { generations = NEW_TENANT, offsetReading = 'records' } = options;
  const requests: RecordedRequest[] = [];
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((request, response, next) => {
    requests.push(recordRequest(request, response));
    next();
  });
  app.use(authorize(options.token));

  const limits = rateLimit(options);
  const older = { ...options, offsetReading };
  app.use(
    '/platform/v1',
    offer(generations.platform, 'platform'),
    limits,
    platformRouter(options),
  );
  app.use(
    '/secure/vulnerability/v1',
    offer(generations.vulnerability, 'platform'),
    limits,
    vulnerabilityRouter(options),
  );
  app.use(
    '/secure/vulnerability/v1beta1',
    offer(generations.beta ?? 'missing', 'platform'),
    limits,
    vulnerabilityRouter({ ...options, isBeta: true }),
  );
  app.use(
    '/api/scanning/v1',
    offer(generations.scanner, 'legacy'),
    scannerRouter(older),
  );
  if (options.hasOwner === false) {
    app.use(['/api/users/me', '/api/user/me'], offer('forbidden', 'legacy'));
  }
  app.use('/api', offer(generations.legacy, 'legacy'), legacyRouter(older));
  app.use(() => {
    throw unknownPath();
  });
  app.use(refuse);

  const { origin, stop } = await startLoopbackServer(app, options.port);
  return { url: origin, requests, stop };
}

function authorize(token: string): RequestHandler {
  return (request, _response, next) => {
    if (request.method !== 'GET') {
      throw new Refusal(405, { message: 'this simulator only reads' });
    }
    const given = request.get('authorization');
    if (given !== `Bearer ${token}`) throw badToken();
    next();
  };
}

function offer(state: Offer, words: 'platform' | 'legacy'): RequestHandler {
  return (_request, _response, next) => {
    if (state === 'missing') throw unknownPath();
    if (state === 'offered') return next();
    throw words === 'platform'
      ? platformError(403, 'unauthorized', 'permission denied')
      : legacyError(403, 'Forbidden', 'Access is denied');
  };
}

/** Counts requests per endpoint in windows of a minute. */
function rateLimit({
  requestsPerMinute = MANY_PER_MINUTE,
  retryAfter = 1,
}: SysdigSimulatorOptions): RequestHandler {
  const spent = new Map<string, number>();
  return (request, response, next) => {
    const endpoint = request.originalUrl.replace(/\?.*$|\d+/g, '');
    const count = (spent.get(endpoint) ?? 0) + 1;
    spent.set(endpoint, count);
    response.set('X-RateLimit-Limit', String(requestsPerMinute));
    if (count <= requestsPerMinute) return next();
    spent.delete(endpoint);
    response.set('Retry-After', String(retryAfter));
    throw platformError(429, 'too_many_requests', 'too many requests');
  };
}

/** Express tells an error handler by its four parameters. */
function refuse(
  error: unknown,
  _request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (error instanceof Refusal) return sendRefusal(response, error);
  next(error);
}
