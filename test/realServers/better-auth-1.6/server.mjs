import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';

import { scim } from '@better-auth/scim';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';

import { serve } from '../serve.mjs';

const providerId = 'directory';
const scimToken = randomBytes(24).toString('hex');

const auth = betterAuth({
  baseURL: 'http://127.0.0.1',
  secret: randomBytes(32).toString('base64'),
  logger: { disabled: true },
  database: memoryAdapter({
    account: [],
    scimProvider: [],
    session: [],
    user: [],
    verification: [],
  }),
  plugins: [scim({ defaultSCIM: [{ providerId, scimToken }] })],
});

serve({
  listener: toNodeHandler(auth),
  basePath: '/api/auth/scim/v2',
  token: Buffer.from(`${scimToken}:${providerId}`).toString('base64url'),
});
