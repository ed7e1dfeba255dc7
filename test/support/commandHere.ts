import type * as ChildProcess from 'node:child_process';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';

import { main as collect } from '../../cli/collection/worker';
import { main as lookAhead } from '../../cli/preflight/preflightWorker';
import { createProgram } from '../../cli/program';
import { explain } from '../../cli/userError';
import {
  type CommandOptions,
  type CommandResult,
  isolatedEnvironment,
} from '../../scripts/sdkProject';

/*
 * A command of the command line within the process of the test, with all of its code: what would be
 * a process of its own, its worker, runs here as well. It takes milliseconds where the real command
 * takes seconds. It cannot show what Node.js does when it starts, such as reading
 * NODE_EXTRA_CA_CERTS.
 */

const WORKERS: readonly [file: string, main: () => Promise<void>][] = [
  ['collection/worker.ts', collect],
  ['preflight/preflightWorker.ts', lookAhead],
];

jest.mock('node:child_process', () => {
  const real = jest.requireActual<typeof ChildProcess>('node:child_process');
  return { ...real, spawn: mockSpawn(real.spawn.bind(real)) };
});

type Spawn = (
  command: string,
  args: readonly string[],
  options: ChildProcess.SpawnOptions,
) => unknown;

function mockSpawn(spawn: Spawn): Spawn {
  return (command, args, options) => {
    const [, main] =
      WORKERS.find(([file]) => args.some((each) => each.endsWith(file))) ?? [];
    return main
      ? new WorkerHere(main, args.at(-1) ?? '', options.env ?? {})
      : spawn(command, args, options);
  };
}

/** What is printed in this process. */
const printed = { stdout: '', stderr: '' };
/** Where the log of the worker goes, as long as one runs. */
let log: PassThrough | undefined;

/** What a command knows of its worker. */
class WorkerHere extends EventEmitter {
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();

  constructor(main: () => Promise<void>, input: string, env: Environment) {
    super();
    void this.run(main, input, env);
  }

  private async run(
    main: () => Promise<void>,
    input: string,
    env: Environment,
  ): Promise<void> {
    const { env: ownEnv, argv } = process;
    Object.assign(process, { env: { ...env }, argv: ['', '', input] });
    log = this.stdout;
    await main();
    log = undefined;
    Object.assign(process, { env: ownEnv, argv });
    for (const event of LOGGED_EVENTS) process.removeAllListeners(event);
    this.stdout.end();
    this.stderr.end();
    this.emit('close', takeExitCode());
  }
}

type Environment = NodeJS.ProcessEnv;

/** The worker listens to them, and would end before another one does. */
const LOGGED_EVENTS = [
  'multipleResolves',
  'unhandledRejection',
  'uncaughtException',
];

function takeExitCode(): number {
  const { exitCode } = process;
  process.exitCode = undefined;
  return Number(exitCode ?? 0);
}

/** Runs a command, such as `['start']`, in a directory. */
export async function runHere(
  args: readonly string[],
  { cwd, env = {} }: Omit<CommandOptions, 'timeoutMs'>,
): Promise<CommandResult> {
  const { env: ownEnv } = process;
  const spies = [
    jest.spyOn(process, 'cwd').mockReturnValue(cwd),
    jest.spyOn(process.stdout, 'write').mockImplementation(printTo('stdout')),
    jest.spyOn(process.stderr, 'write').mockImplementation(printTo('stderr')),
  ];
  process.env = isolatedEnvironment(env);
  Object.assign(printed, { stdout: '', stderr: '' });
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    printed.stderr += explain(error);
    process.exitCode = 1;
  } finally {
    process.env = ownEnv;
    for (const spy of spies) spy.mockRestore();
  }
  const { stdout, stderr } = printed;
  return { exitCode: takeExitCode(), stdout, stderr, output: stdout + stderr };
}

/** The log of a worker is JSON, and nothing else that is printed begins like that. */
function printTo(stream: 'stdout' | 'stderr') {
  return (part: string | Uint8Array): boolean => {
    const text = String(part);
    if (log && text.startsWith('{')) log.write(text);
    else printed[stream] += text;
    return true;
  };
}
