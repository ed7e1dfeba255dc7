import type { Headers } from 'node-fetch';

import type { FailureKind } from './errors';

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
const PASSING_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Ids are short and have no spaces; anything else is not worth quoting. */
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

const LONGEST_MESSAGE = 300;

/** Whether the same request may succeed later. Other 5xx pass too: proxies invent their own. */
export function mayPass(status: number): boolean {
  return PASSING_STATUS.has(status) || (status > 504 && status < 600);
}

/** What a status means where the provider says nothing else. */
export function kindOf(status: number): FailureKind {
  if (status === 401) return 'authentication';
  if (status === 403) return 'authorization';
  if (status === 404 || status === 410) return 'missing';
  if (mayPass(status) || status >= 500) return 'unavailable';
  return status >= 400 ? 'request' : 'answer';
}

/** The provider's id of a request; undefined where there is none that looks like an id. */
export function requestId(headers: Headers): string | undefined {
  const name = REQUEST_ID_HEADERS.find((each) => headers.has(each));
  const id = name && headers.get(name);
  return id && REQUEST_ID.test(id) ? id : undefined;
}

/** What to tell the user who has to repair a refusal. */
export interface RefusalAdvice {
  /** The configuration fields that hold the credential. */
  credentialFields: string;
  /** What the credential needs for the request. */
  permission?: string;
}

/** One sentence: what was refused, what the provider said of it, and what to do. */
export function describeRefusal(
  kind: FailureKind,
  { message }: ProviderError,
  { credentialFields, permission }: RefusalAdvice,
): string {
  const said = message ? `: ${oneLine(message)}` : '';
  switch (kind) {
    case 'authentication':
      return `the credential was refused${said}; check ${credentialFields}`;
    case 'authorization':
      return permission
        ? `the credential lacks a permission${said}; it needs ${permission}`
        : `the credential lacks a permission${said}`;
    case 'missing':
      return `not found${said}; check the configured URL and whether the provider offers this`;
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

/** A provider's text, fit for a message; credentials must have been taken out before. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_MESSAGE);
}
