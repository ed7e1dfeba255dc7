import { Headers } from 'node-fetch';

import type { FailureKind } from './failures';
import {
  describeRefusal,
  kindOf,
  isRetryableStatus,
  requestId,
} from './failures';

const advice = { credentialFields: 'acmeApiKey', permission: 'users:read' };

test.each([408, 425, 429, 500, 502, 503, 504, 520, 599])(
  'status %i may pass',
  (status) => {
    expect(isRetryableStatus(status)).toBe(true);
    expect(kindOf(status)).toBe('unavailable');
  },
);

test.each<[number, FailureKind]>([
  [302, 'answer'],
  [400, 'request'],
  [401, 'authentication'],
  [403, 'authorization'],
  [404, 'missing'],
  [409, 'request'],
  [410, 'missing'],
  [413, 'request'],
  [501, 'unavailable'],
])('status %i is final: %s', (status, kind) => {
  expect(isRetryableStatus(status)).toBe(false);
  expect(kindOf(status)).toBe(kind);
});

test.each<[FailureKind, string]>([
  ['authentication', 'check acmeApiKey'],
  ['authorization', 'it needs users:read'],
  ['missing', 'check the configured URL'],
  ['feature', 'where the tenant has it, reading it needs users:read'],
  ['unavailable', 'could not answer'],
  ['request', 'refused the request'],
  ['answer', 'refused the request'],
])('describes %s with what was said and what to do', (kind, hint) => {
  const sentence = describeRefusal(kind, { message: 'Nope.' }, advice);

  expect(sentence).toContain(': Nope.');
  expect(sentence).toContain(hint);
});

test.each<FailureKind>(['authorization', 'feature'])(
  'asks for no permission where none is known: %s',
  (kind) => {
    expect(
      describeRefusal(kind, {}, { credentialFields: 'acmeApiKey' }),
    ).not.toContain('need');
  },
);

test("puts a provider's message on one line, and not all of a long one", () => {
  const sentence = describeRefusal(
    'request',
    { message: ` a\r\n  b\t${'c'.repeat(1000)}` },
    advice,
  );

  expect(sentence).toContain(': a b ccc');
  expect(sentence.length).toBeLessThan(400);
});

test.each([
  ['x-okta-request-id', 'okta-1'],
  ['x-request-id', 'r-1'],
  ['cf-ray', '8f-AMS'],
])('finds the request id in %s', (name, id) => {
  expect(requestId(new Headers({ [name]: id }))).toBe(id);
});

test.each<Record<string, string>>([
  {},
  { 'x-request-id': 'two words' },
  { 'cf-ray': 'x'.repeat(200) },
])('finds no request id in %j', (headers) => {
  expect(requestId(new Headers(headers))).toBeUndefined();
});
