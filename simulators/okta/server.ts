import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

import {
  recordRequest,
  type RecordedRequest,
  startLoopbackServer,
  urlOf,
} from '../loopbackServer';

import { AuthorizationServer, type ServiceAppOptions } from './oauth';
import { RateLimits, type RateLimitOptions } from './rateLimits';
import { type Answer, OktaFault, Routes, type RoutesOptions } from './routes';

export type { RecordedRequest } from '../loopbackServer';

/** What a simulated org offers, and to whom. */
export interface OktaSimulatorOptions extends RoutesOptions {
  /** The API token that is accepted; none if there are only service apps. */
  token?: string;
  serviceApp?: ServiceAppOptions;
  /** 0, unless told, takes a free port. */
  port?: number;
  rateLimits?: RateLimitOptions;
  /** Begins of paths below `/api/v1` that the credential's admin role does not cover. */
  forbidden?: readonly RegExp[];
  /** The org's own domain and its custom one, as the discovery document names them. */
  domains?: { organization: string; alternate?: string };
  /** Called before a request is answered: tests change the org here. */
  onRequest?: (request: RecordedRequest) => void;
  /** Called once the simulator runs. */
  onStart?: (simulator: OktaSimulator) => void;
  /** The status with which a request is refused while the org is out of order. */
  outage?: (request: RecordedRequest) => number | undefined;
  /** How long an answer takes, in ms. */
  latencyMs?: number;
}

/** A running simulator. */
export interface OktaSimulator {
  /** URL of the org, no slash at the end. */
  readonly url: string;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Makes the API token, and every access token issued so far, useless. */
  revoke(): void;
  /** Demands another nonce in the proofs of service apps from now on. */
  rotateNonce(): void;
  stop(): Promise<void>;
}

/** Starts an Okta org on the loopback interface: the reading half of its management API. */
export async function startOktaSimulator(
  options: OktaSimulatorOptions,
): Promise<OktaSimulator> {
  const requests: RecordedRequest[] = [];
  const { origin, stop } = await startLoopbackServer((request, response) => {
    const recorded = recordRequest(request, response);
    requests.push(recorded);
    void org.handle(request, response, recorded);
  }, options.port);
  const org = new Org(options, origin);
  const simulator: OktaSimulator = {
    url: origin,
    requests,
    revoke: () => org.revoke(),
    rotateNonce: () => org.authorization?.rotateNonce(),
    stop,
  };
  options.onStart?.(simulator);
  return simulator;
}

/** What a scope lets a service app read, by the first part of a path that fits. */
const SCOPES: readonly [path: RegExp, scope: string][] = [
  [/^\/org/, 'okta.orgs.read'],
  [/^\/(users|groups)\/[^/]+\/roles$|^\/(iam|clients)\//, 'okta.roles.read'],
  [/^\/users/, 'okta.users.read'],
  [/^\/groups/, 'okta.groups.read'],
  [/^\/apps/, 'okta.apps.read'],
  [/^\/policies/, 'okta.policies.read'],
  [/^\/api-tokens/, 'okta.apiTokens.read'],
  [/^\/idps/, 'okta.idps.read'],
  [/^\/devices/, 'okta.devices.read'],
  [/^\/authenticators/, 'okta.authenticators.read'],
  [/^\/logs/, 'okta.logs.read'],
  [/^\/principal-rate-limits/, 'okta.principalRateLimits.read'],
];

class Org {
  readonly authorization?: AuthorizationServer;
  private readonly routes: Routes;
  private readonly limits?: RateLimits;
  private token?: string;

  constructor(
    private readonly options: OktaSimulatorOptions,
    private readonly origin: string,
  ) {
    this.token = options.token;
    this.routes = new Routes(options, origin);
    this.limits = options.rateLimits && new RateLimits(options.rateLimits);
    this.authorization =
      options.serviceApp &&
      new AuthorizationServer(
        options.serviceApp,
        () => `${origin}/oauth2/v1/token`,
      );
  }

  revoke(): void {
    this.token = undefined;
    this.authorization?.revokeAll();
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    recorded: RecordedRequest,
  ): Promise<void> {
    this.options.onRequest?.(recorded);
    const { latencyMs = 0 } = this.options;
    const admission = recorded.path.startsWith('/api/')
      ? this.limits?.admit(recorded.path)
      : undefined;
    if (latencyMs > 0) {
      await new Promise((resolve) => setTimeout(resolve, latencyMs));
    }
    try {
      if (admission && !admission.isAdmitted) {
        throw new OktaFault(429, 'E0000047', 'API call exceeded rate limit.');
      }
      const outage = this.options.outage?.(recorded);
      if (outage !== undefined) {
        throw new OktaFault(outage, 'E0000009', 'The org is out of order.');
      }
      send(response, await this.answer(request), admission?.headers);
    } catch (error) {
      if (!(error instanceof OktaFault)) {
        response.destroy();
        throw error;
      }
      send(response, error.answer(), admission?.headers);
    } finally {
      admission?.end();
    }
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const url = urlOf(request);
    if (url.pathname === '/.well-known/okta-organization') {
      return { status: 200, body: this.discovery() };
    }
    if (url.pathname === '/oauth2/v1/token' && request.method === 'POST') {
      return this.issueToken(request);
    }
    const base = ['/api/v1', '/oauth2/v1'].find((each) =>
      url.pathname.startsWith(`${each}/`),
    );
    if (base === undefined) {
      throw new OktaFault(404, 'E0000008', 'The requested path was not found');
    }
    if (request.method !== 'GET') {
      throw new OktaFault(405, 'E0000022', 'The endpoint does not support it');
    }
    const path = url.pathname.slice(base.length);
    await this.authorize(request, url.pathname, path);
    return this.routes.answer(path, url.searchParams);
  }

  private discovery(): object {
    const { domains } = this.options;
    const organization = domains?.organization ?? 'https://acme.okta.com';
    return {
      id: this.options.organization.id,
      pipeline: this.options.organization.pipeline,
      _links: {
        organization: { href: organization },
        ...(domains?.alternate && { alternate: { href: domains.alternate } }),
      },
    };
  }

  private async issueToken(request: IncomingMessage): Promise<Answer> {
    const form = new URLSearchParams(await text(request));
    if (!this.authorization) {
      return { status: 401, body: { error: 'invalid_client' } };
    }
    return this.authorization.issue(form, headerOf(request, 'dpop'));
  }

  private async authorize(
    request: IncomingMessage,
    pathname: string,
    path: string,
  ): Promise<void> {
    const authorization = headerOf(request, 'authorization') ?? '';
    const isToken =
      this.token !== undefined && authorization === `SSWS ${this.token}`;
    if (!isToken)
      await this.authorizeApp(request, authorization, pathname, path);
    const isForbidden = this.options.forbidden?.some((each) => each.test(path));
    if (isForbidden) throw notPermitted();
  }

  private async authorizeApp(
    request: IncomingMessage,
    authorization: string,
    pathname: string,
    path: string,
  ): Promise<void> {
    const checked = await this.authorization?.check(
      authorization,
      headerOf(request, 'dpop'),
      this.origin + pathname,
    );
    if (checked === undefined || typeof checked === 'string') {
      throw new OktaFault(401, 'E0000011', 'Invalid token provided', {
        ...(typeof checked === 'string' && {
          'WWW-Authenticate': `DPoP error="${checked}"`,
        }),
        ...(checked === 'use_dpop_nonce' && {
          'DPoP-Nonce': this.authorization?.nonce ?? '',
        }),
      });
    }
    const scope = SCOPES.find(([pattern]) => pattern.test(path))?.[1];
    if (scope !== undefined && !checked.has(scope)) throw notPermitted();
  }
}

function notPermitted(): OktaFault {
  return new OktaFault(
    403,
    'E0000006',
    'You do not have permission to perform the requested action',
  );
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function send(
  response: ServerResponse,
  { status, headers = {}, body }: Answer,
  rateLimitHeaders: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'X-Okta-Request-Id': randomUUID(),
    ...rateLimitHeaders,
    ...headers,
  });
  response.end(JSON.stringify(body));
}
