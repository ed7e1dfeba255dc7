import type { AnswerHeaders } from '../answerHeaders';
import type { Logger } from '../logger';

import type { Secrets } from './secrets';

/** The request that is to be authorized. */
export interface AuthorizedRequest {
  method: string;
  url: URL;
}

/** How a client proves who it is. Its headers go to the configured origin only. */
export interface Credentials {
  /** All secrets in use, so that no text of the provider can carry one onwards. */
  readonly secrets: Secrets;
  /** The headers that authorize one attempt of a request. */
  headers(request: AuthorizedRequest): Promise<Record<string, string>>;
  /**
   * Called when the provider refused `headers` with 401, or asked for a DPoP nonce (RFC 9449
   * section 9). True when other headers can be had, so that one more attempt makes sense.
   *
   * @param answer the headers of the refusal
   */
  renew?(refused: Record<string, string>, answer?: AnswerHeaders): boolean;
  /** Where to tell of silence and retries, for credentials that are had from a server. */
  watch?(logger: Logger): void;
}

/** A credential that never changes: an API key or a static bearer token. */
export function staticCredentials(
  header: string,
  secret: string,
  secrets: Secrets,
  scheme = '',
): Credentials {
  secrets.add(secret);
  const headers = { [header]: scheme ? `${scheme} ${secret}` : secret };
  return { secrets, headers: () => Promise.resolve(headers) };
}
