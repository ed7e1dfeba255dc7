#!/usr/bin/env node
import { createProgram } from './program';
import { explain } from './userError';

createProgram()
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  });
