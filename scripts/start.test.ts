import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import {
  type CommandResult,
  createProject,
  isolatedEnvironment,
  PACKAGE_ROOT,
  type Project,
  runNode,
} from './sdkProject';

const SAMPLE = path.join(PACKAGE_ROOT, 'test/support/sampleIntegration');
const START = [
  path.join(PACKAGE_ROOT, 'node_modules/.bin/ts-node'),
  path.join(__dirname, 'start.ts'),
];

// Processes start here, on a machine that may be busy.
jest.setTimeout(30_000);

let project: Project;

beforeAll(async () => {
  project = await createProject(SAMPLE);
});

afterAll(() => project.remove());

/** `npm start` in the project. */
function start(trouble = '', args: string[] = []): Promise<CommandResult> {
  return runNode([...START, ...args], {
    cwd: project.path,
    env: { TROUBLE: trouble },
  });
}

it('collects, shows the progress and summarizes', async () => {
  const { exitCode, output } = await start();

  expect(output).toMatch(/Starting step "Fetch users"[^]*Entity type/);
  expect(output).toMatch(/sample_user +│ +3 │/);
  expect(output).toContain('Complete: every step read all of its data.');
  expect(output).not.toContain('\u001b');
  expect(exitCode).toBe(0);
});

it('fails when a step failed, which the command itself does not', async () => {
  const { exitCode, output } = await start('refused');

  expect(output).toMatch(/fetch-users +│ failure/);
  expect(output).toMatch(/Reason +Provider API failed at .*\/users: 403/);
  expect(output).toContain('needs "users.read"');
  expect(output).toMatch(/Partial types +sample_user, sample_account_has_user/);
  expect(output).toMatch(/fetch-groups +│ partial/);
  expect(exitCode).toBe(1);
});

it('tells the message of a bug, which the SDK hides', async () => {
  const { exitCode, output } = await start('bug');

  expect(output).toMatch(/Reason +A user has no name/);
  expect(exitCode).toBe(1);
});

it('fails when an error escaped from a step', async () => {
  const { exitCode, output } = await start('stray');

  expect(output).toMatch(/fetch-users +│ success/);
  expect(output).toMatch(/An error escaped[^]*Nobody waited\s+for\s+this/);
  expect(exitCode).toBe(1);
});

it.each([
  ['config', [], 'sampleKey (SAMPLE_KEY) is missing'],
  ['unauthenticated', [], 'Provider authentication failed'],
  // The command gives up before it removes what an earlier run left.
  ['nothing', ['--unknown-option'], 'it wrote no summary'],
])(
  'never passes an earlier result off as that of a run that ended early (%s)',
  async (trouble, args, reason) => {
    await start();

    const { exitCode, output } = await start(trouble, args);

    expect(output).not.toContain('Entity type');
    expect(output).toContain('The run ended early:');
    expect(output).toContain(reason);
    expect(exitCode).toBe(1);
  },
);

it('hands arguments on to the command', async () => {
  await start();

  const { exitCode, output } = await start('', ['--step', 'fetch-users']);

  expect(output).toMatch(/fetch-account +│ cached/);
  expect(exitCode).toBe(0);
});

it('ends with the command on Ctrl-C', async () => {
  const child = spawn(process.execPath, START, {
    cwd: project.path,
    env: isolatedEnvironment({ TROUBLE: 'hang' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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
