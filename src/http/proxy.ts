import { isLoopback, parseUrl } from './parse';

/**
 * The proxy through which a URL is to be asked, by the conventions of curl and others: HTTPS_PROXY
 * and NO_PROXY, also in small letters, which win. This machine itself is never asked through a
 * proxy; nothing else is asked without TLS, so that HTTP_PROXY has no use here.
 *
 * @throws Error where HTTPS_PROXY is no URL of an HTTP proxy; it does not hold the value
 */
export function proxyFor(
  url: URL,
  environment: NodeJS.ProcessEnv = process.env,
): URL | undefined {
  if (url.protocol !== 'https:' || isLoopback(url.hostname)) return undefined;
  const proxy = environment.https_proxy || environment.HTTPS_PROXY;
  const exceptions = environment.no_proxy || environment.NO_PROXY;
  if (!proxy || isException(url, exceptions)) return undefined;
  const parsed = parseUrl(proxy.includes('://') ? proxy : `http://${proxy}`);
  if (parsed && /^https?:$/.test(parsed.protocol)) return parsed;
  throw new Error(
    'HTTPS_PROXY is not the URL of an HTTP proxy, such as http://proxy.example:3128',
  );
}

/** NO_PROXY: hosts, which stand for their subdomains too, with or without a port; `*` for all. */
function isException({ hostname, port }: URL, exceptions = ''): boolean {
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, host = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (onlyPort !== undefined && onlyPort !== (port || '443')) return false;
      const domain = host.replace(/^\*?\./, '');
      return hostname === domain || hostname.endsWith(`.${domain}`);
    });
}
