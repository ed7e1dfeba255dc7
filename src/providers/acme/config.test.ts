import type { ConfigField } from '../../collect/configFields';

import { configTable, parseConfig } from './config';

const baseUrl = 'https://scim.acme.example/v2';
const withKey = { acmeBaseUrl: baseUrl, acmeApiKey: 'key-4711' };
const withClient = {
  acmeBaseUrl: baseUrl,
  acmeClientId: 'client',
  acmeClientSecret: 'secret-4711',
  acmeTokenUrl: 'https://login.acme.example/token',
};

/** The problems by field. */
function problemsOf(config: Record<string, unknown>): Record<string, string> {
  const parsed = parseConfig(config);
  if (parsed.ok) throw new Error('There is no problem.');
  const { problems } = parsed;
  expect(new Set(problems.map(({ field }) => field)).size).toBe(
    problems.length,
  );
  return Object.fromEntries(
    problems.map(({ field, problem }) => [field, problem]),
  );
}

test('secrets are masked', () => {
  const masked = Object.entries<ConfigField>(configTable)
    .filter(([, { mask }]) => mask)
    .map(([name]) => name);

  expect(masked).toEqual(['acmeApiKey', 'acmeClientSecret']);
});

test('takes an API key', () => {
  expect(parseConfig(withKey)).toEqual({
    ok: true,
    settings: {
      baseUrl: new URL(baseUrl),
      credential: { kind: 'apiKey', apiKey: 'key-4711' },
    },
  });
});

test('takes client credentials, with a scope or without', () => {
  const credential = {
    kind: 'clientCredentials',
    clientId: 'client',
    clientSecret: 'secret-4711',
    tokenUrl: new URL('https://login.acme.example/token'),
  };

  expect(parseConfig(withClient)).toMatchObject({ settings: { credential } });
  expect(
    parseConfig({ ...withClient, acmeScope: ' scim.read ' }),
  ).toMatchObject({
    settings: { credential: { ...credential, scope: 'scim.read' } },
  });
});

test('trims every field: the SDK does not trim masked ones', () => {
  const trimmed = parseConfig(withClient);

  expect(
    parseConfig(
      Object.fromEntries(
        Object.entries(withClient).map(([name, value]) => [
          name,
          `\t ${value}\n`,
        ]),
      ),
    ),
  ).toEqual(trimmed);
  expect(parseConfig({ ...withKey, acmeApiKey: ' key-4711\r\n' })).toEqual(
    parseConfig(withKey),
  );
});

test.each([
  ['empty', ''],
  ['space', ' \t\n'],
  ['null', null],
  ['undefined', undefined],
])('a field that is %s is left out', (_name, value) => {
  expect(
    parseConfig({ ...withKey, acmeClientId: value, acmeScope: value }).ok,
  ).toBe(true);
  expect(problemsOf({ acmeBaseUrl: value, acmeApiKey: value })).toEqual({
    acmeBaseUrl: 'is missing',
    acmeApiKey:
      'is missing; give it, or acmeClientId, acmeClientSecret, acmeTokenUrl in its place',
  });
});

test('names every field that is missing', () => {
  expect(Object.keys(problemsOf({}))).toEqual(['acmeBaseUrl', 'acmeApiKey']);
  expect(problemsOf({ acmeBaseUrl: baseUrl, acmeClientId: 'client' })).toEqual({
    acmeClientSecret: 'is missing',
    acmeTokenUrl: 'is missing',
  });
});

test.each([
  ['acmeClientId', withClient.acmeClientId],
  ['acmeClientSecret', withClient.acmeClientSecret],
  ['acmeTokenUrl', withClient.acmeTokenUrl],
])('refuses a key together with %s', (field, value) => {
  expect(problemsOf({ ...withKey, [field]: value })).toEqual({
    acmeApiKey: `must not be given together with ${field}: choose one kind of credential`,
  });
});

test.each([
  ['http://scim.acme.example/v2', 'must begin with https://'],
  ['ftp://scim.acme.example/v2', 'must begin with https://'],
  ['http://127.0.0.1.acme.example', 'must begin with https://'],
  ['http://10.0.0.1', 'must begin with https://'],
  ['scim.acme.example/v2', 'is not a URL'],
  ['not a url', 'is not a URL'],
  ['https://', 'is not a URL'],
  ['https://user:secret-4711@scim.acme.example', 'user name or password'],
  ['https://secret-4711@scim.acme.example', 'user name or password'],
  ['https://scim.acme.example/v2?token=secret-4711', 'query'],
  ['https://scim.acme.example/v2?', 'query'],
  ['https://scim.acme.example/v2#secret-4711', 'fragment'],
  ['https://scim.acme.example/v2#', 'fragment'],
])('refuses the URL %s, and does not echo it', (url, problem) => {
  for (const field of ['acmeBaseUrl', 'acmeTokenUrl']) {
    const problems = problemsOf({ ...withClient, [field]: url });

    expect(problems).toEqual({
      [field]: expect.stringContaining(problem) as string,
    });
    expect(JSON.stringify(problems)).not.toContain('secret-4711');
  }
});

test.each([
  'http://localhost:8080/scim',
  'http://127.0.0.1:8080',
  'http://127.1.2.3',
  'http://[::1]:8080',
  'https://SCIM.acme.example',
])('takes the URL %s', (acmeBaseUrl) => {
  expect(parseConfig({ ...withKey, acmeBaseUrl })).toMatchObject({
    settings: { baseUrl: new URL(acmeBaseUrl) },
  });
});

test.each([
  ['a space', 'key 4711'],
  ['a line break', 'key\n4711'],
  ['a header', 'key\r\nX-Injected: 4711'],
  ['a typographic quote', '“key-4711”'],
])('refuses a key with %s in it, and does not echo it', (_name, acmeApiKey) => {
  const problems = problemsOf({ ...withKey, acmeApiKey });

  expect(Object.keys(problems)).toEqual(['acmeApiKey']);
  expect(JSON.stringify(problems)).not.toContain('4711');
});

test.each([
  ['acmeBaseUrl', 7],
  ['acmeApiKey', 4711],
  ['acmeApiKey', { key: 4711 }],
  ['acmeScope', ['scim']],
])('refuses %s where it is no text (%j)', (field, value) => {
  const problems = problemsOf({ ...withKey, [field]: value });

  expect(problems).toEqual({ [field]: 'must be a text' });
});

test.each(['__proto__', 'constructor'])(
  'a field named %s changes nothing',
  (name) => {
    const config = JSON.parse(
      `{"${name}": {"acmeApiKey": "key-4711"}, "acmeBaseUrl": "${baseUrl}"}`,
    ) as Record<string, unknown>;

    expect(Object.keys(problemsOf(config))).toEqual(['acmeApiKey']);
  },
);
