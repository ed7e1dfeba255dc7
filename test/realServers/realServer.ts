import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { z } from 'zod';

import { isolatedEnvironment } from '../../scripts/sdkProject';

/** A SCIM server that others wrote, in a process of its own. */
export interface RealServer {
  /** Base URL of its SCIM service. */
  readonly baseUrl: string;
  /** Bearer token that may read and write. */
  readonly token: string;
  /** Ends the process; what it held is gone. */
  readonly stop: () => Promise<void>;
}

/** The servers by the folders that start them. */
export type ServerName = 'saml-jackson' | 'better-auth-1.6' | 'better-auth-1.7';

type ServerProcess = ChildProcessByStdio<Writable, Readable, Readable>;

const Announcement = z.object({ baseUrl: z.string(), token: z.string() });

/** A server loads some hundred files, on a machine that does other things as well. */
const LONGEST_START_MS = 30_000;

/** npm writes this file last, when everything is in its place. */
export const areServersInstalled = existsSync(
  path.join(__dirname, 'node_modules/.package-lock.json'),
);

/** Starts a server, empty, on a free port of this machine. */
export async function startRealServer(name: ServerName): Promise<RealServer> {
  const child = spawn(
    process.execPath,
    [path.join(__dirname, name, 'server.mjs')],
    { env: isolatedEnvironment({}), stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const closed = once(child, 'close');
  return {
    ...(await announcementOf(child, name)),
    stop: async () => {
      child.kill();
      await closed;
    },
  };
}

/** The first line that a server prints says where it is. */
async function announcementOf(
  child: ServerProcess,
  name: ServerName,
): Promise<z.infer<typeof Announcement>> {
  const complaints = text(child.stderr);
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_START_MS);
  const lines = createInterface({ input: child.stdout });
  const first = await lines[Symbol.asyncIterator]().next();
  clearTimeout(timer);
  if (first.done) {
    throw new Error(`${name} did not start. It printed:\n${await complaints}`);
  }
  return Announcement.parse(JSON.parse(first.value));
}
