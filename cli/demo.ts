import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { countsOf, createOrganization } from '../simulators/acme/organization';
import type { Organization } from '../simulators/acme/organization';
import { startAcmeSimulator } from '../simulators/acme/server';
import type { GraphCounts } from '../scripts/collectedGraph';
import { describePage, writeGraphPage } from '../scripts/graph';
import { isolatedEnvironment, PACKAGE_ROOT } from '../scripts/sdkProject';
import { processTerminal, type Terminal } from './collection/terminal';
import { exitCodeOf } from './report/problems';
import { collectAndSummarize } from './start';

const NEXT =
  'Next: copy .env.example to .env, fill it in, and collect your own provider: npm start';

/** Where the demonstration puts what it collects, and what it shows. */
export interface DemoOptions {
  projectPath: string;
  terminal: Terminal;
  /** What the directory serves. */
  organization?: Organization;
  /** Whether the whole log is shown. */
  isVerbose?: boolean;
}

/**
 * Shows the integration at work without credentials or network: serves a made-up organization
 * from this machine, collects it as `npm start` does, compares what was collected with
 * what is served, and draws it.
 *
 * @returns the exit code
 */
export async function runDemo({
  projectPath,
  terminal,
  organization = createOrganization({ users: 250, groups: 40 }),
  isVerbose = false,
}: DemoOptions): Promise<number> {
  const expected = expectedCounts(organization);
  const token = randomBytes(24).toString('hex');
  const directory = await startAcmeSimulator({ organization, token });
  // The SDK reads .env from its working directory: an empty one keeps a developer's out.
  const cwd = await mkdtemp(path.join(tmpdir(), 'demo-'));
  terminal.write(`Serving a SCIM 2.0 directory at ${directory.url}\n`);
  try {
    const report = await collectAndSummarize({
      projectPath,
      cwd,
      env: isolatedEnvironment({
        PROVIDER: 'acme',
        ACME_BASE_URL: directory.url,
        ACME_API_KEY: token,
      }),
      isVerbose,
      terminal,
      requestCount: () => directory.requests.length,
    });
    const exitCode = exitCodeOf(report);
    if (exitCode !== 0) return exitCode;

    const differences = compare(report.counts, expected);
    if (differences.length > 0) {
      terminal.write(
        `The collection differs from the directory:\n${differences.join('\n')}\n`,
      );
      return 1;
    }
    const page = await writeGraphPage(projectPath);
    terminal.write(
      [
        'The counts equal what the directory holds.',
        '',
        describePage(page),
        NEXT,
        '',
      ].join('\n'),
    );
    return 0;
  } finally {
    await Promise.all([directory.stop(), rm(cwd, { recursive: true })]);
  }
}

/** What a complete collection of an organization holds, by type. */
function expectedCounts(organization: Organization): Record<string, number> {
  const { users, groups, memberships, nestings } = countsOf(organization);
  return {
    acme_account: 1,
    acme_user: users,
    acme_group: groups,
    acme_account_has_user: users,
    acme_account_has_group: groups,
    acme_group_has_user: memberships,
    acme_group_has_group: nestings,
  };
}

function compare(
  counts: GraphCounts | undefined,
  expected: Record<string, number>,
): string[] {
  const collected = new Map([
    ...(counts?.entities ?? []),
    ...(counts?.relationships ?? []),
  ]);
  const types = new Set([...Object.keys(expected), ...collected.keys()]);
  return [...types]
    .filter((type) => (collected.get(type) ?? 0) !== (expected[type] ?? 0))
    .map(
      (type) =>
        `  ${type}: collected ${collected.get(type) ?? 0}, the directory holds ${expected[type] ?? 0}`,
    );
}

/** The demonstration in this package's own directory. */
export function demo(isVerbose?: boolean): Promise<number> {
  return runDemo({
    projectPath: PACKAGE_ROOT,
    terminal: processTerminal(),
    isVerbose,
  });
}
