import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { readGraph } from '../test/support/storedGraph';
import {
  createProject,
  PACKAGE_ROOT,
  type Project,
  runCli,
} from './sdkProject';

const SAMPLE = path.join(PACKAGE_ROOT, 'test/support/sampleIntegration');

const projects: Project[] = [];

afterEach(async () => {
  await Promise.all(projects.splice(0).map((project) => project.remove()));
});

async function project(source?: string): Promise<Project> {
  const created = await createProject(source);
  projects.push(created);
  return created;
}

test('runs this package in a project directory of its own', async () => {
  const { path: projectPath } = await project();

  const { exitCode, output } = await runCli(['collect'], {
    projectPath,
    env: { PROVIDER: 'nobody' },
  });

  expect(output).toContain('provider (PROVIDER) is not a known provider');
  expect(exitCode).toBe(1);
});

test('reads what a run collected', async () => {
  const { path: projectPath } = await project(SAMPLE);

  const { exitCode } = await runCli(['collect'], { projectPath });
  const graph = await readGraph(projectPath);

  expect(exitCode).toBe(0);
  expect(graph.entities.map(({ _key }) => _key).sort()).toEqual([
    'sample_account:1',
    'sample_group:1',
    'sample_user:Ada',
    'sample_user:Zoë',
    'sample_user:Łukasz',
  ]);
  expect(graph.relationships).toHaveLength(3);
  expect(graph.summary?.metadata.partialDatasets.types).toEqual([]);
});

test('hides the settings of a developer, in the shell or in .env', async () => {
  const { path: projectPath } = await project(SAMPLE);
  const developer = await mkdtemp(path.join(tmpdir(), 'developer-'));
  await writeFile(path.join(developer, '.env'), 'TROUBLE=config\n');
  const home = process.cwd();
  process.env.TROUBLE = 'config';
  process.chdir(developer);
  try {
    const { exitCode } = await runCli(['collect'], { projectPath });

    expect(exitCode).toBe(0);
  } finally {
    delete process.env.TROUBLE;
    process.chdir(home);
    await rm(developer, { recursive: true });
  }
});

test('lets a test have a .env file of its own', async () => {
  const { path: projectPath } = await project(SAMPLE);
  const cwd = path.join(projectPath, 'working-directory');
  await mkdir(cwd);
  await writeFile(path.join(cwd, '.env'), 'TROUBLE=config\n');

  const { exitCode, output } = await runCli(['collect'], { projectPath, cwd });

  expect(output).toContain('sampleKey (SAMPLE_KEY) is missing');
  expect(exitCode).toBe(1);
});

test('ends a command that hangs and shows what it printed', async () => {
  const { path: projectPath } = await project(SAMPLE);

  const run = runCli(['collect'], {
    projectPath,
    env: { TROUBLE: 'hang' },
    timeoutMs: 15_000,
  });

  await expect(run).rejects.toThrow(
    /did not end within 15000 ms[^]*Starting step "Fetch users"/,
  );
});

test('removes the project and leaves the package alone', async () => {
  const created = await createProject(SAMPLE);

  await created.remove();

  expect(existsSync(created.path)).toBe(false);
  expect(existsSync(path.join(SAMPLE, 'index.js'))).toBe(true);
});
