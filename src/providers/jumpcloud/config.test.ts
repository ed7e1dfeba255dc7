import { parseConfig } from './config';

const ORGANIZATION = '5f00aa11bb22cc33dd44ee55';

function settingsOf(config: Record<string, unknown>) {
  const parsed = parseConfig(config);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}

function problemsOf(config: Record<string, unknown>) {
  const parsed = parseConfig(config);
  return parsed.ok ? [] : parsed.problems;
}

test('an API key needs nothing else', () => {
  expect(settingsOf({ jumpcloudApiKey: ' jca_key\n' })).toEqual({
    baseUrl: new URL('https://console.jumpcloud.com'),
    consoleUrl: new URL('https://console.jumpcloud.com'),
    credential: { kind: 'apiKey', apiKey: 'jca_key' },
    organizationId: undefined,
  });
});

test.each([
  [
    'us',
    'https://console.jumpcloud.com',
    'https://admin-oauth.id.jumpcloud.com/oauth2/token',
  ],
  [
    'EU',
    'https://console.eu.jumpcloud.com',
    'https://admin-oauth.id.eu.jumpcloud.com/oauth2/token',
  ],
  [
    'in',
    'https://console.in.jumpcloud.com',
    'https://admin-oauth.id.in.jumpcloud.com/oauth2/token',
  ],
])('region %s has its own hosts', (jumpcloudRegion, console, tokenUrl) => {
  const settings = settingsOf({
    jumpcloudClientId: 'client',
    jumpcloudClientSecret: 'secret',
    jumpcloudRegion,
  });

  expect(settings.baseUrl).toEqual(new URL(console));
  expect(settings.credential).toEqual({
    kind: 'serviceAccount',
    clientId: 'client',
    clientSecret: 'secret',
    tokenUrl: new URL(tokenUrl),
  });
});

test('a base URL takes the requests, the token request too, but not the links for people', () => {
  const settings = settingsOf({
    jumpcloudClientId: 'client',
    jumpcloudClientSecret: 'secret',
    jumpcloudRegion: 'eu',
    jumpcloudBaseUrl: 'https://proxy.example.com/jumpcloud/',
  });

  expect(settings.baseUrl.href).toBe('https://proxy.example.com/jumpcloud/');
  expect(settings.consoleUrl).toEqual(
    new URL('https://console.eu.jumpcloud.com'),
  );
  expect(settings.credential).toMatchObject({
    tokenUrl: new URL('https://proxy.example.com/jumpcloud/oauth2/token'),
  });
});

test('an organization id is taken in either case', () => {
  const jumpcloudOrgId = ORGANIZATION.toUpperCase();
  expect(
    settingsOf({ jumpcloudApiKey: 'key', jumpcloudOrgId }).organizationId,
  ).toBe(ORGANIZATION);
});

test.each([
  ['nothing', {}, ['jumpcloudApiKey']],
  ['an empty key', { jumpcloudApiKey: ' ' }, ['jumpcloudApiKey']],
  [
    'both kinds of credential',
    { jumpcloudApiKey: 'key', jumpcloudClientId: 'client' },
    ['jumpcloudApiKey'],
  ],
  [
    'half a service account',
    { jumpcloudClientId: 'client' },
    ['jumpcloudClientSecret'],
  ],
  [
    'a key with a line break',
    { jumpcloudApiKey: 'jca_\nkey' },
    ['jumpcloudApiKey'],
  ],
  [
    'an organization name in place of its id',
    { jumpcloudApiKey: 'key', jumpcloudOrgId: 'Acme' },
    ['jumpcloudOrgId'],
  ],
  [
    'an unknown region',
    { jumpcloudApiKey: 'key', jumpcloudRegion: 'mars' },
    ['jumpcloudRegion'],
  ],
  [
    'a base URL without encryption',
    { jumpcloudApiKey: 'key', jumpcloudBaseUrl: 'http://proxy.example.com' },
    ['jumpcloudBaseUrl'],
  ],
  [
    'a path of the API in the base URL',
    {
      jumpcloudApiKey: 'key',
      jumpcloudBaseUrl: 'https://proxy.example.com/jumpcloud/api/v2/',
    },
    ['jumpcloudBaseUrl'],
  ],
])('%s is refused', (_case, config, fields) => {
  expect(problemsOf(config).map(({ field }) => field)).toEqual(fields);
});

test.each([
  ['https://console.jumpcloud.com', 'us'],
  ['https://console.eu.jumpcloud.com/', 'eu'],
  ['https://api.in.jumpcloud.com', 'in'],
])('%s as base URL is refused with the region', (jumpcloudBaseUrl, region) => {
  const problems = problemsOf({ jumpcloudApiKey: 'key', jumpcloudBaseUrl });

  expect(problems).toEqual([
    {
      field: 'jumpcloudBaseUrl',
      problem: expect.stringContaining(
        `set jumpcloudRegion to ${region}`,
      ) as string,
    },
  ]);
});

test('no problem repeats a value', () => {
  const problems = problemsOf({
    jumpcloudApiKey: 'canary key',
    jumpcloudOrgId: 'canary-org',
    jumpcloudRegion: 'canary-region',
    jumpcloudBaseUrl: 'http://canary.example',
  });

  expect(problems).toHaveLength(4);
  expect(JSON.stringify(problems)).not.toContain('canary');
});
