import { randomUUID } from 'node:crypto';
import express, { type Request, type Response, type Router } from 'express';

/** A client that may ask for access tokens (RFC 6749 section 4.4). */
export interface OAuthOptions {
  clientId: string;
  clientSecret: string;
  /** If given, a request must name exactly this scope. */
  scope?: string;
  /** Seconds; 3600 unless told. */
  expiresIn?: number;
  /** Leaves `expires_in` out of the answers; tokens expire nevertheless. */
  hidesExpiry?: boolean;
  /** Where the client must put its credentials (RFC 6749 section 2.3.1); `basic` unless told. */
  authentication?: 'basic' | 'form';
}

interface Credentials {
  id: string;
  secret: string;
}

const SECOND = 1000;

/** An authorization server with one client, for the client credentials grant. */
export class AuthorizationServer {
  private readonly expiries = new Map<string, number>();

  constructor(private readonly options: OAuthOptions) {}

  /** Whether this server issued the token, and it is still good. */
  accepts(token: string): boolean {
    return (this.expiries.get(token) ?? 0) > Date.now();
  }

  /** Makes every token issued so far useless at once. */
  revokeAll(): void {
    this.expiries.clear();
  }

  /** `POST /` issues a token. */
  router(): Router {
    const router = express.Router();
    router.post('/', express.urlencoded({ extended: false }), (req, res) => {
      res.set('Cache-Control', 'no-store');
      this.answer(req, res);
    });
    return router;
  }

  private answer(req: Request, res: Response): void {
    const form = formOf(req.body);
    if (form.grant_type === undefined) {
      return refuse(res, 400, 'invalid_request', 'grant_type is missing.');
    }
    if (form.grant_type !== 'client_credentials') {
      return refuse(res, 400, 'unsupported_grant_type', 'Unknown grant type.');
    }
    if (!this.isClient(this.credentialsOf(req, form))) {
      res.set('WWW-Authenticate', 'Basic realm="acme"');
      return refuse(res, 401, 'invalid_client', 'Client is not known.');
    }
    const { scope } = this.options;
    if (scope !== undefined && form.scope !== scope) {
      return refuse(res, 400, 'invalid_scope', 'Scope is not granted.');
    }
    res.json(this.issue());
  }

  private credentialsOf(
    req: Request,
    form: Record<string, string>,
  ): Credentials | undefined {
    if (this.options.authentication !== 'form') {
      return basicCredentials(req.get('Authorization') ?? '');
    }
    const { client_id: id, client_secret: secret } = form;
    return id === undefined || secret === undefined
      ? undefined
      : { id, secret };
  }

  private isClient(credentials: Credentials | undefined): boolean {
    const { clientId, clientSecret } = this.options;
    return credentials?.id === clientId && credentials.secret === clientSecret;
  }

  private issue(): Record<string, unknown> {
    const { expiresIn = 3600, hidesExpiry, scope } = this.options;
    const token = `acme-${randomUUID()}`;
    this.expiries.set(token, Date.now() + expiresIn * SECOND);
    return {
      access_token: token,
      token_type: 'Bearer',
      ...(!hidesExpiry && { expires_in: expiresIn }),
      ...(scope !== undefined && { scope }),
    };
  }
}

/** Error answer of RFC 6749 section 5.2. */
function refuse(
  res: Response,
  status: number,
  error: string,
  description: string,
): void {
  res.status(status).json({ error, error_description: description });
}

function formOf(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

/** Both parts are form-encoded before they are joined (RFC 6749 section 2.3.1). */
function basicCredentials(header: string): Credentials | undefined {
  const [, encoded] = /^Basic (\S+)$/i.exec(header) ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  return {
    id: formDecode(text.slice(0, colon)),
    secret: formDecode(text.slice(colon + 1)),
  };
}

function formDecode(text: string): string {
  return new URLSearchParams(`v=${text.replace(/&/g, '%26')}`).get('v') ?? '';
}
