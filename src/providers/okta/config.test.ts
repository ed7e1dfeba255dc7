import { generateKeyPairSync } from 'node:crypto';

import { adminOrigin, ALL_SCOPES, isOktaHost, parseConfig } from './config';

const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

const valid = {
  oktaOrgUrl: 'https://acme.okta.com',
  oktaApiKey: '00secret',
};

function settingsOf(config: Record<string, unknown>) {
  const parsed = parseConfig({ ...valid, ...config });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}

function problemsOf(config: Record<string, unknown>) {
  const parsed = parseConfig(config);
  return parsed.ok ? [] : parsed.problems;
}

describe('oktaOrgUrl', () => {
  test.each([
    ['acme.okta.com', 'https://acme.okta.com'],
    ['  https://acme.okta.com/  ', 'https://acme.okta.com'],
    ['https://acme-admin.okta.com', 'https://acme.okta.com'],
    ['acme-admin.oktapreview.com/', 'https://acme.oktapreview.com'],
    ['HTTPS://ACME.Okta.com', 'https://acme.okta.com'],
    ['acme.okta-emea.com', 'https://acme.okta-emea.com'],
    ['acme-admin.okta-gov.com', 'https://acme.okta-gov.com'],
    ['acme.okta.mil', 'https://acme.okta.mil'],
    ['big-corp-admin.okta.com', 'https://big-corp.okta.com'],
    ['login.acme.example', 'https://login.acme.example'],
    ['sso-admin.acme.example', 'https://sso-admin.acme.example'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost:8080/', 'http://localhost:8080'],
  ])('%s is %s', (oktaOrgUrl, origin) => {
    expect(settingsOf({ oktaOrgUrl }).orgUrl.origin).toBe(origin);
  });

  test.each([
    ['', /missing/],
    [undefined, /missing/],
    ['http://acme.okta.com', /https/],
    ['ftp://acme.okta.com', /https/],
    ['https://user:pass@acme.okta.com', /user name or password/],
    ['user@acme.okta.com', /user name or password/],
    ['https://acme.okta.com/admin/dashboard', /without a path/],
    ['acme-admin.okta.com/admin', /without a path/],
    ['https://acme.okta.com?x=1', /query/],
    ['https://acme.okta.com/#top', /fragment/],
    ['not a host', /not a URL/],
    [7, /text/],
  ])('%s is refused', (oktaOrgUrl, message) => {
    expect(problemsOf({ ...valid, oktaOrgUrl })).toEqual([
      {
        field: 'oktaOrgUrl',
        problem: expect.stringMatching(message) as string,
      },
    ]);
  });

  test('Okta hosts orgs under its own domains, with an admin console each', () => {
    expect(isOktaHost('acme.okta.com')).toBe(true);
    expect(isOktaHost('acme.okta.com.evil.example')).toBe(false);
    expect(isOktaHost('login.acme.example')).toBe(false);
    expect(adminOrigin('acme.oktapreview.com')).toBe(
      'https://acme-admin.oktapreview.com',
    );
    expect(adminOrigin('login.acme.example')).toBeUndefined();
  });
});

describe('the credential', () => {
  test('may be a token, also as Okta documents the header', () => {
    const expected = { kind: 'apiToken', apiToken: '00secret' };
    expect(settingsOf({}).credential).toEqual(expected);
    expect(settingsOf({ oktaApiKey: ' SSWS 00secret ' }).credential).toEqual(
      expected,
    );
  });

  test('may be a service app, which asks for all scopes unless told', () => {
    const { credential } = settingsOf({
      oktaApiKey: '',
      oktaClientId: '0oaexample',
      oktaPrivateKey: pem,
      oktaKeyId: 'key-1',
    });
    expect(credential).toMatchObject({
      kind: 'serviceApp',
      serviceApp: {
        clientId: '0oaexample',
        key: { algorithm: 'ES256', keyId: 'key-1' },
        scopes: ALL_SCOPES,
      },
    });
  });

  test.each([
    'okta.users.read okta.groups.read',
    'okta.users.read, okta.groups.read',
  ])('may name its scopes as "%s"', (oktaScopes) => {
    const { credential } = settingsOf({
      oktaApiKey: undefined,
      oktaClientId: '0oaexample',
      oktaPrivateKey: pem,
      oktaScopes,
    });
    expect(credential).toMatchObject({
      serviceApp: { scopes: ['okta.users.read', 'okta.groups.read'] },
    });
  });

  test.each([
    [{}, 'oktaApiKey', /missing.*oktaClientId, oktaPrivateKey/],
    [
      { oktaApiKey: 'x', oktaClientId: 'y' },
      'oktaApiKey',
      /together with oktaClientId/,
    ],
    [{ oktaClientId: 'y' }, 'oktaPrivateKey', /missing/],
    [{ oktaPrivateKey: pem }, 'oktaClientId', /missing/],
    [{ oktaApiKey: 'two words' }, 'oktaApiKey', /paste it again/],
    [
      { oktaClientId: 'y', oktaPrivateKey: 'not-a-key' },
      'oktaPrivateKey',
      /PEM private key/,
    ],
    [
      { oktaApiKey: 'x', oktaScopes: 'okta.users.read "' },
      'oktaScopes',
      /names of scopes/,
    ],
  ])('%# is refused', (config, field, message) => {
    const { oktaOrgUrl } = valid;
    expect(problemsOf({ oktaOrgUrl, ...config })).toEqual([
      { field, problem: expect.stringMatching(message) as string },
    ]);
  });
});

test.each([
  [undefined, true],
  [null, true],
  ['', true],
  [true, true],
  ['true', true],
  [false, false],
  ['false', false],
])('oktaIngestDeprovisionedUsers %s means %s', (value, expected) => {
  expect(
    settingsOf({ oktaIngestDeprovisionedUsers: value })
      .ingestDeprovisionedUsers,
  ).toBe(expected);
});
