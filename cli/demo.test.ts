import { existsSync } from 'node:fs';
import path from 'node:path';

import fetch from 'node-fetch';

import { createOrganization } from '../simulators/acme/organization';
import type { Organization } from '../simulators/acme/organization';
import { createProject, type Project } from '../scripts/sdkProject';
import { storageDirectory } from '../scripts/collectedGraph';
import { filesBelow } from '../test/support/filesBelow';
import { runDemo } from './demo';

// Processes start here, on a machine that may be busy.
jest.setTimeout(30_000);

let project: Project;

beforeEach(async () => {
  project = await createProject();
});

afterEach(async () => {
  delete process.env.ACME_CLIENT_ID;
  delete process.env.PROVIDER;
  await project.remove();
});

async function demo({
  organization,
  onOutput,
}: {
  organization?: Organization;
  onOutput?: (text: string) => void;
} = {}): Promise<{ exitCode: number; output: string }> {
  let output = '';
  const exitCode = await runDemo({
    projectPath: project.path,
    organization,
    terminal: {
      colors: false,
      columns: 80,
      isLive: false,
      write: (text) => {
        output += text;
        onOutput?.(text);
      },
    },
  });
  return { exitCode, output };
}

it('collects all that the directory holds, and draws it', async () => {
  process.env.PROVIDER = 'okta';
  process.env.ACME_CLIENT_ID = 'a-developers-client';

  const { exitCode, output } = await demo();

  expect(output).toMatch(/acme_user +250/);
  expect(output).toMatch(/acme_group +40/);
  expect(output).toMatch(/with [1-9]\d* requests/);
  expect(output.split('\n').length).toBeLessThan(60);
  expect(output).toContain('The counts equal what the directory holds.');
  expect(exitCode).toBe(0);
  const page = path.join(storageDirectory(project.path), 'index.html');
  expect(output).toContain(`Open ${page}`);
  expect(existsSync(page)).toBe(true);
});

it('stops the directory and tells nobody its token', async () => {
  const { output } = await demo();

  const [url = ''] = /http:\S+/.exec(output) ?? [];
  await expect(fetch(url)).rejects.toThrow('ECONNREFUSED');
  const written = await filesBelow(storageDirectory(project.path));
  expect(written.length).toBeGreaterThan(5);
  expect([output, ...written].join()).not.toMatch(/\b[0-9a-f]{48}\b/);
});

it('fails when the collection differs from what was announced', async () => {
  const organization = createOrganization({ users: 20, groups: 5 });

  const { exitCode, output } = await demo({
    organization,
    onOutput: (text) => {
      // What was counted before the start is not what is served.
      if (text.startsWith('Serving')) organization.users.splice(-1);
    },
  });

  expect(output).toContain('acme_user: collected 19, the directory holds 20');
  expect(exitCode).toBe(1);
});
