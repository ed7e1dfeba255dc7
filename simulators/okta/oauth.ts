import { createHash, randomUUID } from 'node:crypto';

import {
  calculateJwkThumbprint,
  EmbeddedJWK,
  importJWK,
  type JWK,
  type JWTPayload,
  jwtVerify,
} from 'jose';

/** A service app that may ask for access tokens with a signed assertion (private_key_jwt). */
export interface ServiceAppOptions {
  clientId: string;
  /** The registered public keys; each needs a `kid` where there are several. */
  publicKeys: readonly JWK[];
  /** The scopes that an admin granted to the app. */
  grantedScopes: readonly string[];
  /** Whether tokens have to be bound to a key (DPoP); false unless told. */
  requiresDpop?: boolean;
  /** Whether API calls, too, have to carry the nonce; they need not at Okta today. */
  requiresNonceAtApi?: boolean;
  /** Life of a token in seconds; 3600 at Okta. */
  expiresIn?: number;
}

/** What the endpoint answers. */
export interface TokenAnswer {
  status: number;
  headers?: Record<string, string>;
  body: Record<string, unknown>;
}

interface IssuedToken {
  scopes: ReadonlySet<string>;
  expiresAt: number;
  /** Thumbprint of the key that the token is bound to. */
  boundTo?: string;
}

/** Why a token is not accepted, as the `error` of `WWW-Authenticate`. */
export type TokenRefusal =
  'invalid_token' | 'invalid_dpop_proof' | 'use_dpop_nonce';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const LONGEST_ASSERTION_LIFE_S = 3600;

/** The org's own authorization server, as far as service apps need it. */
export class AuthorizationServer {
  /** The nonce that proofs have to carry; a new one after `rotateNonce`. */
  nonce = randomUUID();
  private readonly tokens = new Map<string, IssuedToken>();
  private readonly seen = new Set<string>();

  constructor(
    private readonly options: ServiceAppOptions,
    private readonly tokenUrl: () => string,
  ) {}

  rotateNonce(): void {
    this.nonce = randomUUID();
  }

  /** Makes every token issued so far useless. */
  revokeAll(): void {
    this.tokens.clear();
  }

  /** `POST /oauth2/v1/token`. */
  async issue(
    form: URLSearchParams,
    proof: string | undefined,
  ): Promise<TokenAnswer> {
    if (form.get('grant_type') !== 'client_credentials') {
      return refuse(400, 'unsupported_grant_type', 'Unknown grant type.');
    }
    if (!(await this.isClient(form))) {
      return refuse(401, 'invalid_client', 'The client_assertion is invalid.');
    }
    const scopes = (form.get('scope') ?? '').split(' ').filter(Boolean);
    const missing = scopes.filter(
      (scope) => !this.options.grantedScopes.includes(scope),
    );
    if (scopes.length === 0 || missing.length > 0) {
      return refuse(
        400,
        'invalid_scope',
        `One or more scopes are not configured for the client: ${missing.join(' ')}`,
      );
    }
    const binding = await this.binding(proof);
    if ('status' in binding) return binding;
    return this.answer(new Set(scopes), binding.thumbprint);
  }

  /** The scopes of a token, or why it is not accepted. */
  async check(
    authorization: string,
    proof: string | undefined,
    htu: string,
  ): Promise<ReadonlySet<string> | TokenRefusal> {
    const [scheme, token = ''] = authorization.split(' ');
    const issued = this.tokens.get(token);
    if (!issued || issued.expiresAt <= Date.now()) return 'invalid_token';
    if (scheme !== (issued.boundTo ? 'DPoP' : 'Bearer')) return 'invalid_token';
    if (!issued.boundTo) return issued.scopes;
    const claims = await this.proofClaims(proof, 'GET', htu);
    if (claims?.thumbprint !== issued.boundTo) return 'invalid_dpop_proof';
    if (claims.payload.ath !== sha256(token)) return 'invalid_dpop_proof';
    const needsNonce = this.options.requiresNonceAtApi ?? false;
    if (needsNonce && claims.payload.nonce !== this.nonce) {
      return 'use_dpop_nonce';
    }
    return issued.scopes;
  }

  private async isClient(form: URLSearchParams): Promise<boolean> {
    if (form.get('client_assertion_type') !== ASSERTION_TYPE) return false;
    const assertion = form.get('client_assertion') ?? '';
    const { clientId, publicKeys } = this.options;
    try {
      const { payload } = await jwtVerify(
        assertion,
        async ({ kid, alg = '' }) => {
          const key =
            publicKeys.length === 1
              ? publicKeys[0]
              : publicKeys.find((each) => each.kid === kid);
          if (!key) throw new Error('No key has this id.');
          return importJWK(key, alg);
        },
        {
          issuer: clientId,
          subject: clientId,
          audience: this.tokenUrl(),
          algorithms: ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'],
          requiredClaims: ['exp'],
        },
      );
      return this.isNew(payload) && isShortLived(payload);
    } catch {
      return false;
    }
  }

  private async binding(
    proof: string | undefined,
  ): Promise<TokenAnswer | { thumbprint?: string }> {
    if (proof === undefined) {
      return this.options.requiresDpop
        ? refuse(
            400,
            'invalid_dpop_proof',
            'The DPoP proof JWT header is missing.',
          )
        : {};
    }
    const claims = await this.proofClaims(proof, 'POST', this.tokenUrl());
    if (!claims) {
      return refuse(400, 'invalid_dpop_proof', 'The DPoP proof is invalid.');
    }
    if (claims.payload.nonce !== this.nonce) {
      return {
        ...refuse(
          400,
          'use_dpop_nonce',
          'Authorization server requires nonce in DPoP proof.',
        ),
        headers: { 'dpop-nonce': this.nonce },
      };
    }
    return { thumbprint: claims.thumbprint };
  }

  private async proofClaims(
    proof: string | undefined,
    htm: string,
    htu: string,
  ): Promise<{ payload: JWTPayload; thumbprint: string } | undefined> {
    try {
      const { payload, protectedHeader } = await jwtVerify(
        proof ?? '',
        EmbeddedJWK,
        { typ: 'dpop+jwt', requiredClaims: ['iat', 'jti'] },
      );
      const { jwk } = protectedHeader;
      if (!jwk || 'd' in jwk || !this.isNew(payload)) return undefined;
      if (payload.htm !== htm || payload.htu !== htu) return undefined;
      return { payload, thumbprint: await calculateJwkThumbprint(jwk) };
    } catch {
      return undefined;
    }
  }

  /** A repeated `jti` is refused. */
  private isNew({ jti }: JWTPayload): boolean {
    if (jti === undefined) return true;
    if (this.seen.has(jti)) return false;
    this.seen.add(jti);
    return true;
  }

  private answer(
    scopes: ReadonlySet<string>,
    boundTo: string | undefined,
  ): TokenAnswer {
    const { expiresIn = 3600 } = this.options;
    const token = `okta-${randomUUID()}`;
    const expiresAt = Date.now() + expiresIn * 1000;
    this.tokens.set(token, { scopes, expiresAt, boundTo });
    return {
      status: 200,
      body: {
        token_type: boundTo ? 'DPoP' : 'Bearer',
        expires_in: expiresIn,
        access_token: token,
        scope: [...scopes].join(' '),
      },
    };
  }
}

function isShortLived({ exp = Infinity }: JWTPayload): boolean {
  return exp - Date.now() / 1000 <= LONGEST_ASSERTION_LIFE_S;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Error answer of RFC 6749 section 5.2: not the form of the management API. */
function refuse(
  status: number,
  error: string,
  error_description: string,
): TokenAnswer {
  return { status, body: { error, error_description } };
}
