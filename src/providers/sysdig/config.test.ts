import { parseConfig, REGION_HOSTS } from './config';

const token = '00000000-0000-4000-8000-000000000001';

function problemsOf(config: Record<string, unknown>) {
  const parsed = parseConfig({ sysdigApiToken: token, ...config });
  return parsed.ok ? [] : parsed.problems;
}

function settingsOf(config: Record<string, unknown>) {
  const parsed = parseConfig({ sysdigApiToken: token, ...config });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}

test.each([
  ['us1', 'https://secure.sysdig.com/'],
  ['us2', 'https://us2.app.sysdig.com/'],
  ['us3', 'https://app.us3.sysdig.com/'],
  ['us4', 'https://app.us4.sysdig.com/'],
  ['eu1', 'https://eu1.app.sysdig.com/'],
  ['eu2', 'https://app.eu2.sysdig.com/'],
  ['au1', 'https://app.au1.sysdig.com/'],
  ['in1', 'https://app.in1.sysdig.com/'],
  ['jp1', 'https://app.jp1.sysdig.com/'],
  ['me2', 'https://app.me2.sysdig.com/'],
])('the host of region %s is %s', (sysdigRegion, url) => {
  expect(settingsOf({ sysdigRegion }).baseUrl.href).toBe(url);
});

test('there are ten regions', () => {
  expect(Object.keys(REGION_HOSTS)).toHaveLength(10);
});

test('a region is known in capital letters and with space around it', () => {
  const { baseUrl } = settingsOf({ sysdigRegion: ' EU1 ' });

  expect(baseUrl.hostname).toBe('eu1.app.sysdig.com');
});

test.each(['us5', 'us-1', 'app.us4.sysdig.com', 'constructor'])(
  'for %s all regions are listed, and what to do for any other host',
  (sysdigRegion) => {
    const [{ field, problem } = { field: '', problem: '' }] = problemsOf({
      sysdigRegion,
    });

    expect(field).toBe('sysdigRegion');
    for (const region of Object.keys(REGION_HOSTS)) {
      expect(problem).toContain(region);
    }
    expect(problem).toContain('sysdigBaseUrl');
  },
);

test('a base URL stands in for a region', () => {
  const { baseUrl } = settingsOf({ sysdigBaseUrl: 'https://sysdig.corp.test' });

  expect(baseUrl.href).toBe('https://sysdig.corp.test/');
});

test.each([
  ['https://us2.app.sysdig.com', 'us2.app.sysdig.com'],
  ['https://us2.app.sysdig.com/secure/', 'us2.app.sysdig.com'],
  ['https://app.us4.sysdig.com/api', 'app.us4.sysdig.com'],
  ['https://api.eu1.sysdig.com/platform/v1', 'eu1.app.sysdig.com'],
  ['https://app.sysdigcloud.com', 'app.sysdigcloud.com'],
])('the address %s of a page means the host %s', (sysdigBaseUrl, host) => {
  const { baseUrl } = settingsOf({ sysdigBaseUrl });

  expect(baseUrl.href).toBe(`https://${host}/`);
});

test.each([
  ['https://sysdig.corp.test/api', 'the path /api'],
  ['https://sysdig.corp.test/secure/vulnerability', 'the path /secure'],
  ['https://sysdig.corp.test/platform/v1', 'the path /platform'],
  ['https://sysdig.com', 'sysdigRegion'],
  ['https://docs.sysdig.com/en', 'sysdigRegion'],
  ['https://us2.app.sysdig.com/#/dashboards', 'fragment'],
])('the base URL %s is refused by name: %s', (sysdigBaseUrl, text) => {
  expect(problemsOf({ sysdigBaseUrl })).toEqual([
    {
      field: 'sysdigBaseUrl',
      problem: expect.stringContaining(text) as unknown,
    },
  ]);
});

test('a proxy of your own may have a path', () => {
  const { baseUrl } = settingsOf({
    sysdigBaseUrl: 'https://proxy.corp.test/sysdig',
  });

  expect(baseUrl.pathname).toBe('/sysdig');
});

test.each([
  ['neither region nor base URL', {}, 'sysdigRegion'],
  [
    'both of them',
    { sysdigRegion: 'us1', sysdigBaseUrl: 'https://sysdig.corp.test' },
    'sysdigRegion',
  ],
  [
    'a base URL in clear',
    { sysdigBaseUrl: 'http://sysdig.corp.test' },
    'sysdigBaseUrl',
  ],
  ['no token', { sysdigRegion: 'us1', sysdigApiToken: ' ' }, 'sysdigApiToken'],
  [
    'a token with a line break',
    { sysdigRegion: 'us1', sysdigApiToken: 'a\nb' },
    'sysdigApiToken',
  ],
  [
    'an unknown kind of key',
    { sysdigRegion: 'us1', sysdigAccountKey: 'owner' },
    'sysdigAccountKey',
  ],
  [
    'days that are no number',
    { sysdigRegion: 'us1', sysdigScanDays: '-3' },
    'sysdigScanDays',
  ],
])('%s is a problem of one field', (_name, config, field) => {
  expect(problemsOf(config).map((each) => each.field)).toEqual([field]);
});

test('no problem tells the token', () => {
  const sysdigApiToken = 'secret with space';

  expect(JSON.stringify(problemsOf({ sysdigApiToken }))).not.toContain(
    sysdigApiToken,
  );
});

test('what is not given has its default', () => {
  expect(settingsOf({ sysdigRegion: 'us1' })).toMatchObject({
    accountKey: 'customer',
    scanDays: undefined,
  });
});

test('days and the kind of key are read', () => {
  expect(
    settingsOf({
      sysdigRegion: 'us1',
      sysdigAccountKey: 'legacy',
      sysdigScanDays: '0',
    }),
  ).toMatchObject({ accountKey: 'legacy', scanDays: 0 });
});
