#!/usr/bin/env node
import { createProgram } from './program';
import { explain, isReaderGone } from './userError';

// What is piped into `head` ends early: that is no error, and a collection goes on.
process.stdout.on('error', (error) => {
  if (!isReaderGone(error)) throw error;
});

createProgram()
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  });
