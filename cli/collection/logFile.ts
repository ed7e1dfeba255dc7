import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';

import { storageDirectory } from '../../scripts/collectedGraph';

/** Where the whole log of the last run stands. */
export function logPath(projectPath: string): string {
  return path.join(storageDirectory(projectPath), 'log.ndjson');
}

/** The log of a run on disk. Lines are kept until the SDK has emptied the directory it stands in. */
export class LogFile {
  private waiting: string[] = [];
  private stream?: WriteStream;

  /** @param isContinued whether it goes on behind what stands there */
  constructor(
    private readonly projectPath: string,
    private readonly isContinued = false,
  ) {}

  write(line: string): void {
    if (this.stream) this.stream.write(`${line}\n`);
    else this.waiting.push(line);
  }

  /** Begins to write: the directory will not be emptied any more. */
  async open(): Promise<void> {
    const file = logPath(this.projectPath);
    await mkdir(path.dirname(file), { recursive: true });
    // It may name people: it is nobody else's.
    const flags = this.isContinued ? 'a' : 'w';
    const stream = createWriteStream(file, { flags, mode: 0o600 });
    await once(stream, 'open');
    for (const line of this.waiting) stream.write(`${line}\n`);
    this.waiting = [];
    this.stream = stream;
  }

  /** Writes what is left; also where the run ended before the directory was emptied. */
  async close(): Promise<void> {
    if (!this.stream) await this.open();
    this.stream?.end();
    if (this.stream) await once(this.stream, 'close');
  }
}
