import { proxyFor } from './proxy';

const HTTPS_PROXY = 'http://user:planted@proxy.example:3128';

function hostFor(url: string, environment: NodeJS.ProcessEnv) {
  return proxyFor(new URL(url), environment)?.host;
}

test.each<[string, NodeJS.ProcessEnv, string | undefined]>([
  ['https://a.example', { HTTPS_PROXY }, 'proxy.example:3128'],
  ['https://a.example', { https_proxy: HTTPS_PROXY }, 'proxy.example:3128'],
  ['https://a.example', { HTTPS_PROXY: 'proxy:3128' }, 'proxy:3128'],
  ['https://a.example', { HTTPS_PROXY: '' }, undefined],
  ['https://a.example', { HTTP_PROXY: HTTPS_PROXY }, undefined],
  ['http://a.example', { HTTPS_PROXY }, undefined],
  ['https://localhost:8443', { HTTPS_PROXY }, undefined],
  ['https://127.0.0.1', { HTTPS_PROXY }, undefined],
])('%s with %j', (url, environment, proxy) => {
  expect(hostFor(url, environment)).toBe(proxy);
});

test.each<[string, boolean]>([
  ['', false],
  ['*', true],
  ['a.example', true],
  ['A.Example', true],
  ['example', true],
  ['.example', true],
  ['*.example', true],
  ['other.example, a.example', true],
  ['other.example a.example', true],
  ['a.example:443', true],
  ['a.example:8443', false],
  ['ple', false],
])('NO_PROXY %j', (NO_PROXY, isDirect) => {
  const proxy = hostFor('https://a.example', { HTTPS_PROXY, NO_PROXY });

  expect(proxy === undefined).toBe(isDirect);
});

test.each(['socks5://user:planted@proxy.example', 'http://user:planted@'])(
  'refuses %s and does not show it',
  (value) => {
    const refused = () => hostFor('https://a.example', { HTTPS_PROXY: value });

    expect(refused).toThrow(/^HTTPS_PROXY is not the URL of an HTTP proxy/);
    expect(refused).not.toThrow('planted');
  },
);
