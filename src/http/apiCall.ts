import type { AnswerHeaders } from './answerHeaders';
import { askedWaitMs, isOneTooMany, outcomeOf, type Wait } from './askedWait';
import type { Credentials } from './auth/credentials';
import { asksForDpopNonce } from './auth/dpop';
import {
  ApiError,
  crossOriginError,
  describeEndpoint,
  isRetryableStatus,
  kindOf,
  notJsonError,
  type ProviderError,
  redirectError,
  refusalError,
  theUrl,
} from './failures';
import type { Logger } from './logger';
import { type NetworkNews, networkNews } from './networkNews';
import { parseJson, parseUrl } from './parse';
import {
  RateLimiter,
  type RateLimiterOptions,
  type WaitFor,
} from './rateLimiter';
import {
  DEFAULT_RETRY_POLICY,
  onceOnly,
  retry,
  RetryableError,
  type RetryPolicy,
  untilAnswered,
} from './retry';
import {
  DEFAULT_TRANSPORT_LIMITS,
  type HttpAnswer,
  isHopeless,
  Transport,
  TransportError,
  type TransportLimits,
} from './transport';

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
  /** True for a request that everything works without: it has one attempt. */
  isOptional?: boolean;
}

/** A successful answer with a JSON body. */
export interface ApiResponse {
  body: unknown;
  headers: AnswerHeaders;
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
  /** Those that decide which host is asked, to name them when it is the wrong one. */
  urlFields?: string;
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
  urlFields?: string;
  endpoint: string;
  policy: RetryPolicy;
  /** Requests sent, and those of them that were refused as one too many. */
  attempts: number;
  refusals: number;
  isRenewed: boolean;
  /** True for an error after which a smaller page will be asked for. */
  isTooLarge?: (error: ApiError) => boolean;
  news: NetworkNews;
}

/** An answer, with what is needed to judge it. */
interface Attempt {
  answer: HttpAnswer;
  sentHeaders: Record<string, string>;
  tookMs: number;
  wait?: Wait;
}

/** Attempts at one page size before a smaller one is tried. */
const ATTEMPTS_PER_PAGE_SIZE = 2;

/**
 * A page for people, before any answer of an API: the URL is not that of the API, most likely. One
 * more attempt is for the few outages that look the same.
 */
const ATTEMPTS_AT_HTML = 2;

/** Makes calls: each is authorized, paced, sent, tried again and checked. Its texts are not redacted. */
export class ApiCalls {
  private readonly transport: Transport;
  private readonly limiter: RateLimiter;
  private readonly policy: RetryPolicy;
  /** Whether an API has answered before: from then on a page of HTML is taken for an outage. */
  private hasSpokenJson = false;

  constructor(private readonly options: ApiClientOptions) {
    this.transport = new Transport({
      ...DEFAULT_TRANSPORT_LIMITS,
      ...options.transport,
    });
    this.policy = { ...DEFAULT_RETRY_POLICY, ...options.retry };
    options.credentials.watch?.(options.logger);
    this.limiter = new RateLimiter({
      onPause: (bucket, waitMs) =>
        options.logger.info(
          `Waiting ${Math.ceil(waitMs / 1000)} s for the rate limit of ${bucket}`,
        ),
      ...options.rateLimit,
    });
  }

  /** How many calls a minute a bucket allows at the configured share; undefined until it is known. */
  callsPerMinute(bucket: string): number | undefined {
    return this.limiter.callsPerMinute(bucket);
  }

  /** As the rate limiter has it. */
  allowCredential(share: number): void {
    this.limiter.allowCredential(share);
  }

  /** How long calls that are left have to wait for the limit of a bucket. */
  limitOf(bucket: string): WaitFor {
    return this.limiter.limitOf(bucket);
  }

  /**
   * Reads one JSON document.
   *
   * @throws ApiError when the provider refuses, or gave no usable answer in all attempts
   */
  async run(
    request: ApiRequest,
    url: URL,
    isTooLarge?: Call['isTooLarge'],
  ): Promise<ApiResponse> {
    const endpoint = describeEndpoint('GET', url);
    const policy = this.policyOf(request);
    const call: Call = {
      request,
      url,
      urlFields: this.options.urlFields,
      endpoint,
      policy,
      attempts: 0,
      refusals: 0,
      isRenewed: false,
      isTooLarge,
      news: networkNews(this.options.logger, endpoint, policy.attempts),
    };
    return retry(() => this.attempt(call), policy, call.news.retrying);
  }

  private policyOf({ isOptional }: ApiRequest): RetryPolicy {
    if (isOptional) return onceOnly(this.policy);
    return this.hasSpokenJson ? this.policy : untilAnswered(this.policy);
  }

  private async attempt(call: Call): Promise<ApiResponse> {
    call.attempts += 1;
    const attempt = await this.send(call);
    const { answer, tookMs } = attempt;
    if (this.renews(call, attempt)) return this.attempt(call);
    if (answer.status < 200 || answer.status > 299) {
      throw this.refusal(call, attempt);
    }
    const parsed = parseJson(answer.body);
    if (parsed === undefined) {
      const failure = notJsonError(call, answer);
      const isForPeople = !this.hasSpokenJson && isHtml(answer);
      if (isForPeople && failuresOf(call) >= ATTEMPTS_AT_HTML) throw failure;
      throw new RetryableError(failure, { tookMs });
    }
    this.hasSpokenJson = true;
    return { body: parsed, headers: answer.headers };
  }

  private async send(call: Call): Promise<Attempt> {
    const { url, request } = call;
    await this.limiter.acquire(request.bucket);
    const startedAt = performance.now();
    const tookMs = () => Math.round(performance.now() - startedAt);
    let sentAt = startedAt;
    let answer: HttpAnswer | undefined;
    let wait: Wait | undefined;
    try {
      const sentHeaders = request.isPublic
        ? {}
        : await this.options.credentials.headers({ method: 'GET', url });
      const accept = this.options.accept ?? 'application/json';
      sentAt = performance.now();
      answer = await this.transport.send(
        {
          method: 'GET',
          url,
          headers: { accept, ...request.headers, ...sentHeaders },
        },
        call.news.silent,
      );
      wait = this.waitAfter(call, answer);
      return { answer, sentHeaders, tookMs: tookMs(), wait };
    } catch (error) {
      throw noAnswer(call, error, tookMs(), this.transport.hasAnswered);
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
      const answeredInMs = performance.now() - sentAt;
      this.limiter.release(
        request.bucket,
        answer ? outcomeOf(answer, answeredInMs, wait) : {},
      );
    }
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
    const { kind = 'authentication' } = this.readError(call, answer);
    return kind === 'authentication';
  }

  /** The body is redacted before anything is cut short: half a credential would not be recognized. */
  private readError(call: Call, { status, body }: HttpAnswer): ProviderError {
    const { readError } = this.options;
    const parsed = parseJson(this.options.credentials.secrets.redact(body));
    return readError?.(status, parsed, call.request) ?? {};
  }

  /**
   * A longer wait fails the call: the other calls of its bucket would stand still for hours. The calls
   * of a bucket have patience together, so that one that refuses all of them does not take the
   * budget of each, one after the other.
   */
  private waitAfter(call: Call, answer: HttpAnswer): Wait | undefined {
    const { policy, request } = call;
    if (isOneTooMany(answer)) call.refusals += 1;
    const ms = askedWaitMs(answer, call.refusals, policy);
    if (ms === undefined) return undefined;
    const waitedMs = this.limiter.refusedForMs(request.bucket);
    return { ms, isKept: waitedMs + ms <= policy.budgetMs };
  }

  private refusal(call: Call, attempt: Attempt): Error {
    const { answer, tookMs, wait } = attempt;
    const isTooMany = isOneTooMany(answer);
    const { status, headers } = answer;
    const said = this.readError(call, answer);
    const location = headers.get('location');
    if (status < 400 && location !== null && !said.kind) {
      return this.redirect(call, status, location);
    }
    const kind = said.kind ?? (isTooMany ? 'unavailable' : kindOf(status));
    const failure = refusalError(
      call,
      answer,
      { ...said, kind },
      {
        credentialFields: this.options.credentialFields,
        urlFields: this.options.urlFields,
        permission: call.request.permission,
        isPublic: call.request.isPublic,
        refusedWaitMs:
          wait && wait.ms > call.policy.budgetMs ? wait.ms : undefined,
      },
    );
    const isRetryable =
      isRetryableStatus(status) || isTooMany || said.kind === 'unavailable';
    const isHopeless = wait?.isKept === false;
    if (!isRetryable || isHopeless || asksForSmallerPage(call, failure)) {
      return failure;
    }
    return new RetryableError(failure, {
      tookMs,
      waitMs: wait?.ms,
      isBucketPaused: wait !== undefined,
      isOneTooMany: isTooMany,
    });
  }

  private redirect(call: Call, status: number, location: string): ApiError {
    const target = parseUrl(location, call.url.href);
    if (target?.origin === call.url.origin) {
      return redirectError(call, status, target);
    }
    return crossOriginError(
      { endpoint: call.endpoint, urlFields: call.urlFields },
      status,
      'a redirect',
      target,
      this.options.baseUrl.origin,
    );
  }
}

/** Attempts that were no refusals as one too many, the one under way included. */
function failuresOf({ attempts, refusals }: Call): number {
  return attempts - refusals;
}

function isHtml({ headers }: HttpAnswer): boolean {
  return /^(text\/html|application\/xhtml)/i.test(
    headers.get('content-type') ?? '',
  );
}

function noAnswer(
  call: Call,
  error: unknown,
  tookMs: number,
  hasAnswered: boolean,
): unknown {
  if (!(error instanceof TransportError)) return error;
  const { endpoint, attempts } = call;
  const isFinal =
    error.fault === 'TOO_LARGE' ||
    error.fault === 'ENCODING' ||
    (!hasAnswered && isHopeless(error, attempts));
  const failure = new ApiError({
    kind: isFinal ? 'answer' : 'unavailable',
    endpoint,
    attempts,
    status: error.fault,
    reason: error.explain(theUrl(call.urlFields), hasAnswered),
  });
  return isFinal || asksForSmallerPage(call, failure)
    ? failure
    : new RetryableError(failure, { tookMs });
}

/** Trying the same size for longer would only be waiting: a smaller page is what helps. */
function asksForSmallerPage(call: Call, failure: ApiError): boolean {
  if (failuresOf(call) < ATTEMPTS_PER_PAGE_SIZE) return false;
  return call.isTooLarge?.(failure) ?? false;
}
