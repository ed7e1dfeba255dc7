import {
  cp,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { problemOf } from './newProvider/providerId';
import { PACKAGE_ROOT, runNode, runScript } from './sdkProject';

// A whole provider is checked in processes of its own, on a machine that may be busy.
jest.setTimeout(300_000);

const TIMEOUT_MS = 240_000;

/** What is made from the rest, or is not needed. */
const NOT_COPIED =
  /^(node_modules|\.git|dist|coverage|\.stryker-tmp|\.j1-integration.*|\.env|__recordings__)$/;

let root: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'new-provider-'));
  await cp(PACKAGE_ROOT, root, {
    recursive: true,
    filter: (source) => !NOT_COPIED.test(path.basename(source)),
  });
  await symlink(
    path.join(PACKAGE_ROOT, 'node_modules'),
    path.join(root, 'node_modules'),
    'junction',
  );
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** `npm run new-provider` in the copy. */
function newProvider(...args: string[]) {
  return runScript(path.join(root, 'scripts/newProvider.ts'), args, {
    cwd: root,
    timeoutMs: TIMEOUT_MS,
  });
}

/**
 * Runs a program of a package in the copy.
 *
 * @throws Error with its output where it fails
 */
async function expectSuccess(
  program: string,
  ...args: string[]
): Promise<void> {
  const { exitCode, output } = await runNode(
    [path.join(root, 'node_modules', program), ...args],
    { cwd: root, timeoutMs: TIMEOUT_MS },
  );
  if (exitCode !== 0) throw new Error(`${program} failed:\n${output}`);
}

async function contentsOf(folder: string): Promise<Map<string, string>> {
  const files = await readdir(path.join(root, folder), {
    recursive: true,
    withFileTypes: true,
  });
  const texts = files
    .filter((file) => file.isFile())
    .map(async ({ parentPath, name }): Promise<[string, string]> => {
      const file = path.join(parentPath, name);
      return [path.relative(root, file), await readFile(file, 'utf8')];
    });
  return new Map(await Promise.all(texts));
}

async function documents(): Promise<Map<string, string>> {
  const texts = await contentsOf('docs');
  for (const file of ['README.md', '.env.example']) {
    texts.set(file, await readFile(path.join(root, file), 'utf8'));
  }
  return texts;
}

test('tells how it is used', async () => {
  const { exitCode, output } = await newProvider('--help');

  expect(output).toContain('Usage: npm run new-provider -- ID');
  expect(exitCode).toBe(0);
});

test.each([
  ['Tern', 'lower-case'],
  ['2tern', 'lower-case'],
  ['../tern', 'lower-case'],
  ['arctic-tern', 'lower-case'],
  ['t'.repeat(21), 'longer than'],
  ['class', 'means something'],
  ['users', 'means something'],
  ['acme', 'exists: see src/providers/acme'],
])('refuses the id %s', (id, problem) => {
  expect(problemOf(id, PACKAGE_ROOT)).toContain(problem);
});

describe('a new provider', () => {
  // Its name has a digit, as that of auth0 has.
  const ID = 'tern2';

  let written: Awaited<ReturnType<typeof newProvider>>;
  let documented: Map<string, string>;

  beforeAll(async () => {
    written = await newProvider(ID);
    documented = await documents();
  });

  test('is written at once', () => {
    expect(written).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('is small, and knows no other name', async () => {
    const files = await contentsOf(`src/providers/${ID}`);
    const lines = [...files.values()].flatMap((text) => text.split('\n'));

    expect(lines.length).toBeLessThan(310);
    expect(lines.filter((line) => /tern(?!2)(?![a-z])/i.test(line))).toEqual(
      [],
    );
  });

  test('compiles', async () => {
    // Its files, and what they import.
    const include = [
      `src/providers/${ID}`,
      `src/tiles/${ID}`,
      `simulators/${ID}`,
    ];
    await writeFile(
      path.join(root, 'tsconfig.new.json'),
      JSON.stringify({ extends: './tsconfig.json', include }),
    );

    await expectSuccess(
      'typescript/bin/tsc',
      '--noEmit',
      '--project',
      'tsconfig.new.json',
    );
  });

  test('has no lint, and imports what it may', async () => {
    await expectSuccess(
      'eslint/bin/eslint.js',
      `src/providers/${ID}`,
      `src/tiles/${ID}`,
      `simulators/${ID}`,
      'src/providers/index.ts',
      'simulators/index.ts',
    );
    await expectSuccess(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      'src',
      'simulators',
    );
    await expectSuccess(
      'prettier/bin/prettier.cjs',
      '--check',
      `src/providers/${ID}`,
      `src/tiles/${ID}`,
      `simulators/${ID}`,
      'src/providers/index.ts',
      'simulators/index.ts',
      'docs',
      'README.md',
    );
  });

  test('is documented', async () => {
    await expectSuccess('ts-node/dist/bin.js', 'scripts/document.ts');

    expect(await documents()).toEqual(documented);
    expect(documented.get('.env.example')).toContain('#TERN2_API_TOKEN=');
    expect(documented.get('docs/configuration.md')).toContain(
      '`tern2ApiToken`',
    );
    expect(documented.get('docs/jupiterone.md')).toContain('`tern2_user`');
    expect(documented.get(`docs/jupiterone-${ID}.md`)).toContain(
      '`tern2_user`',
    );
    expect(documented.get('docs/properties.md')).toContain('`tern2_user`');
  });

  test('keeps the promises of all providers', () =>
    expectSuccess(
      'jest/bin/jest.js',
      '--ci',
      '-t',
      ID,
      `src/providers/${ID}`,
      'test/contract/standard',
      'test/contract/tiles',
      'test/faults/sweep',
    ));

  test('is not written a second time', async () => {
    const { exitCode, stderr } = await newProvider(ID);

    expect(stderr).toContain(`"${ID}" exists: see src/providers/${ID}`);
    expect(exitCode).toBe(1);
  });
});
