import path from 'node:path';

import {
  incompleteSteps,
  storageDirectory,
  total,
} from '../../scripts/collectedGraph';
import { readEnvFile } from '../collection/envFile';
import { LogFile } from '../collection/logFile';
import { printable } from '../collection/printable';
import type { UploadJob } from '../collection/runLog';
import { processTerminal, type Terminal } from '../collection/terminal';
import { runWorker, type WorkerRun } from '../collection/workerProcess';
import { exitCodeOf, reasonOf, type RunReport } from '../report/problems';
import { wrap } from '../report/layout';
import { collectAndSummarize } from '../start';
import { UploadInput } from './uploadInput';
import {
  readUploadSettings,
  type UploadOptions,
  type UploadSettings,
} from './settings';

/** JupiterOne's job log is for people: more of one step is in our own log. */
const LONGEST_EVENT = 1_000;

/**
 * Collects, checks, uploads, and tells what became of it.
 *
 * @returns the exit code: 0 only where everything was collected and JupiterOne took it
 */
export async function upload(
  options: UploadOptions,
  { projectPath, isVerbose }: { projectPath: string; isVerbose?: boolean },
): Promise<number> {
  const terminal = processTerminal();
  const cwd = process.cwd();
  const { variables } = await readEnvFile(cwd, process.env);
  const env = { ...variables, ...process.env };
  const settings = readUploadSettings(options, env);

  const report = await collectAndSummarize({
    projectPath,
    terminal,
    isVerbose,
  });
  const obstacle = obstacleOf(report);
  if (obstacle !== undefined) {
    terminal.write(`\nNothing was uploaded: ${obstacle}\n`);
    return exitCodeOf(report) || 1;
  }
  const run = await runWorker({
    file: path.join(__dirname, 'uploadWorker'),
    input: inputOf(report, settings, projectPath),
    env,
    cwd,
    logFile: new LogFile(projectPath, true),
    terminal,
    isVerbose: isVerbose ?? false,
  });
  return tell(run, report, settings, terminal);
}

/**
 * Why a run must not be uploaded. A failed step is no obstacle: JupiterOne is told that its types
 * are partial, and deletes nothing of them.
 */
export function obstacleOf({
  run,
  summary,
  counts,
}: RunReport): string | undefined {
  if (run.interrupted) return 'the run was stopped.';
  if (!summary || !counts || run.exitCode !== 0) {
    return 'the run ended early.';
  }
  if (run.log.strayErrors.length > 0) {
    return 'an error escaped from its step, so that JupiterOne would not know what is missing.';
  }
  const cached = summary.integrationStepResults
    .filter(({ status }) => status === 'cached')
    .map(({ id }) => id);
  if (cached.length > 0 || run.steps.length > 0) {
    return 'not all steps ran anew; what the others collect would be deleted.';
  }
  return total(counts.entities) === 0
    ? 'nothing was collected; everything would be deleted.'
    : undefined;
}

function inputOf(
  { run, summary, counts }: RunReport,
  { instanceId, source, apiBaseUrl }: UploadSettings,
  projectPath: string,
): UploadInput {
  const failed = summary ? incompleteSteps(summary) : [];
  return UploadInput.parse({
    storage: storageDirectory(projectPath),
    objects: counts ? total(counts.entities) + total(counts.relationships) : 0,
    instanceId,
    source,
    apiBaseUrl,
    events: failed.map((step) => ({
      name: 'step_failure',
      description:
        `Step "${step.name}" has not all of its data: ${printable(reasonOf(step, run))}`.slice(
          0,
          LONGEST_EVENT,
        ),
    })),
  });
}

/** @returns the exit code */
function tell(
  run: WorkerRun,
  report: RunReport,
  settings: UploadSettings,
  terminal: Terminal,
): number {
  const { job, fatalReason, lastWords } = run.log;
  const say = (text: string) =>
    terminal.write(`${wrap(text, terminal.columns, '')}\n`);
  if (run.interrupted || run.exitCode === 130) {
    say(
      '\nThe upload was stopped, and its job aborted: nothing of it enters the graph.',
    );
    return 130;
  }
  if (!job || run.exitCode !== 0) {
    say(
      `\nThe upload failed, and nothing of it enters the graph: ${printable(fatalReason ?? lastWords ?? 'see the log')}`,
    );
    return 1;
  }
  say(`\n${outcomeOf(job)}`);
  terminal.write(`${linkOf(job, settings)}\n`);
  if (/ABORTED|ERROR/.test(job.status)) return 1;
  const exitCode = exitCodeOf(report);
  if (exitCode !== 0) {
    say(
      'What is missing above is kept in JupiterOne as it was; repair it, then upload again.',
    );
  }
  return exitCode;
}

function outcomeOf(job: UploadJob): string {
  if (job.status === 'FINISHED') {
    return `Uploaded, and in the graph: ${changesOf(job)}.`;
  }
  return /ABORTED|ERROR/.test(job.status)
    ? `JupiterOne took the upload, but did not bring it into the graph: ${job.status}.`
    : `Uploaded, and accepted: JupiterOne brings it into the graph (${job.status}).`;
}

function changesOf(job: UploadJob): string {
  const changes = (created = 0, updated = 0, deleted = 0) =>
    `${created} created, ${updated} updated, ${deleted} deleted`;
  return [
    `entities ${changes(job.numEntitiesCreated, job.numEntitiesUpdated, job.numEntitiesDeleted)}`,
    `relationships ${changes(job.numRelationshipsCreated, job.numRelationshipsUpdated, job.numRelationshipsDeleted)}`,
  ].join('; ');
}

/** No answer of JupiterOne holds a link: this one leads as far as is known. */
function linkOf(
  { id }: UploadJob,
  { instanceId, apiBaseUrl }: UploadSettings,
): string {
  const { hostname } = new URL(apiBaseUrl);
  const isTheirs = /^api\.(.+\.)?jupiterone\.io$/.test(hostname);
  const page = isTheirs
    ? `: https://${hostname.replace(/^api\./, 'apps.')}/integrations`
    : '';
  return `Job ${id} of the instance ${instanceId}${page}`;
}
