import { IntegrationProviderAPIError } from '@jupiterone/integration-sdk-core';
import { Headers } from 'node-fetch';

import {
  ApiError,
  crossOriginError,
  describeEndpoint,
  type FailureKind,
  notJsonError,
  redirectError,
  refusalError,
  toIntegrationError,
} from './failures';

describe('ApiError', () => {
  test('tells where, what, and the facts of a support case', () => {
    const error = new ApiError({
      kind: 'unavailable',
      endpoint: 'GET https://idp.example/Users',
      status: 503,
      reason: 'the provider could not answer',
      providerCode: 'E0000009',
      requestId: 'req-7',
      attempts: 6,
    });

    expect(error).toBeInstanceOf(IntegrationProviderAPIError);
    expect(error.message).toContain('GET https://idp.example/Users');
    expect(error.message).toContain('503');
    expect(error.message).toContain(
      'the provider could not answer (code E0000009, request id req-7, after 6 attempts)',
    );
    expect(error).toMatchObject({
      kind: 'unavailable',
      providerCode: 'E0000009',
      requestId: 'req-7',
      attempts: 6,
    });
    expect(error.cause()).toBeUndefined();
  });

  test('says nothing of facts that are not there, nor of a single attempt', () => {
    const error = new ApiError({
      kind: 'missing',
      endpoint: 'GET https://idp.example/Users',
      status: 404,
      reason: 'not found',
      attempts: 1,
    });

    expect(error.statusText).toBe('not found');
  });
});

describe('toIntegrationError', () => {
  test.each<[FailureKind, string, boolean]>([
    ['authentication', 'IntegrationProviderAuthenticationError', true],
    ['authorization', 'IntegrationProviderAuthorizationError', false],
    ['unavailable', 'IntegrationProviderRetriesExceededError', false],
    ['missing', 'IntegrationProviderAPIError', false],
    ['feature', 'IntegrationProviderAPIError', false],
    ['request', 'IntegrationProviderAPIError', false],
    ['answer', 'IntegrationProviderAPIError', false],
  ])(
    'gives exactly the class of the SDK for %s: %s',
    (kind, className, fatal) => {
      const error = toIntegrationError({
        kind,
        endpoint: 'GET https://idp.example/Users',
        status: 418,
        statusText: 'short and stout',
      });

      expect(error.constructor.name).toBe(className);
      expect(Boolean(error.fatal)).toBe(fatal);
      expect(error.message).toContain('GET https://idp.example/Users');
      expect(error.message).toContain('short and stout');
    },
  );
});

describe('describeEndpoint', () => {
  test.each([
    ['https://idp.example/scim/v2/Users', 'https://idp.example/scim/v2/Users'],
    [
      'https://idp.example/Users?startIndex=101&count=100&sorted=true',
      'https://idp.example/Users?startIndex=101&count=100&sorted=true',
    ],
    [
      'https://idp.example/Users?after=s3cret&limit=200&filter=a@b.example',
      'https://idp.example/Users?after=…&limit=200&filter=…',
    ],
    [
      'https://idp.example/Users?token=12345678901234567890',
      'https://idp.example/Users?token=…',
    ],
    ['https://user:pw@idp.example/Users#part', 'https://idp.example/Users'],
  ])('shows %s without what may be secret', (url, shown) => {
    expect(describeEndpoint('GET', new URL(url))).toBe(`GET ${shown}`);
  });
});

describe('where the field of the URL is known', () => {
  const urlFields = 'ternRegion or ternBaseUrl';
  const call = { endpoint: 'GET https://tern.example/nests', urlFields };
  const answer = { status: 200, headers: new Headers(), body: '<html>' };

  const refused = (kind: FailureKind) =>
    refusalError(
      call,
      answer,
      { kind },
      { credentialFields: 'ternKey', urlFields },
    );

  test.each<[string, ApiError]>([
    ['HTML', notJsonError(call, answer)],
    ['a redirect', redirectError(call, 302, new URL('https://tern.example/'))],
    [
      'a redirect to another host',
      crossOriginError(
        call,
        302,
        'a redirect',
        undefined,
        'https://tern.example',
      ),
    ],
    ['a refused credential', refused('authentication')],
    ['404', refused('missing')],
  ])('%s names it', (_case, error) => {
    expect(error.message).toContain(urlFields);
  });
});
