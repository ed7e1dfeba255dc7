import {
  type IntegrationError,
  IntegrationProviderAPIError,
  IntegrationProviderAuthenticationError,
  IntegrationProviderAuthorizationError,
  IntegrationProviderRetriesExceededError,
} from '@jupiterone/integration-sdk-core';

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
