import { z } from 'zod';

/** What the worker has to know; the configuration itself reaches it as environment variables. */
export const WorkerInput = z.object({
  /** The directory whose index exports `invocationConfig`. */
  integration: z.string(),
  /** Where the graph and the summary are written. */
  storage: z.string(),
  /** The steps to run, with those that they build on; all where none is named. */
  steps: z.array(z.string()),
  validatesSchema: z.boolean(),
  envFile: z.object({
    /** Where it is looked for. */
    path: z.string(),
    exists: z.boolean(),
    /** The variables that it sets. */
    names: z.array(z.string()),
    /** What has to be said of it. */
    notes: z.array(z.string()),
  }),
});

export type WorkerInput = z.infer<typeof WorkerInput>;

/** What is known of the .env file, without its values. */
export type EnvFileFacts = WorkerInput['envFile'];
