import { z } from 'zod';

import type { AnswerHeaders } from '../answerHeaders';
import { askedWaitMs, isOneTooMany } from '../askedWait';
import type { AuthorizedRequest, Credentials } from './credentials';
import { asksForDpopNonce, DpopProver } from './dpop';
import {
  ApiError,
  describeEndpoint,
  type FailureKind,
  isRetryableStatus,
  oneLine,
  requestId,
} from '../failures';
import { type Logger, silentLogger } from '../logger';
import { type NetworkNews, networkNews } from '../networkNews';
import { parseJson } from '../parse';
import {
  DEFAULT_RETRY_POLICY,
  RetryableError,
  retry,
  type RetryPolicy,
  untilAnswered,
} from '../retry';
import type { Secrets } from './secrets';
import {
  DEFAULT_TRANSPORT_LIMITS,
  type HttpAnswer,
  isHopeless,
  Transport,
  TransportError,
  type TransportLimits,
} from '../transport';

/** One way of asking a token endpoint: headers and form fields (RFC 6749 section 4.4). */
export interface TokenRequest {
  headers?: Record<string, string>;
  form: Record<string, string>;
}

export interface OAuthOptions {
  tokenUrl: URL;
  /**
   * The requests to try, in this order, until the endpoint accepts one: servers differ in where
   * they want the client's authentication, and clients in the scopes that they were granted. Made
   * anew for each token.
   */
  requests: () => TokenRequest[];
  /** Form fields that are made anew for each attempt, such as a signed assertion. */
  signedForm?: () => Promise<Record<string, string>>;
  /** The configuration fields that hold the client's credentials. */
  credentialFields: string;
  secrets: Secrets;
  retry?: Partial<RetryPolicy>;
  transport?: Partial<TransportLimits>;
}

/** A token is renewed this long before it expires, in ms, or after half of a shorter life. */
const RENEW_BEFORE_MS = 60_000;

/** Life in ms of a token whose answer does not tell it. */
const DEFAULT_LIFE_MS = 300_000;

/** Characters of a token (RFC 6749 appendix A.12); others could not be sent in a header. */
const VISIBLE = /^[\x20-\x7e]+$/;

const TokenAnswer = z.looseObject({
  access_token: z.string().regex(VISIBLE),
  token_type: z.string().optional(),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
});

const TokenError = z.looseObject({
  error: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
});

/** RFC 9449 sections 5 and 8: the endpoint wants a proof, or another nonce in it. */
const DPOP_ERRORS = new Set(['invalid_dpop_proof', 'use_dpop_nonce']);

interface Token {
  authorization: string;
  /** Set when each request needs a proof for this token. */
  boundToken?: string;
  renewAt: number;
}

/**
 * OAuth 2.0 client credentials (RFC 6749 section 4.4): gets an access token when one is needed,
 * keeps it until shortly before it expires, and shares one token request between all callers.
 * Where the server asks for it, tokens are bound to a key (DPoP, RFC 9449).
 */
export class OAuthCredentials implements Credentials {
  readonly secrets: Secrets;
  private readonly transport: Transport;
  private readonly policy: RetryPolicy;
  private news: NetworkNews;
  private attemptsInSilence = 0;
  private hasGivenToken = false;
  /** As one too many, since the last token. */
  private refusals = 0;
  private token?: Promise<Token>;
  private current?: Token;
  private dpop?: DpopProver;

  constructor(private readonly options: OAuthOptions) {
    this.secrets = options.secrets;
    this.transport = new Transport({
      ...DEFAULT_TRANSPORT_LIMITS,
      ...options.transport,
    });
    this.policy = { ...DEFAULT_RETRY_POLICY, ...options.retry };
    this.news = this.newsTo(silentLogger);
  }

  watch(logger: Logger): void {
    this.news = this.newsTo(logger);
  }

  /** @throws ApiError when the token endpoint refuses or cannot be reached */
  async headers(request: AuthorizedRequest): Promise<Record<string, string>> {
    if (this.current && performance.now() >= this.current.renewAt) {
      this.forget();
    }
    const token = (this.token ??= this.requestToken());
    let issued;
    try {
      issued = await token;
    } catch (error) {
      if (this.token === token) this.forget();
      throw error;
    }
    // Another caller may have renewed it meanwhile: then this one is not the current one any more.
    if (this.token === token) this.current = issued;
    const { authorization, boundToken } = issued;
    if (boundToken === undefined || !this.dpop) return { authorization };
    return { authorization, dpop: await this.dpop.proof(request, boundToken) };
  }

  /** Forgets the refused token, unless another caller has renewed it already. */
  renew(refused: Record<string, string>, answer?: AnswerHeaders): boolean {
    const nonce = answer?.get('dpop-nonce');
    if (nonce && this.dpop && asksForDpopNonce(answer)) {
      this.dpop.useNonce(nonce);
      return true;
    }
    if (this.current?.authorization === refused.authorization) this.forget();
    return true;
  }

  private newsTo(logger: Logger): NetworkNews {
    const endpoint = describeEndpoint('POST', this.options.tokenUrl);
    return networkNews(logger, endpoint, this.policy.attempts);
  }

  private forget(): void {
    this.token = undefined;
    this.current = undefined;
  }

  private async requestToken(): Promise<Token> {
    const refusals: ApiError[] = [];
    const policy = this.hasGivenToken
      ? this.policy
      : untilAnswered(this.policy);
    const requests = this.options.requests();
    for (const [place, request] of requests.entries()) {
      try {
        return await retry(
          () => this.attemptWithProof(request),
          policy,
          this.news.retrying,
        );
      } catch (error) {
        if (!mayAvoid(error, request, requests[place + 1])) throw error;
        refusals.push(error);
      }
    }
    throw mostTelling(refusals);
  }

  /** Asks as the server was last seen to want it; where it wants a proof or a nonce, again. */
  private async attemptWithProof(request: TokenRequest): Promise<Token> {
    for (let refusals = 0; ; refusals += 1) {
      const answer = await this.attempt(request);
      if (answer.status === 200) return this.accept(answer);
      const failure = this.refusal(answer);
      if (refusals === 2 || !DPOP_ERRORS.has(failure.providerCode ?? '')) {
        throw failure;
      }
      this.dpop ??= new DpopProver();
      const nonce = answer.headers.get('dpop-nonce');
      if (nonce !== null) this.dpop.useNonce(nonce);
    }
  }

  private async attempt({
    headers = {},
    form,
  }: TokenRequest): Promise<HttpAnswer> {
    const { tokenUrl, signedForm } = this.options;
    const signed = await signedForm?.();
    const proof = await this.dpop?.proof({ method: 'POST', url: tokenUrl });
    const startedAt = performance.now();
    const tookMs = () => performance.now() - startedAt;
    const [, encoded] = headers.authorization?.split(' ') ?? [];
    if (encoded) this.secrets.add(encoded);
    let answer: HttpAnswer;
    try {
      answer = await this.transport.send(
        {
          method: 'POST',
          url: tokenUrl,
          headers: {
            accept: 'application/json',
            'content-type': 'application/x-www-form-urlencoded',
            ...headers,
            ...(proof && { dpop: proof }),
          },
          body: new URLSearchParams({ ...form, ...signed }).toString(),
        },
        this.news.silent,
      );
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      this.attemptsInSilence += 1;
      const isFinal =
        !this.transport.hasAnswered &&
        isHopeless(error, this.attemptsInSilence);
      const failure = this.failure(
        isFinal ? 'answer' : 'unavailable',
        error.fault,
        error.explain(
          `the URL of the token endpoint (${tokenUrl.host})`,
          this.transport.hasAnswered,
        ),
      );
      if (isFinal) throw failure;
      throw new RetryableError(failure, { tookMs: tookMs() });
    }
    if (!isRetryableStatus(answer.status)) return answer;
    const isTooMany = isOneTooMany(answer);
    if (isTooMany) this.refusals += 1;
    throw new RetryableError(this.refusal(answer), {
      tookMs: tookMs(),
      waitMs: askedWaitMs(answer, this.refusals, this.policy),
      isOneTooMany: isTooMany,
    });
  }

  private accept(answer: HttpAnswer): Token {
    const parsed = TokenAnswer.safeParse(parseJson(answer.body));
    if (!parsed.success) {
      throw this.failure(
        'answer',
        answer.status,
        'the answer holds no access token; check that this is the token URL',
      );
    }
    const {
      access_token: accessToken,
      token_type: type,
      expires_in,
    } = parsed.data;
    this.hasGivenToken = true;
    this.refusals = 0;
    this.secrets.add(accessToken);
    const lifeMs =
      expires_in === undefined ? DEFAULT_LIFE_MS : expires_in * 1000;
    const isBound = type?.toLowerCase() === 'dpop';
    return {
      authorization: `${scheme(type)} ${accessToken}`,
      ...(isBound && { boundToken: accessToken }),
      renewAt:
        performance.now() + Math.max(lifeMs / 2, lifeMs - RENEW_BEFORE_MS),
    };
  }

  /** RFC 6749 section 5.2: the body names an `error`. */
  private refusal({ status, headers, body }: HttpAnswer): ApiError {
    const said =
      TokenError.safeParse(parseJson(this.secrets.redact(body))).data ?? {};
    const description = said.error_description
      ? `: ${oneLine(said.error_description)}`
      : '';
    const kind = kindOfRefusal(status, said.error);
    return this.failure(
      kind,
      status,
      `${refusalReason(kind)}${description}; check ${this.options.credentialFields}`,
      { providerCode: said.error, requestId: requestId(headers) },
    );
  }

  private failure(
    kind: FailureKind,
    status: number | string,
    reason: string,
    facts: { providerCode?: string; requestId?: string } = {},
  ): ApiError {
    return new ApiError({
      kind,
      endpoint: describeEndpoint('POST', this.options.tokenUrl),
      status,
      reason,
      ...facts,
    });
  }
}

/**
 * The ways in which a client with a secret may authenticate at a token endpoint: HTTP Basic, which
 * servers must support, then form fields (RFC 6749 section 2.3.1).
 */
export function clientSecretRequests(client: {
  clientId: string;
  clientSecret: string;
  scope?: string;
}): TokenRequest[] {
  const { clientId, clientSecret, scope } = client;
  const form = {
    grant_type: 'client_credentials',
    ...(scope ? { scope } : {}),
  };
  return [
    { headers: { authorization: basic(clientId, clientSecret) }, form },
    { form: { ...form, client_id: clientId, client_secret: clientSecret } },
  ];
}

/** HTTP Basic with both parts form-encoded, as RFC 6749 section 2.3.1 has it. */
export function basic(clientId: string, clientSecret: string): string {
  const pair = [clientId, clientSecret].map(formEncoded).join(':');
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

/** RFC 6749 section 7.1: names of token types ignore case; servers write `bearer` and `Bearer`. */
function scheme(tokenType = 'Bearer'): string {
  return tokenType.toLowerCase() === 'bearer' ? 'Bearer' : tokenType;
}

/** A refusal that the next request may avoid: by authenticating otherwise, or by other scopes. */
function mayAvoid(
  error: unknown,
  request: TokenRequest,
  next: TokenRequest | undefined,
): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  if (error.providerCode === 'invalid_scope') {
    return next !== undefined && next.form.scope !== request.form.scope;
  }
  return error.kind === 'authentication' || error.kind === 'request';
}

/** A server says that it does not know one of the ways, and what is wrong in the other. */
function mostTelling(refusals: readonly ApiError[]): Error {
  return (
    refusals.find(({ kind }) => kind === 'authentication') ??
    refusals.at(-1) ??
    new Error('No way of asking for an access token was given')
  );
}

function kindOfRefusal(status: number, error?: string): FailureKind {
  if (isRetryableStatus(status)) return 'unavailable';
  if (status === 401 || error === 'invalid_client') return 'authentication';
  if (error === 'invalid_scope' || error === 'unauthorized_client') {
    return 'authorization';
  }
  if (status === 403) return 'authorization';
  if (status === 404) return 'missing';
  return 'request';
}

function refusalReason(kind: FailureKind): string {
  switch (kind) {
    case 'authentication':
      return "the client's credentials were refused";
    case 'authorization':
      return 'the client may not have such a token';
    case 'missing':
      return 'there is no token endpoint at this URL';
    case 'unavailable':
      return 'the token endpoint could not answer';
    case 'feature':
    case 'request':
    case 'answer':
      return 'the token endpoint refused the request';
  }
}
