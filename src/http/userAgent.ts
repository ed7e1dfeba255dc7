import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { z } from 'zod';

const Package = z.object({ version: z.string() });

/** How this integration names itself to providers (RFC 9110 section 10.1.5). */
export const USER_AGENT = `graph-identity-provider/${versionAbove(__dirname)}`;

/** The version in the next package.json above: the depth differs when compiled. */
function versionAbove(directory: string): string {
  const file = path.join(directory, 'package.json');
  return existsSync(file)
    ? Package.parse(JSON.parse(readFileSync(file, 'utf8'))).version
    : versionAbove(path.dirname(directory));
}
