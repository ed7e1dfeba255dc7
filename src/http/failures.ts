import {
  type IntegrationError,
  IntegrationProviderAPIError,
  IntegrationProviderAuthenticationError,
  IntegrationProviderAuthorizationError,
  IntegrationProviderRetriesExceededError,
} from '@jupiterone/integration-sdk-core';
import type { AnswerHeaders } from './answerHeaders';

/**
 * What a failed call means to the caller:
 * - `authentication`: the provider refuses the credential (401)
 * - `authorization`: the credential may not read this (403)
 * - `missing`: there is no such resource or endpoint (404, 410)
 * - `feature`: the tenant does not have this feature, or has it switched off
 * - `request`: the provider refuses the request as it is (other 4xx)
 * - `unavailable`: network failure, timeout, 408, 429 or 5xx, after all retries
 * - `answer`: an answer that cannot be used: not JSON, not a page, too large, another origin
 */
export type FailureKind =
  | 'authentication'
  | 'authorization'
  | 'missing'
  | 'feature'
  | 'request'
  | 'unavailable'
  | 'answer';

/** The facts of one failed call. None of them may hold a credential. */
export interface Failure {
  kind: FailureKind;
  /** Method and URL, made safe by `describeEndpoint`. */
  endpoint: string;
  /** HTTP status, or a word such as `TIMEOUT` where there was none. */
  status: number | string;
  /** What happened and, where known, what to do about it. */
  reason: string;
  /** The provider's own error code, such as `E0000006` or `invalidCursor`. */
  providerCode?: string;
  /** The provider's request id, to quote in a support case. */
  requestId?: string;
  /** How many attempts were made. */
  attempts?: number;
}

/**
 * A failed call to a provider API. It carries no cause: the errors of the HTTP library
 * hold whole URLs and header values.
 */
export class ApiError extends IntegrationProviderAPIError {
  readonly kind: FailureKind;
  readonly providerCode?: string;
  readonly requestId?: string;
  readonly attempts?: number;
  private readonly reason: string;

  constructor(failure: Failure) {
    super({
      endpoint: failure.endpoint,
      status: failure.status,
      statusText: statusText(failure),
    });
    this.name = 'ApiError';
    this.kind = failure.kind;
    this.providerCode = failure.providerCode;
    this.requestId = failure.requestId;
    this.attempts = failure.attempts;
    this.reason = failure.reason;
  }

  /** The same failure with each of its texts changed, such as by `Secrets.redact`. */
  map(change: (text: string) => string): ApiError {
    const { kind, endpoint, status, reason, attempts } = this;
    const mapped = new ApiError({
      kind,
      endpoint: change(endpoint),
      status,
      reason: change(reason),
      providerCode: this.providerCode && change(this.providerCode),
      requestId: this.requestId && change(this.requestId),
      attempts,
    });
    return mapped.message === this.message ? this : mapped;
  }
}

function statusText(failure: Failure): string {
  const facts = [
    failure.providerCode && `code ${failure.providerCode}`,
    failure.requestId && `request id ${failure.requestId}`,
    failure.attempts &&
      failure.attempts > 1 &&
      `after ${failure.attempts} attempts`,
  ].filter(Boolean);
  return facts.length > 0
    ? `${failure.reason} (${facts.join(', ')})`
    : failure.reason;
}

/** One `ApiError`, or a description of several, as the SDK is to see it. */
export interface FailureSummary {
  kind: FailureKind;
  endpoint: string;
  status: number | string;
  statusText: string;
}

/**
 * Gives the SDK error class for the outcome of a call. The SDK recognises its own classes,
 * not subclasses, so the exact class is needed where an error leaves the integration.
 *
 * Only an `authentication` error is fatal to the SDK: it stops all steps at once.
 */
export function toIntegrationError(failure: FailureSummary): IntegrationError {
  const { endpoint, status, statusText } = failure;
  switch (failure.kind) {
    case 'authentication':
      return new IntegrationProviderAuthenticationError({
        endpoint,
        status,
        statusText,
      });
    case 'authorization':
      return new IntegrationProviderAuthorizationError({
        endpoint,
        status,
        statusText,
      });
    case 'unavailable':
      return new IntegrationProviderRetriesExceededError(
        { endpoint, status, statusText },
        undefined,
      );
    case 'missing':
    case 'feature':
    case 'request':
    case 'answer':
      return new IntegrationProviderAPIError({ endpoint, status, statusText });
  }
}

const PLAIN_QUERY_VALUE = /^(\d{1,9}|true|false)$/;

/**
 * Method and URL for people: user-info and fragment removed, and of the query only numbers and
 * flags kept, because cursors, filters and tokens may hold personal data or secrets.
 */
export function describeEndpoint(method: string, url: URL): string {
  const query = [...url.searchParams]
    .map(
      ([name, value]) =>
        `${name}=${PLAIN_QUERY_VALUE.test(value) ? value : '…'}`,
    )
    .join('&');
  return `${method} ${url.origin}${url.pathname}${query && `?${query}`}`;
}

/**
 * What a provider's error body says; `kind` where it changes what the status means. A call that
 * is said to be `unavailable` is tried again.
 */
export interface ProviderError {
  code?: string;
  message?: string;
  kind?: FailureKind;
}

/**
 * Where providers put the id of a request: Okta, AWS, the common spellings, and Cloudflare in
 * front of any of them.
 */
const REQUEST_ID_HEADERS = [
  'x-okta-request-id',
  'x-request-id',
  'x-amzn-requestid',
  'request-id',
  'x-correlation-id',
  'cf-ray',
];

/** Statuses of failures that may pass (RFC 9110 section 15; 425 is RFC 8470). */
const RETRYABLE_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Ids are short and have no spaces; anything else is not worth quoting. */
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

const LONGEST_MESSAGE = 300;

/** Whether the same request may succeed later. Proxies invent statuses of their own above 504. */
export function isRetryableStatus(status: number): boolean {
  return RETRYABLE_STATUS.has(status) || (status > 504 && status < 600);
}

/** What a status means where the provider says nothing else. */
export function kindOf(status: number): FailureKind {
  if (status === 401) return 'authentication';
  if (status === 403) return 'authorization';
  if (status === 404 || status === 410) return 'missing';
  if (isRetryableStatus(status) || status >= 500) return 'unavailable';
  return status >= 400 ? 'request' : 'answer';
}

/** The provider's id of a request; undefined where there is none that looks like an id. */
export function requestId(headers: AnswerHeaders): string | undefined {
  const name = REQUEST_ID_HEADERS.find((each) => headers.has(each));
  const id = name && headers.get(name);
  return id && REQUEST_ID.test(id) ? id : undefined;
}

/** What to tell the user who has to repair a refusal. */
export interface RefusalAdvice {
  /** The configuration fields that hold the credential. */
  credentialFields: string;
  /** The configuration fields that decide which host is asked. */
  urlFields?: string;
  /** What the credential needs for the request. */
  permission?: string;
  /** True for a request that anybody may make: it was sent without the credential. */
  isPublic?: boolean;
}

/** One sentence: what was refused, what the provider said of it, and what to do. */
export function describeRefusal(
  kind: FailureKind,
  { message }: ProviderError,
  { credentialFields, permission, urlFields, isPublic }: RefusalAdvice,
): string {
  const said = message ? `: ${oneLine(message)}` : '';
  if (isPublic && (kind === 'authentication' || kind === 'authorization')) {
    return `this was refused, although the provider gives it to anybody, and no credential was sent${said}; check that ${theUrl(urlFields)} is that of the API, and that no proxy or login page answers in its place`;
  }
  switch (kind) {
    case 'authentication':
      return urlFields
        ? `the credential was refused${said}; check ${credentialFields}, and that it is for the host in ${urlFields}`
        : `the credential was refused${said}; check ${credentialFields}`;
    case 'authorization':
      return permission
        ? `the credential lacks a permission${said}; it needs ${permission}`
        : `the credential lacks a permission${said}`;
    case 'missing':
      return `not found${said}; check ${theUrl(urlFields)} and whether the provider offers this`;
    case 'feature':
      return permission
        ? `this feature is not available to the credential${said}; where the tenant has it, reading it needs ${permission}`
        : `this feature is not available to the credential${said}`;
    case 'unavailable':
      return `the provider could not answer${said}`;
    case 'request':
    case 'answer':
      return `the provider refused the request${said}`;
  }
}

/** The URL, with the fields where the user finds it. */
export function theUrl(urlFields?: string): string {
  return urlFields ? `the configured URL (${urlFields})` : 'the configured URL';
}

/** A provider's text, fit for a message; credentials must have been taken out before. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_MESSAGE);
}

/** The call that a failure is about. */
export interface FailedCall {
  /** Method and URL, made by `describeEndpoint`. */
  endpoint: string;
  attempts?: number;
  /** The configuration fields that decide which host is asked. */
  urlFields?: string;
}

/** An answer as far as a failure tells of it. */
export interface FailedAnswer {
  status: number;
  headers: AnswerHeaders;
  body: string;
}

/** A refusal: any status that is not a success. */
export function refusalError(
  call: FailedCall,
  { status, headers }: FailedAnswer,
  said: ProviderError & { kind: FailureKind },
  advice: RefusalAdvice & { refusedWaitMs?: number },
): ApiError {
  const wait =
    advice.refusedWaitMs === undefined
      ? ''
      : `; it asks for a wait of ${Math.ceil(advice.refusedWaitMs / 1000)} s, which is too long to be kept`;
  return new ApiError({
    ...call,
    kind: said.kind,
    status,
    reason: describeRefusal(said.kind, said, advice) + wait,
    providerCode: said.code,
    requestId: requestId(headers),
  });
}

/** A success without a JSON body. */
export function notJsonError(
  call: FailedCall,
  { status, headers, body }: FailedAnswer,
): ApiError {
  const [type = ''] = headers.get('content-type')?.split(';') ?? [];
  return new ApiError({
    ...call,
    kind: 'answer',
    status,
    reason: `the body is not JSON (${type || 'no content type'}, ${body.length} characters); check that ${theUrl(call.urlFields)} is that of the API, and that no proxy or login page answers in its place`,
    requestId: requestId(headers),
  });
}

/** A redirect within the same origin: none is followed. */
export function redirectError(
  call: FailedCall,
  status: number,
  target: URL,
): ApiError {
  return new ApiError({
    ...call,
    kind: 'answer',
    status,
    reason: `the answer is a redirect to ${target.pathname}, which is not followed; check ${theUrl(call.urlFields)}`,
  });
}

/**
 * A link or redirect to another origin.
 *
 * @param what what leads there, such as `a redirect`
 * @param target undefined where it is no valid URL
 */
export function crossOriginError(
  call: FailedCall,
  status: number,
  what: string,
  target: URL | undefined,
  ownOrigin: string,
): ApiError {
  return new ApiError({
    ...call,
    kind: 'answer',
    status,
    reason: `${what} leads to ${target?.origin ?? 'no valid URL'}; it was not followed, because the credential may only go to ${ownOrigin}${call.urlFields ? `; check ${theUrl(call.urlFields)}` : ''}`,
  });
}

/** One object that is not what its schema describes. */
export function unexpectedObjectError(
  endpoint: string,
  reason: string,
): ApiError {
  return new ApiError({
    kind: 'answer',
    endpoint,
    status: 200,
    reason: `the answer is not what it should be: ${reason}`,
  });
}
