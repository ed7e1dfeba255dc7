import { randomBytes } from 'node:crypto';

import { scim } from '@better-auth/scim';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { getAuthTables } from 'better-auth/db';
import { toNodeHandler } from 'better-auth/node';

import { serve } from '../serve.mjs';

const token = randomBytes(24).toString('hex');

const options = {
  baseURL: 'http://127.0.0.1',
  secret: randomBytes(32).toString('base64'),
  logger: { disabled: true },
  plugins: [
    scim({
      connections: [
        {
          id: 'directory',
          credentials: [{ type: 'bearer', id: 'collector', token }],
        },
      ],
    }),
  ],
};

const emptyTables = Object.fromEntries(
  Object.values(getAuthTables(options)).map(({ modelName }) => [modelName, []]),
);

const auth = betterAuth({
  ...options,
  database: memoryAdapter(emptyTables),
});

serve({
  listener: toNodeHandler(auth),
  basePath: '/api/auth/scim/v2',
  token,
});
