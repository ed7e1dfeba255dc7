import type { IncomingHttpHeaders } from 'node:http';
import { inspect } from 'node:util';

import type { Execution } from './execution';

/** So many characters of a secret in a row are a leak, too. */
export const SHORTEST_LEAK = 8;

/** Headers in which a client sends a credential, or a proof that it has one. */
const CREDENTIAL_HEADERS = ['authorization', 'x-api-key', 'dpop'];

/** Parameters of a token request in which it does so. */
const CREDENTIAL_PARAMETERS = ['client_secret', 'client_assertion'];

/** Finds secrets, and parts of them, in every spelling in which a client sends or quotes them. */
export class Leaks {
  private readonly parts: ReadonlySet<string>;

  /** @param harmless what may be found although it is part of a secret, such as a client id */
  constructor(secrets: Iterable<string>, harmless = '') {
    const harmlessParts = new Set(
      [harmless, base64(harmless)].flatMap(partsOf),
    );
    this.parts = new Set(
      [...secrets]
        .flatMap(spellings)
        .flatMap(partsOf)
        .filter((part) => !harmlessParts.has(part)),
    );
  }

  /** The parts of secrets that stand in a text. */
  in(text: string): string[] {
    return [...new Set(partsOf(text).filter((part) => this.parts.has(part)))];
  }
}

/** Everything that a run within this process let out. */
export function writtenBy({
  error,
  // They are the entities and relationships once more.
  objects: _,
  ...execution
}: Execution): string {
  return [
    JSON.stringify(execution),
    execution.log,
    JSON.stringify(error),
    inspect(error, { depth: null, showHidden: true, maxStringLength: null }),
    ...causesOf(error).map((cause) => `${String(cause)} ${stackOf(cause)}`),
  ].join('\n');
}

/** The credentials that a request carries, without the words that say what they are. */
export function credentialsIn(
  headers: IncomingHttpHeaders,
  body: string,
): string[] {
  const form = new URLSearchParams(body);
  return [
    ...CREDENTIAL_HEADERS.map((name) => lastWord(String(headers[name] ?? ''))),
    ...CREDENTIAL_PARAMETERS.map((name) => form.get(name) ?? ''),
  ].filter((credential) => credential !== '');
}

function lastWord(value: string): string {
  return value.split(' ').at(-1) ?? '';
}

function partsOf(text: string): string[] {
  const count = Math.max(0, text.length - SHORTEST_LEAK + 1);
  return Array.from({ length: count }, (_, start) =>
    text.slice(start, start + SHORTEST_LEAK),
  );
}

/** Host names are written in lower case. */
function spellings(secret: string): string[] {
  return [
    secret,
    secret.toLowerCase(),
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    base64(secret),
  ];
}

function base64(secret: string): string {
  return Buffer.from(secret).toString('base64').replace(/=+$/, '');
}

function causesOf(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}

function stackOf(error: unknown): string {
  return error instanceof Error ? String(error.stack) : '';
}
