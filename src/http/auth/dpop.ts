import { createHash, randomUUID } from 'node:crypto';

import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

import type { AnswerHeaders } from '../answerHeaders';
import type { AuthorizedRequest } from './credentials';

/** RFC 7518 section 3.4: short proofs, quickly signed, and accepted by every server that knows DPoP. */
const ALGORITHM = 'ES256';

type SigningKey = Parameters<SignJWT['sign']>[0];

/**
 * Proves possession of a key with each request (RFC 9449). The key is made for this client, lives
 * in memory only, and is another one than that of the client's assertion.
 */
export class DpopProver {
  private readonly keys = generateKeys();
  private nonce?: string;

  /** From now on proofs carry this nonce of the server (RFC 9449 section 8). */
  useNonce(nonce: string): void {
    this.nonce = nonce;
  }

  /**
   * A proof for one attempt of one request (RFC 9449 section 4.2); none may be sent twice.
   *
   * @param accessToken the token that goes with the request, if any
   */
  async proof(
    { method, url }: AuthorizedRequest,
    accessToken?: string,
  ): Promise<string> {
    const { privateKey, jwk } = await this.keys;
    return new SignJWT({
      htm: method,
      htu: url.origin + url.pathname,
      ...(this.nonce !== undefined && { nonce: this.nonce }),
      ...(accessToken !== undefined && { ath: hash(accessToken) }),
    })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: ALGORITHM, jwk })
      .setIssuedAt()
      .setJti(randomUUID())
      .sign(privateKey);
  }
}

/** A resource server that wants a nonce in the proof says so (RFC 9449 section 9). */
export function asksForDpopNonce(answer: AnswerHeaders | undefined): boolean {
  return answer?.get('www-authenticate')?.includes('use_dpop_nonce') ?? false;
}

async function generateKeys(): Promise<{ privateKey: SigningKey; jwk: JWK }> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM);
  return { privateKey, jwk: await exportJWK(publicKey) };
}

function hash(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest('base64url');
}
