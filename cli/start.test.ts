import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import {
  type CommandResult,
  createProject,
  isolatedEnvironment,
  PACKAGE_ROOT,
  type Project,
  runScript,
  scriptArguments,
} from '../scripts/sdkProject';

const SAMPLE = path.join(PACKAGE_ROOT, 'test/support/sampleIntegration');
const MAIN = path.join(__dirname, 'main.ts');

let project: Project;

beforeAll(async () => {
  project = await createProject(SAMPLE);
});

afterAll(() => project.remove());

/** `npm start` in the project. */
function start(trouble = '', args: string[] = []): Promise<CommandResult> {
  return runScript(MAIN, ['start', ...args], {
    cwd: project.path,
    env: { TROUBLE: trouble },
  });
}

it('collects and summarizes', async () => {
  const { exitCode, output } = await start();

  expect(output).toMatch(/sample_user +3/);
  expect(output).toContain('Complete: every step read all of its data.');
  expect(output).not.toContain('\u001b');
  expect(exitCode).toBe(0);
});

it('fails when a step failed, which the command itself does not', async () => {
  const { exitCode, output } = await start('refused');

  expect(output).toMatch(/Missing\n {2}- fetch-users: Provider API failed at/);
  expect(output).toContain('needs "users.read"');
  expect(output).toMatch(
    /JupiterOne keeps what it has of sample_user, sample_account_has_user/,
  );
  expect(output).toMatch(/fetch-groups: a step that it builds on failed/);
  expect(exitCode).toBe(1);
});

it('tells the message of a bug, which the SDK hides', async () => {
  const { exitCode, output } = await start('bug');

  expect(output).toMatch(/fetch-users: A user has no name/);
  expect(exitCode).toBe(1);
});

it('fails when an error escaped from a step', async () => {
  const { exitCode, output } = await start('stray');

  expect(output).toMatch(/An error escaped[^]*Nobody waited\s+for\s+this/);
  expect(exitCode).toBe(1);
});

it.each([
  ['config', [], 'sampleKey (SAMPLE_KEY) is missing'],
  ['unauthenticated', [], 'Provider authentication failed'],
  ['nothing', ['--step', 'fetch-usres'], 'did you mean fetch-users?'],
])(
  'never passes an earlier result off as that of a run that ended early (%s)',
  async (trouble, args, reason) => {
    await start();

    const { exitCode, output } = await start(trouble, args);

    expect(output).not.toContain('sample_user');
    expect(output).toContain('The run ended early:');
    expect(output.replace(/\s+/g, ' ')).toContain(reason);
    expect(output).not.toMatch(/^ +at /m);
    expect(exitCode).toBe(1);
  },
);

it('runs one step with what it builds on, without the cache', async () => {
  await start('refused');

  const { exitCode, output } = await start('', ['--step', 'fetch-users']);

  expect(output).toMatch(/sample_user +3/);
  expect(output).not.toContain('sample_group');
  expect(output).toContain('Complete as far as it goes: fetch-users');
  expect(exitCode).toBe(0);
});

it('answers an option that it does not know', async () => {
  const { exitCode, output } = await start('', ['--setp', 'fetch-users']);

  expect(output).toContain("unknown option '--setp'");
  expect(output).toContain('Did you mean --step?');
  expect(exitCode).toBe(1);
});

it('shows the whole log where asked, and keeps it', async () => {
  const { output } = await start('', ['--verbose']);
  const log = path.join(project.path, '.j1-integration/log.ndjson');

  expect(output).toContain('Starting step "Fetch users"...');
  expect(output).toMatch(/WARN fetch-users: A user without an e-mail address/);
  expect(await readFile(log, 'utf8')).toContain('Starting step \\"Fetch users');
});

it('ends with the command on Ctrl-C', async () => {
  const child = spawn(
    process.execPath,
    scriptArguments(MAIN, ['start', '--verbose']),
    {
      cwd: project.path,
      env: isolatedEnvironment({ TROUBLE: 'hang' }),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  while (!output.includes('Starting step "Fetch users"')) {
    await once(child.stdout, 'data');
  }

  child.kill('SIGINT');
  const [exitCode] = (await once(child, 'close')) as unknown[];

  expect(output).toContain('The run was stopped before its end.');
  expect(exitCode).toBe(130);
});
