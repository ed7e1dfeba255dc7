import { generateKeyPairSync } from 'node:crypto';

import { decodeProtectedHeader, jwtVerify } from 'jose';

import { clientAssertion, parsePrivateKey } from './privateKeys';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const jwk = { ...ec.privateKey.export({ format: 'jwk' }), kid: 'key-1' };

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Whether two keys are the same, whatever shape they had. */
function modulusOf(text: string): unknown {
  return parsePrivateKey(text).key.export({ format: 'jwk' }).n;
}

describe('a private key', () => {
  const { n } = rsa.privateKey.export({ format: 'jwk' });

  test.each([
    ['PEM', pem],
    ['PEM with Windows line breaks', pem.replaceAll('\n', '\r\n')],
    ['PEM with written-out line breaks', pem.replaceAll('\n', '\\n')],
    ['PEM in one line', pem.replaceAll('\n', ' ')],
    ['PEM in one line without spaces', pem.replaceAll('\n', '')],
    ['PEM in quotes', `"${pem.replaceAll('\n', '\\n')}"`],
    ['base64 of PEM', base64(pem)],
    ['base64 of PEM over several lines', base64(pem).replace(/.{76}/g, '$&\n')],
    [
      'PKCS#1',
      rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    ],
    ['JWK', JSON.stringify(rsa.privateKey.export({ format: 'jwk' }))],
    [
      'a set of one JWK',
      JSON.stringify({ keys: [rsa.privateKey.export({ format: 'jwk' })] }),
    ],
    [
      'base64 of a JWK',
      base64(JSON.stringify(rsa.privateKey.export({ format: 'jwk' }))),
    ],
  ])('is read as %s', (_shape, text) => {
    expect(modulusOf(text)).toBe(n);
  });

  test('brings its id along as a JWK', () => {
    expect(parsePrivateKey(JSON.stringify(jwk)).keyId).toBe('key-1');
    expect(parsePrivateKey(pem).keyId).toBeUndefined();
  });

  test.each([
    ['prime256v1', 'ES256'],
    ['secp384r1', 'ES384'],
    ['secp521r1', 'ES512'],
  ])('of curve %s signs with %s', (namedCurve, algorithm) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve });
    const sec1 = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
    expect(parsePrivateKey(sec1).algorithm).toBe(algorithm);
  });

  test.each([
    ['a word', 'secret', /neither a PEM private key/],
    [
      'a public key',
      rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      /public key/,
    ],
    [
      'a public JWK',
      JSON.stringify(ec.publicKey.export({ format: 'jwk' })),
      /public key/,
    ],
    [
      'an encrypted key',
      ec.privateKey
        .export({
          type: 'pkcs8',
          format: 'pem',
          cipher: 'aes-256-cbc',
          passphrase: 'x',
        })
        .toString(),
      /passphrase/,
    ],
    ['half a key', pem.slice(0, 500), /neither a PEM private key/],
    [
      'a damaged key',
      pem.replace(/\n[^-]{40}/, '\n'),
      /PEM text that cannot be read/,
    ],
    ['JSON that is no key', '{"keys":[]}', /not one JSON Web Key/],
    ['a damaged JWK', JSON.stringify({ ...jwk, x: '' }), /cannot be read/],
    [
      'a short RSA key',
      generateKeyPairSync('rsa', { modulusLength: 1024 })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
      /shorter than 2048 bits/,
    ],
    [
      'a key of another curve',
      generateKeyPairSync('ed25519')
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
      /neither an RSA key nor/,
    ],
  ])('is refused as %s, without a word of it', (_shape, text, message) => {
    const parse = () => parsePrivateKey(text);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow(text.split('\n')[1] || 'MII');
  });
});

describe('an assertion', () => {
  const tokenUrl = new URL('https://acme.okta.com/oauth2/v1/token');
  const options = {
    ...parsePrivateKey(JSON.stringify(jwk)),
    clientId: '0oaexample',
    tokenUrl,
  };

  test('names the client, the endpoint and its key, and lives for minutes', async () => {
    const form = await clientAssertion(options);
    expect(form.client_assertion_type).toBe(
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    );
    const assertion = form.client_assertion ?? '';
    const { payload } = await jwtVerify(assertion, ec.publicKey, {
      issuer: '0oaexample',
      subject: '0oaexample',
      audience: tokenUrl.href,
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    expect(decodeProtectedHeader(assertion)).toEqual({
      alg: 'ES256',
      kid: 'key-1',
    });
  });

  test('is never the same', async () => {
    const [first, second] = await Promise.all([
      clientAssertion(options),
      clientAssertion(options),
    ]);
    expect(first.client_assertion).not.toBe(second.client_assertion);
  });
});
