import { createHash } from 'node:crypto';

import { decodeJwt, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose';
import { Headers } from 'node-fetch';

import { asksForDpopNonce, DpopProver } from './dpop';

const request = {
  method: 'GET',
  url: new URL('https://acme.okta.com/api/v1/users?limit=200&after=x'),
};

test('a proof is signed by the key that it carries, and names method and URL without query', async () => {
  const proof = await new DpopProver().proof(request);
  const { payload } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt' });
  expect(payload).toMatchObject({
    htm: 'GET',
    htu: 'https://acme.okta.com/api/v1/users',
  });
  expect(payload).not.toHaveProperty('ath');
  expect(payload).not.toHaveProperty('nonce');
  expect(decodeProtectedHeader(proof).jwk).not.toHaveProperty('d');
});

test('a proof is bound to the token, and carries the nonce of the server', async () => {
  const prover = new DpopProver();
  prover.useNonce('nonce-1');
  const payload = decodeJwt(await prover.proof(request, 'token'));
  expect(payload.nonce).toBe('nonce-1');
  expect(payload.ath).toBe(
    createHash('sha256').update('token').digest('base64url'),
  );
});

test('no proof is made twice, yet all with one key', async () => {
  const prover = new DpopProver();
  const proofs = [await prover.proof(request), await prover.proof(request)];
  const [first, second] = proofs.map((proof) => decodeJwt(proof).jti);
  expect(first).not.toBe(second);
  const keys = proofs.map((proof) => decodeProtectedHeader(proof).jwk);
  expect(keys[0]).toEqual(keys[1]);
});

test('a nonce is asked for in WWW-Authenticate', () => {
  const header = 'DPoP error="use_dpop_nonce"';
  expect(asksForDpopNonce(new Headers({ 'www-authenticate': header }))).toBe(
    true,
  );
  expect(asksForDpopNonce(new Headers({ 'dpop-nonce': 'x' }))).toBe(false);
  expect(asksForDpopNonce(undefined)).toBe(false);
});
