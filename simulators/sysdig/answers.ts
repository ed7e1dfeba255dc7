import type { Request, Response } from 'express';

/** A refusal in the words of the API that it comes from. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly contentType = 'application/json',
  ) {
    super(`status ${status}`);
  }
}

/** The error body of the platform and vulnerability management APIs. */
export function platformError(status: number, type: string, message: string) {
  return new Refusal(status, { type, message, details: [] });
}

/** The error body of the older API. */
export function legacyError(status: number, reason: string, message: string) {
  return new Refusal(status, { errors: [{ reason, message }] });
}

/** What a host answers to paths that it does not know. */
export function unknownPath() {
  return new Refusal(404, '404 page not found', 'text/plain');
}

/** A bad token: JSON text in a plain text body. */
export function badToken() {
  const body = {
    message: 'cannot verify credentials',
    referenceId: '00000000-0000-4000-8000-0000000000ff',
  };
  return new Refusal(401, JSON.stringify(body), 'text/plain');
}

export function sendRefusal(response: Response, refusal: Refusal): void {
  response.status(refusal.status).type(refusal.contentType);
  if (typeof refusal.body === 'string') response.send(refusal.body);
  else response.json(refusal.body);
}

/** A query parameter, if it is given once. */
export function parameter(
  { query }: Request,
  name: string,
): string | undefined {
  const value = query[name];
  return typeof value === 'string' ? value : undefined;
}

/** A whole number between two bounds. */
export function wholeNumber(
  request: Request,
  name: string,
  { least, most, standard }: { least: number; most: number; standard: number },
  refuse: (message: string) => Refusal,
): number {
  const text = parameter(request, name);
  if (text === undefined) return standard;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw refuse(`${name} must be between ${least} and ${most}`);
}
