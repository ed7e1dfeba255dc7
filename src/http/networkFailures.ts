/** Codes of Node.js and OpenSSL for a certificate whose issuer is not known to this machine. */
const UNKNOWN_ISSUER = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]);

const BAD_CERTIFICATE = /^(?:CERT_|ERR_TLS_CERT_)/;
const NO_TLS = /^(?:EPROTO$|ERR_SSL_)/;

/** What this file makes of a proxy's refusal to connect; the number is its HTTP status. */
const PROXY_REFUSAL = /^PROXY_(\d{3})$/;

/** The code of a proxy's refusal to connect to the host. */
export function proxyRefusal(status: number): string {
  return `PROXY_${status}`;
}

/**
 * Whether a failure of the network lasts: the same address will give the same answer. A name server
 * that does not answer (EAI_AGAIN), a refused port and a cut connection may pass.
 *
 * @param code of Node.js, OpenSSL or `proxyRefusal`
 */
export function isLastingFailure(code: string): boolean {
  const [, status] = PROXY_REFUSAL.exec(code) ?? [];
  if (status !== undefined) return Number(status) < 500;
  return (
    code === 'ENOTFOUND' ||
    UNKNOWN_ISSUER.has(code) ||
    BAD_CERTIFICATE.test(code) ||
    NO_TLS.test(code)
  );
}

/**
 * What to do about a failure of the network, in a few words without a full stop.
 *
 * @param code of Node.js, OpenSSL or `proxyRefusal`; `TIMEOUT` for silence
 * @param where the URL that was asked, as the user knows it, such as `oktaOrgUrl`
 */
export function networkAdvice(code: string | undefined, where: string): string {
  const proxy = 'where only a proxy leads out, set HTTPS_PROXY';
  const [, status] = PROXY_REFUSAL.exec(code ?? '') ?? [];
  if (status === '407') {
    return 'the proxy wants a name and a password; write them into HTTPS_PROXY, as in http://name:password@proxy.example:3128 (percent-encode special characters)';
  }
  if (status !== undefined) {
    return `the proxy of HTTPS_PROXY answered ${status} in place of connecting; ask whoever runs it to allow the host in ${where}`;
  }
  if (code && UNKNOWN_ISSUER.has(code)) {
    return `this machine does not know who issued the certificate; where that is a CA of your own (of the host in ${where}, or of a proxy that looks into TLS), set the environment variable NODE_EXTRA_CA_CERTS to the file of its certificate in PEM form`;
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `the certificate is for another host; check the spelling of ${where}`;
  }
  if (code && BAD_CERTIFICATE.test(code)) {
    return `the certificate is not valid now; check the clock of this machine, or have the certificate of the host in ${where} renewed`;
  }
  if (code && NO_TLS.test(code)) {
    return `what answers there does not speak TLS; check the port in ${where}`;
  }
  switch (code) {
    case 'ENOTFOUND':
      return `there is no such host; check the spelling of ${where}, and the name server; ${proxy}`;
    case 'EAI_AGAIN':
      return `the name server does not answer; check the network of this machine; ${proxy}`;
    case 'ECONNREFUSED':
      return `nothing listens at that address and port; check ${where}, and the firewall; ${proxy}`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `no way leads to that address; check the network of this machine; ${proxy}`;
    case 'TIMEOUT':
    case 'ETIMEDOUT':
      return `check ${where}, and that the firewall lets the connection pass; ${proxy}`;
    default:
      return `check the network between this machine and the host in ${where}`;
  }
}
