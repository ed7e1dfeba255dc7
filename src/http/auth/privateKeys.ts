import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto';

import { SignJWT } from 'jose';
import { z } from 'zod';

import { parseJson } from '../parse';

/** A key with which a client signs its assertions. */
export interface SigningKey {
  key: KeyObject;
  /** RFC 7518 section 3.1. */
  algorithm: string;
  /** The id that a JSON Web Key carries; undefined for other forms. */
  keyId?: string;
}

/** A private key that cannot be used; the message completes "the key …" and holds nothing of it. */
export class UnusableKey extends Error {}

/** RFC 7518 section 3.3. */
const SHORTEST_RSA_BITS = 2048;

/** Life in seconds of an assertion: long enough for slow clocks, short enough to be useless later. */
const ASSERTION_LIFE_S = 300;

/** RFC 7518 section 3.4: each curve has its algorithm. */
const ALGORITHM_BY_CURVE = new Map([
  ['prime256v1', 'ES256'],
  ['secp384r1', 'ES384'],
  ['secp521r1', 'ES512'],
]);

const PEM = /-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/;

const Jwk = z.looseObject({
  kty: z.string(),
  kid: z.string().optional().catch(undefined),
});
const JwkOrSet = z.union([
  z.looseObject({ keys: z.tuple([Jwk]) }).transform(({ keys }) => keys[0]),
  Jwk,
]);

/**
 * The private key in whatever shape people paste it: PEM with line breaks, with `\n` written out or
 * in one line; base64 of that; a JSON Web Key, or a set of one.
 *
 * @throws UnusableKey
 */
export function parsePrivateKey(text: string): SigningKey {
  const written = decoded(text.trim());
  const json = parseJson(written);
  const { key, keyId } =
    typeof json === 'object' && json !== null
      ? fromJwk(json)
      : fromPem(written);
  return { key, algorithm: algorithmOf(key), keyId };
}

/** What asks a token endpoint for a token with a signed assertion. */
export interface AssertionOptions extends SigningKey {
  clientId: string;
  /** The token endpoint, exactly as it is called. */
  tokenUrl: URL;
}

/**
 * The form fields of `private_key_jwt` (RFC 7523 section 2.2). Made anew for each attempt, because
 * a server may refuse an assertion that it has seen.
 */
export async function clientAssertion({
  clientId,
  tokenUrl,
  key,
  algorithm,
  keyId,
}: AssertionOptions): Promise<Record<string, string>> {
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: algorithm, ...(keyId && { kid: keyId }) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(tokenUrl.href)
    .setIssuedAt()
    .setExpirationTime(`${ASSERTION_LIFE_S}s`)
    .setJti(randomUUID())
    .sign(key);
  return {
    client_assertion_type:
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  };
}

/** Without the base64 around a PEM or JSON text, and without written-out line breaks and quotes. */
function decoded(text: string): string {
  const compact = text.replace(/\s/g, '');
  if (/^[A-Za-z0-9+/_-]{40,}={0,2}$/.test(compact)) {
    const inner = Buffer.from(compact, 'base64').toString('utf8').trim();
    if (/^(-----BEGIN|\{)/.test(inner)) return decoded(inner);
  }
  if (text.startsWith('{')) return text;
  return text.replace(/\\r|\\n/g, '\n');
}

function fromJwk(json: object): { key: KeyObject; keyId?: string } {
  const jwk = JwkOrSet.safeParse(json).data;
  if (!jwk) throw new UnusableKey('is JSON, but not one JSON Web Key');
  if (!('d' in jwk)) throw new UnusableKey(PUBLIC_KEY);
  try {
    const key = createPrivateKey({ key: jwk, format: 'jwk' });
    return { key, keyId: jwk.kid };
  } catch {
    throw new UnusableKey('is a JSON Web Key that cannot be read');
  }
}

const PUBLIC_KEY =
  'is a public key; paste the private key that was made with it';

function fromPem(text: string): { key: KeyObject; keyId?: string } {
  const [, label = '', content = ''] = PEM.exec(text) ?? [];
  if (text.includes('ENCRYPTED')) {
    throw new UnusableKey('is encrypted with a passphrase; paste it decrypted');
  }
  if (label.includes('PUBLIC') || label.includes('CERTIFICATE')) {
    throw new UnusableKey(PUBLIC_KEY);
  }
  if (!label.endsWith('PRIVATE KEY')) {
    throw new UnusableKey(
      'is neither a PEM private key (-----BEGIN PRIVATE KEY-----) nor a JSON Web Key',
    );
  }
  const lines = content.replace(/\s/g, '').match(/.{1,64}/g) ?? [];
  const pem = [
    `-----BEGIN ${label}-----`,
    ...lines,
    `-----END ${label}-----`,
  ].join('\n');
  try {
    return { key: createPrivateKey(pem) };
  } catch {
    throw new UnusableKey('is a PEM text that cannot be read; paste all of it');
  }
}

function algorithmOf(key: KeyObject): string {
  const { namedCurve = '', modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  const algorithm =
    key.asymmetricKeyType === 'rsa'
      ? 'RS256'
      : ALGORITHM_BY_CURVE.get(namedCurve);
  if (!algorithm) {
    throw new UnusableKey(
      'is neither an RSA key nor one of the curve P-256, P-384 or P-521',
    );
  }
  if (algorithm === 'RS256' && modulusLength < SHORTEST_RSA_BITS) {
    throw new UnusableKey(`is shorter than ${SHORTEST_RSA_BITS} bits`);
  }
  return algorithm;
}
