import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import {
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

import { PACKAGE_ROOT } from '../../scripts/sdkProject';

/** A project of somebody else, with the packed package in its node_modules. */
export interface ForeignProject {
  /** The folder that holds node_modules. */
  path: string;
  /** The installed package. */
  packagePath: string;
  remove: () => Promise<void>;
}

interface PackageJson {
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
}

/** What `npm pack` compiles. */
const SOURCES = [
  'src',
  'cli',
  'scripts',
  'tsconfig.json',
  'tsconfig.dist.json',
];

/**
 * Packs this package and installs it elsewhere, without a network: its declared dependencies are
 * links to those that are installed here. Nothing else can be imported from there.
 */
export async function installTarball(): Promise<ForeignProject> {
  const directory = await realpath(
    await mkdtemp(path.join(tmpdir(), 'foreign-')),
  );
  const modules = path.join(directory, 'node_modules');
  const packagePath = path.join(modules, 'graph-identity-provider');
  await mkdir(packagePath, { recursive: true });
  await run('npm', [
    'pack',
    '--silent',
    `--pack-destination=${directory}`,
    ...(isBuilt() ? ['--ignore-scripts'] : []),
  ]);
  const tarball = readdirSync(directory).find((name) => name.endsWith('.tgz'));
  await run('tar', [
    '-xzf',
    path.join(directory, tarball ?? ''),
    '-C',
    packagePath,
    '--strip-components=1',
  ]);
  await linkDependencies(packagePath, modules);
  await writeFile(path.join(directory, 'package.json'), '{ "private": true }');
  return {
    path: directory,
    packagePath,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

async function linkDependencies(
  packagePath: string,
  modules: string,
): Promise<void> {
  const { dependencies, peerDependencies } = JSON.parse(
    await readFile(path.join(packagePath, 'package.json'), 'utf8'),
  ) as PackageJson;
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    const link = path.join(modules, name);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(
      path.join(PACKAGE_ROOT, 'node_modules', name),
      link,
      'junction',
    );
  }
}

/** Whether dist/ is newer than all that it is made of, so that it need not be made again. */
function isBuilt(): boolean {
  const built = path.join(PACKAGE_ROOT, 'dist/src/index.js');
  if (!existsSync(built)) return false;
  const newest = Math.max(
    ...SOURCES.flatMap((name) => timesBelow(path.join(PACKAGE_ROOT, name))),
  );
  return statSync(built).mtimeMs > newest;
}

function timesBelow(file: string): number[] {
  const { mtimeMs } = statSync(file);
  if (!statSync(file).isDirectory()) return [mtimeMs];
  return readdirSync(file).flatMap((name) => timesBelow(path.join(file, name)));
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, {
    cwd: PACKAGE_ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    // On Windows npm is a batch file.
    shell: process.platform === 'win32',
  });
  const [stderr, [exitCode]] = await Promise.all([
    text(child.stderr),
    once(child, 'close') as Promise<unknown[]>,
  ]);
  if (exitCode !== 0)
    throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}
