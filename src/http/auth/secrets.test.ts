import { Secrets } from './secrets';

const SECRET = 'k+y/"Zoë"==?x&1';

test.each([
  ['plain', SECRET],
  ['URL-encoded', encodeURIComponent(SECRET)],
  ['form-encoded', new URLSearchParams({ a: SECRET }).toString().slice(2)],
  ['base64', Buffer.from(SECRET).toString('base64')],
  ['base64 without padding', Buffer.from(SECRET).toString('base64url')],
  ['as JSON writes it', JSON.stringify(SECRET).slice(1, -1)],
])('redacts a credential that is echoed %s', (_form, echoed) => {
  const secrets = new Secrets([SECRET]);

  expect(secrets.redact(`invalid token <${echoed}>, <${echoed}>`)).toBe(
    'invalid token <[redacted]>, <[redacted]>',
  );
});

test('redacts a form-encoded secret with spaces', () => {
  const secrets = new Secrets(['pass word']);

  expect(secrets.redact('client_secret=pass+word&x=1')).toBe(
    'client_secret=[redacted]&x=1',
  );
});

test('redacts the longer one of two that begin alike', () => {
  const secrets = new Secrets(['token', 'token-of-admin']);

  expect(secrets.redact('token-of-admin, token')).toBe(
    '[redacted], [redacted]',
  );
});

test('redacts a credential that came into use later', () => {
  const secrets = new Secrets();
  secrets.add('later-token');

  expect(secrets.redact('Bearer later-token')).toBe('Bearer [redacted]');
});

test('redacts JSON Web Tokens that nobody told it of', () => {
  const token = `eyJhbGciOiJSUzI1NiJ9.${'a'.repeat(40)}.${'b'.repeat(40)}`;

  expect(new Secrets().redact(`assertion ${token}!`)).toBe(
    'assertion [redacted]!',
  );
});

test('leaves texts alone that hold no credential, and very short ones', () => {
  const secrets = new Secrets(['abc', 'unrelated']);

  expect(secrets.redact('abc is not in the list')).toBe(
    'abc is not in the list',
  );
});
