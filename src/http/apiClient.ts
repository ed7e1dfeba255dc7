import type { Headers } from 'node-fetch';
import type { z } from 'zod';

import type { Credentials } from './credentials';
import { asksForDpopNonce } from './dpop';
import { ApiError, describeEndpoint, type FailureKind } from './errors';
import { parseJson } from './json';
import type { Logger } from './logger';
import type { Paging } from './pagination';
import { readRateLimit, readRetryAfter } from './rateLimitHeaders';
import {
  RateLimiter,
  type RateLimiterOptions,
  type RequestOutcome,
} from './rateLimiter';
import { checkRecord, type Records } from './records';
import {
  describeRefusal,
  kindOf,
  mayPass,
  type ProviderError,
  requestId,
} from './refusal';
import {
  DEFAULT_RETRY_POLICY,
  jitteredBackoffMs,
  PassingFailure,
  retry,
  type RetryPolicy,
} from './retry';
import {
  DEFAULT_TRANSPORT_LIMITS,
  type HttpAnswer,
  Transport,
  TransportError,
  type TransportLimits,
} from './transport';
import { parseUrl } from './url';

export type Query = Record<string, string | number | boolean | undefined>;

/** What a client asks of a provider. */
export interface ApiRequest {
  /** Path below the base URL, beginning with a slash. */
  path: string;
  query?: Query;
  headers?: Record<string, string>;
  /** The unit by which the provider counts this request. */
  bucket: string;
  /** What the credential needs for this request, named to the user when it is refused. */
  permission?: string;
  /** True for a request that anybody may make: it is sent without the credential. */
  isPublic?: boolean;
}

/** A list to read. */
export interface ListRequest<T> extends ApiRequest {
  paging: Paging;
  record: z.ZodType<T>;
}

/** A successful answer with a JSON body. */
export interface ApiResponse {
  body: unknown;
  headers: Headers;
}

/** Limits of a client that have a default for every provider. */
export interface ApiClientLimits {
  retry?: Partial<RetryPolicy>;
  transport?: Partial<TransportLimits>;
}

export interface ApiClientOptions extends ApiClientLimits {
  /** All paths are below this URL, and credentials go to its origin only. */
  baseUrl: URL;
  /** Further origins of the same tenant, such as its custom domain. */
  alternateOrigins?: readonly string[];
  credentials: Credentials;
  /** The configuration fields that hold the credential, to name them when it is refused. */
  credentialFields: string;
  rateLimit: RateLimiterOptions;
  logger: Logger;
  /** Media types to accept; JSON by default. */
  accept?: string;
  /** Reads the provider's error body, parsed where it is JSON. */
  readError?: (
    status: number,
    body: unknown,
    request: ApiRequest,
  ) => ProviderError;
}

/** One call over all of its attempts. */
interface Call {
  request: ApiRequest;
  url: URL;
  endpoint: string;
  attempts: number;
  isRenewed: boolean;
  /** True for an error after which a smaller page will be asked for. */
  shrinksOn?: (error: ApiError) => boolean;
}

/** An answer, with what is needed to judge it. */
interface Attempt {
  answer: HttpAnswer;
  sentHeaders: Record<string, string>;
  tookMs: number;
  /** The wait that the provider asks for, in ms. */
  askedWaitMs?: number;
}

/** Attempts at one page size before a smaller one is tried. */
const ATTEMPTS_PER_PAGE_SIZE = 2;

/**
 * Reads a provider's JSON API: authorizes, paces, retries, checks what comes back, and turns
 * every failure into an `ApiError` that can be shown to a user.
 */
export class ApiClient {
  private readonly transport: Transport;
  private readonly limiter: RateLimiter;
  private readonly policy: RetryPolicy;
  private readonly origins: Set<string>;

  constructor(private readonly options: ApiClientOptions) {
    this.transport = new Transport({
      ...DEFAULT_TRANSPORT_LIMITS,
      ...options.transport,
    });
    this.policy = { ...DEFAULT_RETRY_POLICY, ...options.retry };
    this.limiter = new RateLimiter({
      onPause: (bucket, waitMs) =>
        options.logger.info(
          `Waiting ${Math.ceil(waitMs / 1000)} s for the rate limit of ${bucket}`,
        ),
      ...options.rateLimit,
    });
    this.origins = new Set([
      options.baseUrl.origin,
      ...(options.alternateOrigins ?? []),
    ]);
  }

  /** Lets the credential go to a further origin of the same tenant, such as its custom domain. */
  trustOrigin(origin: string): void {
    this.origins.add(origin);
  }

  /** How many calls a minute a bucket allows at the configured share; undefined until it is known. */
  callsPerMinute(bucket: string): number | undefined {
    return this.limiter.callsPerMinute(bucket);
  }

  /**
   * Reads one JSON document.
   *
   * @throws ApiError when the provider refuses, or gave no usable answer in all attempts
   */
  async get(request: ApiRequest): Promise<ApiResponse> {
    return this.call(request, this.resolve(request));
  }

  /**
   * Reads one object and checks it.
   *
   * @throws ApiError also when the object is not what `schema` describes
   */
  async record<T>(request: ApiRequest, schema: z.ZodType<T>): Promise<T> {
    const url = this.resolve(request);
    const { body } = await this.call(request, url);
    const checked = checkRecord(schema, body, 1);
    if (checked.ok) return checked.record;
    throw new ApiError({
      kind: 'answer',
      endpoint: describeEndpoint('GET', url),
      status: 200,
      reason: `the answer is not what it should be: ${checked.rejection.reason}`,
    });
  }

  /**
   * Reads a list, page by page, and checks each record. A record that was rejected is part of
   * the stream, so that a caller cannot overlook it.
   *
   * @throws ApiError while iterating, when the list cannot be read to its end
   */
  async *records<T>(list: ListRequest<T>): Records<T> {
    const first = this.resolve(list);
    const pages = list.paging({
      endpoint: describeEndpoint('GET', first),
      fetch: ({ link, query, shrinksOn }) => {
        const url =
          link === undefined
            ? this.resolve({ ...list, query: { ...list.query, ...query } })
            : this.resolveLink(link, first);
        return this.call(list, url, shrinksOn);
      },
    });
    let position = 0;
    for await (const page of pages) {
      for (const item of page) {
        position += 1;
        yield checkRecord(list.record, item, position);
      }
    }
  }

  private resolve({ path, query = {} }: ApiRequest): URL {
    const url = new URL(this.options.baseUrl.href.replace(/\/$/, '') + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }

  private resolveLink(link: string, first: URL): URL {
    const url = parseUrl(link, first.href);
    if (url && this.origins.has(url.origin)) return url;
    throw this.leadsAway(
      describeEndpoint('GET', first),
      200,
      'the link to the next page',
      url?.origin ?? 'no valid URL',
    );
  }

  private leadsAway(
    endpoint: string,
    status: number,
    what: string,
    target: string,
  ): ApiError {
    return new ApiError({
      kind: 'answer',
      endpoint,
      status,
      reason: `${what} leads to ${target}; it was not followed, because the credential may only go to ${this.options.baseUrl.origin}`,
    });
  }

  private async call(
    request: ApiRequest,
    url: URL,
    shrinksOn?: Call['shrinksOn'],
  ): Promise<ApiResponse> {
    const call: Call = {
      request,
      url,
      endpoint: describeEndpoint('GET', url),
      attempts: 0,
      isRenewed: false,
      shrinksOn,
    };
    return retry(() => this.attempt(call), this.policy);
  }

  private async attempt(call: Call): Promise<ApiResponse> {
    call.attempts += 1;
    const attempt = await this.send(call);
    const { status, headers, body } = attempt.answer;
    if (this.renews(call, attempt)) return this.attempt(call);
    if (status < 200 || status > 299) throw this.refusal(call, attempt);
    const parsed = parseJson(body);
    if (parsed === undefined) throw this.unusable(call, attempt);
    return { body: parsed, headers };
  }

  private renews(call: Call, { answer, sentHeaders }: Attempt): boolean {
    if (call.isRenewed || !this.isCredentialRefused(call, answer)) return false;
    call.isRenewed = true;
    const { credentials } = this.options;
    return credentials.renew?.(sentHeaders, answer.headers) ?? false;
  }

  private isCredentialRefused(call: Call, answer: HttpAnswer): boolean {
    if (call.request.isPublic) return false;
    if (asksForDpopNonce(answer.headers)) return true;
    if (answer.status !== 401) return false;
    const { kind = 'authentication' } = this.said(call, answer);
    return kind === 'authentication';
  }

  private said(call: Call, { status, body }: HttpAnswer): ProviderError {
    return (
      this.options.readError?.(status, parseJson(body), call.request) ?? {}
    );
  }

  private async send(call: Call): Promise<Attempt> {
    const { bucket } = call.request;
    await this.limiter.acquire(bucket);
    const startedAt = performance.now();
    const tookMs = () => Math.round(performance.now() - startedAt);
    let answer: HttpAnswer | undefined;
    let askedWaitMs: number | undefined;
    try {
      const { url, request } = call;
      const sentHeaders = request.isPublic
        ? {}
        : await this.options.credentials.headers({ method: 'GET', url });
      answer = await this.transport.send({
        method: 'GET',
        url,
        headers: {
          accept: this.options.accept ?? 'application/json',
          ...request.headers,
          ...sentHeaders,
        },
      });
      askedWaitMs = this.askedWaitMs(call, answer);
      return { answer, sentHeaders, tookMs: tookMs(), askedWaitMs };
    } catch (error) {
      throw this.noAnswer(call, error, tookMs());
    } finally {
      this.options.logger.debug(
        {
          endpoint: call.endpoint,
          status: answer?.status,
          attempt: call.attempts,
          tookMs: tookMs(),
        },
        'Provider API call',
      );
      this.limiter.release(bucket, this.outcome(answer, askedWaitMs));
    }
  }

  private outcome(
    answer: HttpAnswer | undefined,
    askedWaitMs: number | undefined,
  ): RequestOutcome {
    if (!answer) return {};
    const rateLimit = readRateLimit(answer.headers);
    if (askedWaitMs === undefined) return { rateLimit };
    return this.keepsWait(askedWaitMs)
      ? { rateLimit, throttledMs: askedWaitMs }
      : {};
  }

  /**
   * How long the provider wants its bucket left alone; undefined when it does not say so. A
   * `Retry-After` that is over at once says nothing: all attempts would be spent in a moment.
   */
  private askedWaitMs(call: Call, answer: HttpAnswer): number | undefined {
    const { status, headers } = answer;
    if (!mayPass(status)) return undefined;
    const retryAfterMs = readRetryAfter(headers);
    if (retryAfterMs) return retryAfterMs;
    if (status !== 429) return undefined;
    const { limit, resetInMs } = readRateLimit(headers);
    if (limit && resetInMs !== undefined) return resetInMs;
    return jitteredBackoffMs(call.attempts + 1, this.policy);
  }

  /** A wait beyond the budget is not kept: the calls of that bucket would stand still for hours. */
  private keepsWait(waitMs: number | undefined): waitMs is number {
    return waitMs !== undefined && waitMs <= this.policy.budgetMs;
  }

  private noAnswer(call: Call, error: unknown, tookMs: number): unknown {
    if (!(error instanceof TransportError)) return error;
    const isFinal = error.fault === 'TOO_LARGE' || error.fault === 'ENCODING';
    const failure = this.failure(call, {
      kind: isFinal ? 'answer' : 'unavailable',
      status: error.fault,
      reason: error.message,
    });
    return isFinal ? failure : new PassingFailure(failure, { tookMs });
  }

  private unusable(call: Call, { answer, tookMs }: Attempt): PassingFailure {
    const [type = ''] = answer.headers.get('content-type')?.split(';') ?? [];
    const failure = this.failure(call, {
      kind: 'answer',
      status: answer.status,
      reason: `the body is not JSON (${type || 'no content type'}, ${answer.body.length} characters); check that the configured URL is that of the API, and that no proxy or login page answers in its place`,
      requestId: requestId(answer.headers),
    });
    return new PassingFailure(failure, { tookMs });
  }

  private refusal(call: Call, attempt: Attempt): Error {
    const { answer, tookMs, askedWaitMs } = attempt;
    const { status, headers } = answer;
    const said = this.said(call, answer);
    const location = headers.get('location');
    if (status < 400 && location !== null && !said.kind) {
      return this.redirect(call, status, location);
    }
    const kind = said.kind ?? kindOf(status);
    const failure = this.failure(call, {
      kind,
      status,
      reason:
        describeRefusal(kind, this.withoutSecrets(said), {
          credentialFields: this.options.credentialFields,
          permission: call.request.permission,
        }) + this.describeUnkeptWait(askedWaitMs),
      providerCode: said.code,
      requestId: requestId(headers),
    });
    const isPassing = mayPass(status) || said.kind === 'unavailable';
    if (!isPassing || shrinks(call, failure)) return failure;
    return new PassingFailure(failure, {
      tookMs,
      waitMs: askedWaitMs,
      isWaitKept: this.keepsWait(askedWaitMs),
    });
  }

  private describeUnkeptWait(waitMs: number | undefined): string {
    return waitMs === undefined || this.keepsWait(waitMs)
      ? ''
      : `; it asks for a wait of ${Math.ceil(waitMs / 1000)} s, which is too long to be kept`;
  }

  /** Before anything is cut short: half a credential would not be recognized. */
  private withoutSecrets({ message, ...said }: ProviderError): ProviderError {
    const { secrets } = this.options.credentials;
    return { ...said, message: message && secrets.redact(message) };
  }

  private redirect(call: Call, status: number, location: string): ApiError {
    const target = parseUrl(location, call.url.href);
    if (target?.origin === call.url.origin) {
      return this.failure(call, {
        kind: 'answer',
        status,
        reason: `the answer is a redirect to ${target.pathname}, which is not followed; check the configured URL`,
      });
    }
    return this.leadsAway(
      call.endpoint,
      status,
      'a redirect',
      target?.origin ?? 'no valid URL',
    );
  }

  private failure(
    call: Call,
    facts: {
      kind: FailureKind;
      status: number | string;
      reason: string;
      providerCode?: string;
      requestId?: string;
    },
  ): ApiError {
    const { secrets } = this.options.credentials;
    return new ApiError({
      ...facts,
      endpoint: secrets.redact(call.endpoint),
      reason: secrets.redact(facts.reason),
      providerCode: facts.providerCode && secrets.redact(facts.providerCode),
      requestId: facts.requestId && secrets.redact(facts.requestId),
      attempts: call.attempts,
    });
  }
}

/** Trying the same size for longer would only be waiting: a smaller page is what helps. */
function shrinks({ attempts, shrinksOn }: Call, failure: ApiError): boolean {
  return attempts >= ATTEMPTS_PER_PAGE_SIZE && (shrinksOn?.(failure) ?? false);
}
