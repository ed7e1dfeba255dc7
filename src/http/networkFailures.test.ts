import { isLastingFailure, networkAdvice } from './networkFailures';

test.each<[string, boolean, string]>([
  ['ENOTFOUND', true, 'check the spelling of oktaOrgUrl'],
  ['EAI_AGAIN', false, 'the name server does not answer'],
  ['ECONNREFUSED', false, 'nothing listens at that address'],
  ['ECONNRESET', false, 'check the network between'],
  ['EHOSTUNREACH', false, 'no way leads to that address'],
  ['ETIMEDOUT', false, 'the firewall lets the connection pass'],
  ['TIMEOUT', false, 'set HTTPS_PROXY'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', true, 'NODE_EXTRA_CA_CERTS'],
  ['SELF_SIGNED_CERT_IN_CHAIN', true, 'NODE_EXTRA_CA_CERTS'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', true, 'NODE_EXTRA_CA_CERTS'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', true, 'NODE_EXTRA_CA_CERTS'],
  ['CERT_HAS_EXPIRED', true, 'check the clock'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', true, 'the certificate is for another host'],
  ['EPROTO', true, 'does not speak TLS'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', true, 'check the port in oktaOrgUrl'],
  ['PROXY_407', true, 'name and a password'],
  ['PROXY_403', true, 'answered 403'],
  ['PROXY_502', false, 'answered 502'],
])('%s', (code, isLasting, advice) => {
  expect(isLastingFailure(code)).toBe(isLasting);
  expect(networkAdvice(code, 'oktaOrgUrl')).toContain(advice);
});
