import type {
  IncomingHttpHeaders,
  IncomingMessage,
  OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http';

import { credentialsIn } from './leaks';

/** What a server of a test does with a request. */
export type Misbehaviour = (
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
) => void;

/** A misbehaviour that looks at nothing but headers and body. */
export type Echo = (
  request: { headers: IncomingHttpHeaders },
  response: ServerResponse,
  body: string,
) => void;

/**
 * Gives back all that the client sent, in every place of an answer that a client may quote, in the
 * words of all providers.
 *
 * @param before what stands before it in a message, to put it where messages are cut
 */
export function echo(status: number, before = ''): Echo {
  return ({ headers }, response, body) => {
    const credentials = credentialsIn(headers, body);
    const [credential = ''] = credentials;
    const said = `${before}${headers.authorization} ${credentials.join(' ')} ${body}`;
    response.writeHead(status, {
      'Content-Type': `application/json; credential=${credential}`,
      'X-Request-Id': credential,
      'X-Okta-Request-Id': credential,
      'WWW-Authenticate': `Bearer error_description="${credential}"`,
      'Set-Cookie': `credential=${credential}`,
      'Retry-After': '0',
      ...(status >= 300 &&
        status < 400 && {
          Location: `/${credential}?credential=${credential}`,
        }),
    });
    response.end(
      JSON.stringify({
        status,
        scimType: credential,
        detail: said,
        error: credential,
        error_description: said,
        errorCode: credential,
        errorSummary: said,
        errorId: credential,
        errorCauses: [{ errorSummary: said }],
        message: said,
        errors: [{ reason: credential, message: said }],
      }),
    );
  };
}

/** 200 with all that the client sent, but nothing that it can read. */
export function echoPage(contentType: string): Echo {
  return ({ headers }, response, body) => {
    const credentials = credentialsIn(headers, body).join(' ');
    response.writeHead(200, { 'Content-Type': contentType });
    response.end(
      `<html>${headers.authorization} ${credentials} ${body}</html>`,
    );
  };
}

/** What a server writes into a real answer of its API. */
export type Insertion = (
  credential: string,
  answer: { headers: OutgoingHttpHeaders; body: unknown; origin: string },
) => { headers?: OutgoingHttpHeaders; body?: unknown };

/** The next page stands at a path of this server that holds the credential. */
export const inNextLink: Insertion = (credential, { headers, origin }) => ({
  headers: {
    ...headers,
    link: `<${origin}/next/${credential}?limit=1>; rel="next"`,
  },
});

/** The next page stands at a host that is named by the credential; host names are lower case. */
export const inHostName: Insertion = (credential, { headers }) => ({
  headers: {
    ...headers,
    link: `<https://${credential}.example.test/next>; rel="next"`,
  },
});

/** Every record has the credential in the place of its id, under a name that no API uses. */
export const inRecordIds: Insertion = (credential, { body }) => ({
  body: withIds(body, credential),
});

const ID_FIELD = /^(_?id|uuid|resultId|userId)$/;

function withIds(value: unknown, credential: string): unknown {
  if (Array.isArray(value)) {
    return value.map((each) => withIds(each, credential));
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value);
  const others = fields
    .filter(([name]) => !ID_FIELD.test(name))
    .map(([name, each]) => [name, withIds(each, credential)] as const);
  const isRecord = others.length < fields.length;
  return {
    ...Object.fromEntries(others),
    ...(isRecord && { _ID: credential }),
  };
}
