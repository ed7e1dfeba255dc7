const REDACTED = '[redacted]';
const SHORTEST_SECRET = 4;

/**
 * The credentials in use, in every form in which a server can echo them. Whatever text comes
 * from outside passes through `redact` before it may enter an error or a log line.
 */
export class Secrets {
  private readonly forms = new Set<string>();

  constructor(secrets: readonly string[] = []) {
    secrets.forEach((secret) => this.add(secret));
  }

  /** Adds a credential that came into use, such as a new access token. */
  add(secret: string): void {
    if (secret.length < SHORTEST_SECRET) return;
    this.forms.add(secret);
    this.forms.add(encodeURIComponent(secret));
    this.forms.add(Buffer.from(secret).toString('base64'));
    this.forms.add(JSON.stringify(secret).slice(1, -1));
  }

  /** The text with every known credential replaced. */
  redact(text: string): string {
    let redacted = text;
    for (const form of this.forms) {
      redacted = redacted.replaceAll(form, REDACTED);
    }
    return redacted;
  }
}
