import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { PACKAGE_ROOT } from './sdkProject';

/*
 * `npm version` runs it: what is not released yet in CHANGELOG.md becomes the release of today. With
 * `--notes` it prints what the current version says there, for the release workflow.
 */

const UNRELEASED = '## [Unreleased]';

/**
 * Gives the changelog with a dated heading for what was not released yet.
 *
 * @param date as `2026-11-25`
 * @throws Error where nothing is to be released, or the version is there
 */
export function released(
  changelog: string,
  version: string,
  date: string,
): string {
  if (changelog.includes(`## [${version}]`)) {
    throw new Error(`CHANGELOG.md has version ${version}`);
  }
  const [before, rest] = changelog.split(`${UNRELEASED}\n`);
  const changes = rest?.split(/^## \[/m)[0]?.trim();
  if (before === undefined || rest === undefined || !changes) {
    throw new Error(`CHANGELOG.md has nothing under ${UNRELEASED}`);
  }
  return `${before}${UNRELEASED}\n\n## [${version}] - ${date}\n${rest}`;
}

/**
 * What a version brings, without its heading.
 *
 * @throws Error where the changelog does not have the version
 */
export function notesOf(changelog: string, version: string): string {
  const [, section] = changelog.split(`## [${version}]`);
  if (section === undefined) {
    throw new Error(`CHANGELOG.md does not have version ${version}`);
  }
  const [, ...lines] = (section.split(/^## \[/m)[0] ?? '').split('\n');
  return lines.join('\n').trim();
}

async function main(): Promise<void> {
  const file = path.join(PACKAGE_ROOT, 'CHANGELOG.md');
  const changelog = await readFile(file, 'utf8');
  const { version } = JSON.parse(
    await readFile(path.join(PACKAGE_ROOT, 'package.json'), 'utf8'),
  ) as { version: string };
  if (process.argv.includes('--notes')) {
    process.stdout.write(`${notesOf(changelog, version)}\n`);
    return;
  }
  const [today = ''] = new Date().toISOString().split('T');
  await writeFile(file, released(changelog, version, today));
}

if (require.main === module) void main();
