import type { RequestHandler, Response } from 'express';

import type { AuthorizationServer } from '../acme/oauth';

import type { Organization, Tenant } from './records';

/** What the credential of a request must be. */
export interface AccessOptions {
  apiKey?: string;
  authorization?: AuthorizationServer;
}

/**
 * Lets requests with the right credential pass. Without one JumpCloud redirects to its login
 * page; a wrong one gets 401.
 */
export function requireCredential({
  apiKey,
  authorization,
}: AccessOptions): RequestHandler {
  return (req, res, next) => {
    const key = req.get('x-api-key');
    const [, token] =
      /^Bearer (\S+)$/i.exec(req.get('authorization') ?? '') ?? [];
    if (!key && !token) {
      res.redirect(302, '/login/admin');
      return;
    }
    const isRight =
      key === undefined
        ? token !== undefined && authorization?.accepts(token)
        : key === apiKey;
    if (isRight) return next();
    res.status(401).json({ message: 'Unauthorized: invalid credential' });
  };
}

/**
 * The organization that a request is for, by `x-org-id`; the only one where that is absent or
 * empty. Answers the request itself, and gives undefined, where none can be told.
 */
export function organizationFor(
  given: string | undefined,
  res: Response,
  { organizations }: Tenant,
): Organization | undefined {
  if (!given) {
    if (organizations.length === 1) return organizations[0];
    return refuse(res, 401, 'Unauthorized: no organization selected');
  }
  if (!/^[0-9a-f]{24}$/.test(given)) {
    return refuse(res, 400, 'Bad Request: invalid x-org-id');
  }
  const organization = organizations.find(({ id }) => id === given);
  return organization ?? refuse(res, 404, 'Not Found');
}

function refuse(res: Response, status: number, message: string): undefined {
  res.status(status).json({ message });
}
