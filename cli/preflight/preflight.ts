import path from 'node:path';

import { readEnvFile } from '../collection/envFile';
import { LogFile } from '../collection/logFile';
import { printable } from '../collection/printable';
import { processTerminal, type Terminal } from '../collection/terminal';
import { runWorker } from '../collection/workerProcess';
import { wrap } from '../report/layout';
import { isMissing, PreflightReport } from './preflightReport';
import { renderPreflight } from './render';

/** How a preflight is shown. */
export interface PreflightOptions {
  /** Where the log is written. */
  projectPath: string;
  /** Whether the result is JSON, and nothing else is on stdout. */
  isJson?: boolean;
  isVerbose?: boolean;
}

/**
 * Finds out with a few requests what a collection would find and take, and shows it.
 *
 * @returns the exit code: 0 only where a collection would be complete
 */
export async function preflight({
  projectPath,
  isJson = false,
  isVerbose = false,
}: PreflightOptions): Promise<number> {
  const terminal = processTerminal();
  const cwd = process.cwd();
  const { variables, facts } = await readEnvFile(cwd, process.env);
  const { log, interrupted, exitCode } = await runWorker({
    file: path.join(__dirname, 'preflightWorker'),
    input: { envFile: facts },
    cwd,
    env: { ...variables, ...process.env },
    logFile: new LogFile(projectPath, true),
    terminal: isJson ? errorTerminal(terminal) : terminal,
    isVerbose,
  });
  if (interrupted) return 130;
  const report = PreflightReport.safeParse(log.preflight).data;
  if (!report || exitCode !== 0) {
    const reason = log.fatalReason ?? log.lastWords ?? 'see the log';
    process.stderr.write(
      `${wrap(printable(`The preflight ended early: ${reason}`), terminal.columns, '')}\n`,
    );
    return 1;
  }
  if (isJson) {
    terminal.write(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    const notes = log.warnings.map(({ message }) => `${printable(message)}\n`);
    terminal.write(`${notes.join('')}${renderPreflight(report, terminal)}`);
  }
  return report.looks.some(isMissing) ? 1 : 0;
}

/** What is for people goes past the JSON. */
function errorTerminal(terminal: Terminal): Terminal {
  return {
    ...terminal,
    write: (text) => void process.stderr.write(text),
    isLive: process.stderr.isTTY,
  };
}
