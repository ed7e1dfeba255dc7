const REDACTED = '[redacted]';
const SHORTEST_SECRET = 4;

/** A signed JSON Web Token (RFC 7515 section 3.1): an assertion, a proof or an access token. */
const JWT = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+/g;

/**
 * The credentials in use, in every form in which a server can echo them. `ApiClient` passes each
 * text that leaves it through `redact`.
 */
export class Secrets {
  /** Longest first: one credential may be a part of another. */
  private forms: readonly string[] = [];

  constructor(secrets: readonly string[] = []) {
    secrets.forEach((secret) => this.add(secret));
  }

  /** Adds a credential that came into use, such as a new access token. */
  add(secret: string): void {
    if (secret.length < SHORTEST_SECRET) return;
    this.forms = [...new Set([...this.forms, ...formsOf(secret)])].sort(
      (one, other) => other.length - one.length,
    );
  }

  /** The text with every known credential replaced. */
  redact(text: string): string {
    let redacted = text.replace(JWT, REDACTED);
    for (const form of this.forms) {
      redacted = redacted.replaceAll(form, REDACTED);
    }
    return redacted;
  }
}

/** URLs write a credential in percent-encoding, and host names in lower case. */
function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64');
  return [
    secret,
    secret.toLowerCase(),
    encodeURIComponent(secret),
    encodeURI(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
  ];
}
