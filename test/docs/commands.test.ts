import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import {
  copyFile,
  mkdtemp,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

import { environmentVariable } from '../../src/collect/configFields';
import { isolatedEnvironment, PACKAGE_ROOT } from '../../scripts/sdkProject';
import { type Simulation, startSimulation } from '../../simulators';
import { documentsBelow } from '../support/documents';

const { scripts } = JSON.parse(
  readFileSync(path.join(PACKAGE_ROOT, 'package.json'), 'utf8'),
) as {
  scripts: Record<string, string>;
};

/** npm's own commands, and those that run the script of their name. */
const NPM_COMMANDS = ['ci', 'install', 'pack', 'audit', 'version', 'publish'];
const SHORT = ['start', 'test'];

/** Of README's commands those that the gate runs, and those that its tests run elsewhere. */
const TRIED_ELSEWHERE = [
  'npm ci',
  'npm test',
  'npm run lint',
  'npm run document',
  'npm run build',
  'npm run questions',
  'npm run test:ci',
  'npm run format',
  'npm run new-provider -- tern',
  'npm run upload',
  // These have something to be filled in.
  'npm run query -- "select …"',
  'npm run diff -- OLD',
  // These need a tenant.
  'npm run test:env',
  'npm run test:record',
];

const README = readFileSync(path.join(PACKAGE_ROOT, 'README.md'), 'utf8');

/** The commands of a document: in blocks of shell, and in code. */
function commandsOf(document: string): string[] {
  const blocks = [...document.matchAll(/^ *```sh\n([^]*?)^ *```/gm)].map(
    ([, block = '']) => block,
  );
  const spans = [...document.matchAll(/`((?:npm|npx) [^`\n]+)`/g)].map(
    ([, span = '']) => span,
  );
  return [...blocks.join('\n').split('\n'), ...spans]
    .flatMap((line) => line.replace(/(^|\s)#.*$/, '').split('&&'))
    .map((command) => command.trim())
    .filter((command) => /^(npm|cp) /.test(command));
}

const DOCUMENTS = documentsBelow(PACKAGE_ROOT).filter(
  (file) => !file.startsWith('test/realServers'),
);

test.each(DOCUMENTS)('the npm commands of %s exist', (file) => {
  const commands = commandsOf(
    readFileSync(path.join(PACKAGE_ROOT, file), 'utf8'),
  );
  const unknown = commands.filter((command) => {
    const [program, name = '', script = ''] = command
      .split(/\s+/)
      .filter((word) => !word.startsWith('--'));
    if (program !== 'npm') return false;
    if (name === 'run') return !Object.hasOwn(scripts, script);
    return SHORT.includes(name)
      ? !Object.hasOwn(scripts, name)
      : !NPM_COMMANDS.includes(name);
  });

  expect(unknown).toEqual([]);
});

describe("README's commands", () => {
  let simulation: Simulation;
  let clone: string;

  beforeAll(async () => {
    simulation = await startSimulation('acme', { size: 'tiny' });
    clone = await realpath(await mkdtemp(path.join(tmpdir(), 'clone-')));
    for (const name of readdirSync(PACKAGE_ROOT)) {
      if (/^\.(git|env|j1-integration.*)$/.test(name)) continue;
      await symlink(
        path.join(PACKAGE_ROOT, name),
        path.join(clone, name),
        'junction',
      );
    }
  });

  afterAll(async () => {
    await simulation.stop();
    await rm(clone, { recursive: true, force: true });
  });

  // One after the other, as people do: each builds on what the one before has left.
  const TRIED: [command: string, shows: RegExp][] = [
    ['npm run preflight', /users/],
    ['npm start', /acme_user/],
    ['npm run report', /report\.html/],
    ['npm run graph', /report\.html/],
    [
      'npm run query -- "select name from people where admin and not mfa_enabled"',
      /0 rows/,
    ],
    ['npm start -- --keep', /npm run diff/],
    ['npm start -- --step fetch-acme-users', /acme_user/],
    ['npm start -- --help', /--step/],
    ['npm run graph:types', /graph here/i],
    ['npm run graph:dependencies', /graph/i],
    ['npm run demo', /okta/],
    ['npm run demo -- acme', /acme/],
  ];

  test('are all tried, here or elsewhere', () => {
    const known = [
      ...TRIED.map(([command]) => command),
      ...TRIED_ELSEWHERE,
      'cp .env.example .env',
    ];
    expect(
      commandsOf(README).filter((command) => !known.includes(command)),
    ).toEqual([]);
  });

  test('cp .env.example .env', async () => {
    await copyFile(path.join(clone, '.env.example'), path.join(clone, '.env'));
    const env = readFileSync(path.join(clone, '.env'), 'utf8');
    const { provider: _, ...fields } = simulation.configFor(simulation.url);
    const filledIn = Object.entries(fields).reduce((all, [field, value]) => {
      const line = new RegExp(`^${environmentVariable(field)}=.*$`, 'm');
      expect(all).toMatch(line);
      return all.replace(
        line,
        `${environmentVariable(field)}=${String(value)}`,
      );
    }, env);
    await writeFile(path.join(clone, '.env'), filledIn);
  });

  test.each(TRIED)('%s', async (command, shows) => {
    const { exitCode, output } = await runCommand(command, clone);

    expect(output).toMatch(shows);
    expect(exitCode).toBe(0);
  });
});

async function runCommand(
  command: string,
  cwd: string,
): Promise<{ exitCode: number | null; output: string }> {
  const [program = '', ...args] = [...command.matchAll(/"([^"]*)"|\S+/g)].map(
    ([word, quoted]) => quoted ?? word,
  );
  const child = spawn(program, args, {
    cwd,
    env: isolatedEnvironment({}),
    stdio: ['ignore', 'pipe', 'pipe'],
    // On Windows npm is a batch file.
    shell: process.platform === 'win32',
  });
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { exitCode: child.exitCode, output: stdout + stderr };
}
