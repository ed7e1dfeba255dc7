import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import ts from 'typescript';

import { environmentVariable } from '../../src/collect/configFields';
import { providers } from '../../src/providers';
import { runCli, runNode } from '../../scripts/sdkProject';
import { type Simulation, startSimulation } from '../../simulators';
import { brokenLinks } from '../support/links';
import { readGraph } from '../support/storedGraph';

import { type ForeignProject, installTarball } from './tarball';

// Where dist/ is not current, the package is compiled first.
jest.setTimeout(240_000);

const IDS = providers.map(({ id }) => id);

let foreign: ForeignProject;

beforeAll(async () => {
  foreign = await installTarball();
});

afterAll(() => foreign.remove());

describe('the packed files', () => {
  test('are those that are needed', async () => {
    const files = await filesOf(foreign.packagePath);

    expect(files).toContain('dist/cli/main.js');
    expect(
      files.filter((file) => /\.map$|\.test\.|simulators/.test(file)),
    ).toEqual([]);
    expect(
      files.filter((file) => /\.ts$/.test(file) && !/\.d\.ts$/.test(file)),
    ).toEqual([]);
    expect(
      files
        .filter((file) => !/^(answers|dist|docs|jupiterone|src)\//.test(file))
        .sort(),
    ).toEqual([
      '.env.example',
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'package.json',
    ]);
  });

  test('find each other', async () => {
    const files = await filesOf(foreign.packagePath);
    const programs = files.filter((file) => file.endsWith('.js'));
    const lost: string[] = [];
    for (const file of programs) {
      const text = await readFile(path.join(foreign.packagePath, file), 'utf8');
      const from = createRequire(path.join(foreign.packagePath, file));
      for (const [, name = ''] of text.matchAll(
        /\brequire\(["']([^"']+)["']\)/g,
      )) {
        if (!isFound(from, name)) lost.push(`${file}: ${name}`);
      }
    }

    // The demo is for a clone, and says so; the page is bundled in the package, and DuckDB is optional.
    expect(lost.sort()).toEqual([
      'dist/cli/answers/graphDatabase.js: @duckdb/node-api',
      'dist/cli/commands/demo.js: ../demo',
      'dist/cli/reportPage/bundle.js: esbuild',
    ]);
  });

  test('have links that lead somewhere', async () => {
    const documents = (await filesOf(foreign.packagePath)).filter((file) =>
      file.endsWith('.md'),
    );

    expect(documents).toContain('README.md');
    expect(
      documents.flatMap((file) => brokenLinks(foreign.packagePath, file)),
    ).toEqual([]);
  });
});

describe('collecting', () => {
  let simulation: Simulation;

  afterEach(() => simulation.stop());

  test.each(IDS)(
    'with the tile of %s, in a project of another name',
    async (id) => {
      simulation = await startSimulation(id, { size: 'tiny' });
      const projectPath = path.join(foreign.path, id);
      await mkdir(path.join(projectPath, 'src'), { recursive: true });
      await writeFile(
        path.join(projectPath, 'src/index.js'),
        `exports.invocationConfig = require('graph-identity-provider/${id}').invocationConfig;`,
      );

      const { provider: _, ...config } = simulation.configFor(simulation.url);
      await expectCollected(projectPath, config, id);
    },
  );

  test.each(IDS)(
    '%s with the whole, from where it is installed',
    async (id) => {
      simulation = await startSimulation(id, { size: 'tiny' });

      await expectCollected(
        foreign.packagePath,
        simulation.configFor(simulation.url),
        id,
      );
    },
  );

  test('with its own command line', async () => {
    simulation = await startSimulation('acme', { size: 'tiny' });
    const command = path.join(foreign.packagePath, 'dist/cli/main.js');

    const { exitCode, output } = await runNode([command, 'start'], {
      cwd: foreign.path,
      env: environmentOf(simulation.configFor(simulation.url)),
    });

    expect(output).toContain('acme_user');
    expect(exitCode).toBe(0);
  });
});

describe('types', () => {
  test.each([
    ['of Node.js', ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
    [
      'before package exports',
      ts.ModuleKind.CommonJS,
      ts.ModuleResolutionKind.Node10,
    ],
  ])(
    'are found by the resolution %s',
    async (_what, module, moduleResolution) => {
      const names = ['', ...IDS.map((id) => `/${id}`)];
      const file = path.join(foreign.path, 'types.ts');
      await writeFile(
        file,
        names
          .map(
            (name, index) =>
              `import { invocationConfig as config${index} } from 'graph-identity-provider${name}';\n` +
              `export const steps${index}: string[] = config${index}.integrationSteps.map((step) => step.id);\n` +
              `export const wrong${index}: number = config${index};\n`,
          )
          .join(''),
      );

      const program = ts.createProgram([file], {
        module,
        moduleResolution,
        target: ts.ScriptTarget.ES2022,
        strict: true,
        skipLibCheck: true,
        noEmit: true,
        types: [],
      });

      const problems = ts
        .getPreEmitDiagnostics(program)
        .map(({ messageText }) =>
          ts.flattenDiagnosticMessageText(messageText, ' '),
        );
      expect(problems).toHaveLength(names.length);
      for (const problem of problems) {
        expect(problem).toMatch(/is not assignable to type 'number'/);
      }
    },
  );
});

/** The SDK's command collects everything that there is to collect. */
async function expectCollected(
  projectPath: string,
  config: object,
  id: string,
): Promise<void> {
  const { exitCode, output } = await runCli(['collect'], {
    projectPath,
    env: environmentOf(config),
  });
  const { entities, summary } = await readGraph(projectPath);

  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  const steps = summary?.integrationStepResults ?? [];
  const run = steps.filter(({ status }) => status !== 'disabled');
  expect(run.filter(({ status }) => status !== 'success')).toEqual([]);
  expect(run.length).toBeGreaterThan(0);
  expect(entities.map(({ _type }) => _type)).toEqual(
    expect.arrayContaining([`${id}_account`, `${id}_user`]),
  );
}

function environmentOf(config: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([field, value]) => [
      environmentVariable(field),
      String(value),
    ]),
  );
}

async function filesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      path
        .relative(directory, path.join(parentPath, name))
        .replaceAll(path.sep, '/'),
    )
    .filter((file) => !file.startsWith('.j1-integration'));
}

function isFound(from: NodeJS.Require, name: string): boolean {
  try {
    return (
      existsSync(from.resolve(name)) || !path.isAbsolute(from.resolve(name))
    );
  } catch {
    return false;
  }
}
