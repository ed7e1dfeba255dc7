import { readFileSync } from 'node:fs';
import path from 'node:path';

import { z } from 'zod';

const { version } = z
  .object({ version: z.string() })
  .parse(
    JSON.parse(
      readFileSync(path.join(__dirname, '../../package.json'), 'utf8'),
    ),
  );

/** How this integration names itself to providers (RFC 9110 section 10.1.5). */
export const USER_AGENT = `graph-identity-provider/${version}`;
